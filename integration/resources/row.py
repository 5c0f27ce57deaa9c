"""The shape of a row of the menu."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from integration.domain.resource_type import ResourceType


@dataclass(frozen=True, slots=True)
class Exists:
    """The one call that proves a resource is still there.

    `params` are str.format templates over `arn`, `account`, `region`, `resource` (the ARN's last part), `name` (what comes after its
    first "/" or ":", the whole of it where there is neither) and `leaf` (what comes after its last).
    Codes in `gone` mean that it is not there; so does an empty answer of the JMESPath `state`, or only states in `gone_states`.
    """

    operation: str
    params: Mapping[str, Any]
    gone: tuple[str, ...] = ()
    state: str | None = None
    gone_states: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Lookup:
    """A call that tells of one listed item what its listing left out.

    `params` are str.format templates over the item's fields, `answer` a JMESPath; codes in `nothing` mean that there is nothing to tell.
    """

    operation: str
    params: Mapping[str, str]
    answer: str
    nothing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Single:
    """The one call that reads a single resource as the listing has it.

    `params` are templates like those of `Exists`; `operation` and `items` are the listing's where they are not said. What the call does
    not answer with, or refuses with a code that `Exists` takes for gone, is not there.
    """

    params: Mapping[str, Any]
    operation: str | None = None
    items: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """How the resources of a type are listed, in botocore's terms.

    `operation` is the paginated operation in snake case, `items` a JMESPath to the items of a page. Where an item is mere text, `text`
    is a regular expression for it whose groups are its fields. `arn` and `title` are str.format templates over those fields and
    `partition`, `region` and `account`. `region_field` is the field that holds the region where it is not the region asked. `tags` is the
    field of an item that holds its tags; where it is `None` they come from the tagging API, asked for `tag_filter`. `keep` names the
    fields of an item that are read from the answer and handed on, where reading all of them costs much or tells too much.
    `region_lookup` tells the region of an item without `region_field`, `tags_lookup` its tags where we may not ask the tagging API.
    """

    client: str
    operation: str
    items: str
    arn: str
    title: str
    exists: Exists
    single: Single
    params: Mapping[str, Any] = field(default_factory=dict)
    text: str | None = None
    regional: bool = True
    region_field: str | None = None
    tags: str | None = None
    tag_filter: str | None = None
    keep: tuple[str, ...] = ()
    region_lookup: Lookup | None = None
    tags_lookup: Lookup | None = None


@dataclass(frozen=True, slots=True)
class OwnPolicy:
    """The call that reads the policy which a resource carries itself; `document` is the field of the answer that holds its JSON text."""

    operation: str
    params: Mapping[str, Any]
    document: str


@dataclass(frozen=True, slots=True)
class Events:
    """Which API calls, as CloudTrail tells of them, change what the catalog shows of a type.

    `told` has, by a JMESPath into the `detail` of the event, the names of the calls whose resource is found there. What is found is an ARN
    or the `id` of the template `arn`, which may speak of `partition`, `region` and `account` too; `text` is a regular expression that reads
    the id, or the ARN, out of what is found. The calls in `ends` leave nothing of the resource.
    """

    arn: str
    told: Mapping[str, str]
    ends: str
    text: str = r"(?P<id>.+)"

    def names(self) -> frozenset[str]:
        """The names of all the calls."""
        return frozenset(name for names in self.told.values() for name in names.split())


@dataclass(frozen=True, slots=True)
class Row:
    """Everything we know of a resource type.

    `kind` is its name in Ocean, `console` a str.format template for its console link over `arn`, `account`, `region`, `name`, `leaf`
    and `domain` (the console's host in the partition). `reads` are the IAM actions that our own principal needs to list and to prove.
    `instead` has, by one of these that it works without, those that are used in its place.
    `own_policy` is there where IAM decides about a resource only if the resource's own policy says so.
    """

    kind: str
    type: ResourceType
    listing: Listing
    console: str
    reads: tuple[str, ...]
    events: Events
    instead: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    own_policy: OwnPolicy | None = None
