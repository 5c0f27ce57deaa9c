"""Reads deploy/Dockerfile, and carries its steps out in a folder instead of an image: this machine may have no container engine."""

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import Distribution
from pathlib import Path

from packaging.requirements import Requirement

from tests.project import PROJECT


@dataclass(frozen=True, slots=True)
class Step:
    """An instruction and what follows it."""

    word: str
    text: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """The folder that stands for the image's WORKDIR, the one that stands for its installed packages, and its environment and commands."""

    workdir: Path
    packages: Path
    environment: Mapping[str, str]
    entrypoint: list[str]
    command: list[str]
    healthcheck: list[str]


def steps() -> list[Step]:
    """The instructions in order, with their continuation lines joined."""
    lines = (PROJECT / "deploy/Dockerfile").read_text().splitlines()
    joined = "\n".join(line for line in lines if line.strip() and not line.startswith("#")).replace("\\\n", "")
    return [Step(word, rest.strip()) for word, _, rest in (line.partition(" ") for line in joined.splitlines())]


def said(word: str) -> list[str]:
    """What follows each instruction of that name."""
    return [step.text for step in steps() if step.word == word]


def replay(root: Path) -> Replayed:
    """What the last stage holds, below the folder: what it copies, and of this environment's packages those that it installs."""
    [workdir], [entrypoint], [command], [healthcheck] = said("WORKDIR"), said("ENTRYPOINT"), said("CMD"), said("HEALTHCHECK")
    folder, packages = root / workdir.strip("/"), root / "packages"
    folder.mkdir()
    started = [step.word for step in steps()].index("WORKDIR")
    for step in steps()[started:]:
        if step.word == "COPY":
            _copy(step.text.split(), folder)
    for pin in _pins():
        _link(Distribution.from_name(pin.name), packages)
    variables = dict(assignment.split("=", 1) for text in said("ENV") for assignment in text.split())
    return Replayed(folder, packages, variables, *(json.loads(each.rpartition("CMD ")[2]) for each in (entrypoint, command, healthcheck)))


def _pins() -> Iterator[Requirement]:
    """What requirements.txt installs on a machine like this."""
    for line in (PROJECT / "requirements.txt").read_text().splitlines():
        if line[:1].isalpha():
            pin = Requirement(line.rstrip(" \\"))
            if pin.marker is None or pin.marker.evaluate():
                yield pin


def _copy(words: list[str], folder: Path) -> None:
    *sources, target = words
    for source in sources:
        assert f"!{source}" in (PROJECT / ".dockerignore").read_text().splitlines(), f".dockerignore keeps {source} out of the build"
        to = folder / target
        if (PROJECT / source).is_dir():
            shutil.copytree(PROJECT / source, to, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(PROJECT / source, to)


def _link(distribution: Distribution, packages: Path) -> None:
    for file in distribution.files or ():
        if ".." not in file.parts:  # a script, which stands outside of the packages
            link = packages / file
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file.locate())
