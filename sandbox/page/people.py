"""The people of the organization, and which of them is using the page."""

from collections.abc import Iterator
from dataclasses import dataclass

from sandbox.page.port_client import Json


@dataclass(frozen=True, slots=True)
class Person:
    """`account` is Port's JSON of the user, which jqQuery conditions see as `.user`."""

    id: str
    email: str
    name: str
    roles: tuple[str, ...]
    account: Json


@dataclass(frozen=True, slots=True)
class People:
    everybody: tuple[Person, ...]

    def __iter__(self) -> Iterator[Person]:
        return iter(self.everybody)

    def acting(self, email: str | None) -> Person | None:
        """The person with this e-mail address, or else the first one."""
        return next((person for person in self if person.email == email), next(iter(self), None))

    def name_of(self, user: str | None) -> str:
        """Whose user id or e-mail address it is, in words. Port writes ids for people and machines alike."""
        if not user:
            return ""
        known = next((person.name for person in self if user in (person.id, person.email)), None)
        return known or ("a machine" if user.startswith("machine|") else user)


def people_of(users: list[Json]) -> People:
    """From the answer of GET /v1/users."""
    return People(tuple(_person(user) for user in users))


def _person(user: Json) -> Person:
    name = f"{user.get('firstName') or ''} {user.get('lastName') or ''}".strip() or user["email"]
    roles = tuple(role["name"] for role in user.get("roles", []))
    return Person(id=user["id"], email=user["email"], name=name, roles=roles, account=user)
