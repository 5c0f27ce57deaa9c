"""Tests that belong together stay with one worker: they build on each other, and on servers that they share."""

import re
import subprocess
import sys

from tests.project import PROJECT
from tests.workers import together

_FILES = ("tests/domain/test_arn.py", "tests/domain/test_repairable.py")


def test_the_tests_of_a_file_go_to_one_worker() -> None:
    command = [sys.executable, "-m", "pytest", "-v", "-n", "2", "--dist", "loadscope", *_FILES]
    told = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    taken = set(re.findall(r"\[(gw\d)\].* PASSED (\S+?)::", told))
    assert {path for _, path in taken} == set(_FILES)
    assert len(taken) == len(_FILES)


def test_those_of_a_folder_that_shares_servers_do_too() -> None:
    assert together("tests/e2e/test_page.py::test_a[x::y]") == together("tests/e2e/test_story.py::test_b") == "tests/e2e"
