"""Both objects of a grant carry its record; where they contradict each other, nobody builds on it."""

from integration.domain.errors import IamPermissionsError


class Disputed(IamPermissionsError):
    """The record itself was changed, so nobody knows what is true."""

    def __init__(self, name: str) -> None:
        super().__init__(f"The record on the role {name} is not the one on its policy; revoke it, since nobody can tell which is true.")
