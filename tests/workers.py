"""Which tests stay together, and in their order, where several workers share them."""

from pathlib import PurePosixPath

from xdist.scheduler import LoadScopeScheduling

# Their tests share servers that take long to start.
_TOGETHER = ("tests/e2e", "tests/enforcement")


class InOnePlace(LoadScopeScheduling):  # type: ignore[misc] # xdist's base has no types
    """The tests of one file go to one worker, and so do those of a folder that shares servers."""

    def _split_scope(self, nodeid: str) -> str:
        return together(nodeid)


def together(nodeid: str) -> str:
    """The file or folder whose tests stay together with this one, such as "tests/e2e"."""
    path = nodeid.split("::", 1)[0]
    folder = str(PurePosixPath(path).parent)
    return folder if folder in _TOGETHER else path
