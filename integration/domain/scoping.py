"""The scope of a permission on a type of resource, or why it has none."""

from collections.abc import Collection

from integration.domain.corrections import ALSO_TOUCHES, MAKES_ANOTHER, ONE_OF, REACHES_FURTHER
from integration.domain.errors import Refused
from integration.domain.published import Permission, service_title
from integration.domain.resource_type import ResourceType
from integration.domain.scopes import is_inside

READING = frozenset({"List", "Read"})

# More types than this are not worth reading in a sentence.
_NAMED_TYPES = 4


def scopes_on(permission: Permission, kind: ResourceType) -> tuple[str, ...]:
    """The scopes that let the permission work on one resource of this type; ("",) where IAM can only grant it on `*`.

    Mostly one: the resource itself or, where the action does not take that, what is inside it. More only where AWS says that the
    action needs both. Raises `Refused` with the reason where the resource would not be enough or too much would have to be granted.
    """
    if permission.service != kind.service:
        raise _refused(permission, f"is an action of {service_title(permission.service)} and does nothing on this {kind.noun}", kind)
    if not permission.takes:
        return _unscoped(permission, kind)
    if permission.name in MAKES_ANOTHER:
        raise _refused(permission, f"makes {MAKES_ANOTHER[permission.name]}, so it cannot be limited to this {kind.noun}", kind)
    _refuse_reaching_further(permission, kind)
    inside = {name for name in permission.takes if is_inside(kind.service, name)}
    here = {kind.type} if kind.type in permission.takes else inside
    if not here:
        raise _refused(permission, f"acts on {_named(permission.takes, 'or')}, not on this {kind.noun}", kind)
    required = set() if permission.name in ONE_OF else {name for name, needed in permission.takes.items() if needed}
    _refuse_second_resource(permission, kind, required - {kind.type} - inside)
    return tuple(sorted(here | (required & inside)))


def _unscoped(permission: Permission, kind: ResourceType) -> tuple[str, ...]:
    if not READING.issuperset(permission.access_levels):
        raise _refused(permission, f"cannot be limited to this {kind.noun}, because IAM only takes it for everything", kind)
    return ("",)


def _refuse_reaching_further(permission: Permission, kind: ResourceType) -> None:
    if permission.name in REACHES_FURTHER:
        what, instead = REACHES_FURTHER[permission.name]
        reason = f"{permission.name} {what}, so it cannot be limited to this {kind.noun}; ask for {instead} instead."
        raise Refused.because(reason, permission.name)


def _refuse_second_resource(permission: Permission, kind: ResourceType, others: set[str]) -> None:
    needs = ALSO_TOUCHES.get(permission.name) or _named(others, "and")
    if needs:
        raise _refused(permission, f"also needs {needs}, and a grant reaches this {kind.noun} only", kind)


def _refused(permission: Permission, why: str, kind: ResourceType) -> Refused:
    return Refused.because(f"{permission.name} {why}; ask for {kind.service}: actions that act on one {kind.noun}.", permission.name)


def _named(types: Collection[str], joiner: str) -> str:
    names = sorted(types)
    if len(names) > _NAMED_TYPES:
        names = [*names[:_NAMED_TYPES], "others"]
    return f", {joiner} ".join(filter(None, [", ".join(names[:-1]), *names[-1:]])) if len(names) > 2 else f" {joiner} ".join(names)
