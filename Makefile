# make install | run | test | check | chaos | bench
.DEFAULT_GOAL := help
SHELL := /bin/bash
BIN := .venv/bin

.PHONY: help install run test check chaos bench clean

help:
	@echo "make run     a local Port, a local AWS and this integration, or your own Port when OCEAN__PORT__CLIENT_ID is set"
	@echo "             (ARGS=\"--port 8080\" chooses the page's port; ARGS=--help says what else there is)"
	@echo "make test    every test, real servers and a real browser included"
	@echo "make check   format, lint, types, layers, the templates, and .port against Port's rules"
	@echo "make chaos   break every call once, kill the process at every call, and judge what is left (ARGS=--soak for the soak)"
	@echo "make bench   how fast and how frugal it is, beside other ways, into bench/RESULTS.md (ARGS=--quick for a minute's look, --json for programs)"
	@echo "make install the two virtual environments only (the others call it)"

install: .venv/.installed .venv-ministack/.installed

.venv/.installed: requirements-dev.txt
	@echo "Installing the integration and its tools into .venv (a minute or two)"
	@python=$$(scripts/find-python) && "$$python" -m venv --clear .venv
	@$(BIN)/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements-dev.txt
	@touch $@

# MiniStack pins another botocore than we do, so it lives apart.
.venv-ministack/.installed: sandbox/ministack-requirements.txt
	@echo "Installing MiniStack, the local AWS, into .venv-ministack"
	@python=$$(scripts/find-python) && "$$python" -m venv --clear .venv-ministack
	@.venv-ministack/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes --no-deps -r sandbox/ministack-requirements.txt
	@touch $@

run: install
	@scripts/run $(ARGS)

test: install
	@scripts/find-chromium
	@$(BIN)/python -m pytest -n 2 --dist loadscope

check: install
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python scripts/settings-table --check
	@$(BIN)/python scripts/templates --check
	@$(BIN)/cfn-lint deploy/cloudformation/*.yaml
	@$(BIN)/python -m pytest -q tests/test_port_resources.py

chaos: install
	@$(BIN)/python -m tests.chaos $(ARGS)

bench: install
	@$(BIN)/python -m bench $(ARGS)

clean:
	rm -rf .venv .venv-ministack
