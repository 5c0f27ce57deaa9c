import re
import unicodedata
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.domain.errors import Unreadable
from integration.domain.grant import Grant
from integration.domain.record import decode, encode, is_ours
from integration.domain.tag_text import from_tags, to_tags
from tests.domain.examples import ACCOUNT, grant
from tests.domain.grants import grants

_ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=2000)  # lone surrogates too


def _fits_a_tag(key: str, value: str) -> bool:
    """IAM's rules for a tag, as in its service model: `[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]`, 128 and 256 characters."""
    allowed = all(char in "_.:/=+-@" or unicodedata.category(char)[0] in "LZN" for char in key + value)
    reserved = any(text.lower().startswith("aws:") for text in (key, value))
    return allowed and not reserved and 1 <= len(key) <= 128 and len(value) <= 256


@given(grants())
def test_a_record_read_back_is_the_grant(held: Grant) -> None:
    assert decode(encode(held), held.role_arn) == held


@given(grants())
def test_a_record_is_tags_that_iam_takes(held: Grant) -> None:
    for key, value in encode(held).items():
        assert _fits_a_tag(key, value), (key, value)


@given(_ANY_TEXT)
def test_any_text_survives_tags(text: str) -> None:
    tags = to_tags("port:reason", text)
    assert from_tags("port:reason", tags) == text
    assert all(_fits_a_tag(key, value) for key, value in tags.items())


@pytest.mark.parametrize("text", ["aws: is down", "AWS:s3 is full", "x" * 256 + "aws:y"])
def test_text_that_begins_as_only_aws_s_own_may_survives_tags(text: str) -> None:
    tags = to_tags("port:reason", text)
    assert from_tags("port:reason", tags) == text
    assert all(_fits_a_tag(key, value) for key, value in tags.items())


def test_ordinary_text_stays_readable_in_the_console() -> None:
    tags = encode(grant(reason="Der nächtliche Bericht hängt"))
    assert tags["port:reason"] == "Der nächtliche Bericht hängt"
    assert tags["port:permissions"] == "s3:ListBucket@bucket+s3:PutObject@object"
    assert tags["port:resource"] == "arn:aws:s3:::reports"
    assert tags["port:deadline"] == "2026-11-24T13:00:00Z"


def test_an_empty_ticket_is_not_a_missing_one() -> None:
    held = grant(ticket="")
    assert decode(encode(held), held.role_arn).ticket == ""
    assert decode(encode(grant(ticket=None)), held.role_arn).ticket is None


def test_tags_that_are_not_of_the_record_are_left_alone() -> None:
    held = grant()
    assert decode(encode(held) | {"cost-centre": "7", "port:of-a-later-version": "x"}, held.role_arn) == held


def test_a_role_without_our_tag_is_not_ours() -> None:
    assert not is_ours({})
    assert not is_ours({"port:managed-by": "somebody"})
    assert is_ours(encode(grant()))


@pytest.mark.parametrize(
    ("changes", "hint"),
    [
        ({"port:managed-by": "me"}, "port:managed-by"),
        ({"port:record": "2"}, "version '2'"),
        ({"port:run": "r_2"}, "is that of Permission-r_2"),
        ({"port:resource": "arn:aws:s3:::*"}, "port:resource"),
        ({"port:resource": "arn:aws-cn:s3:::reports"}, "not in the account"),
        ({"port:resource": "arn:aws:sqs:eu-west-1:999999999999:orders"}, "not in the account"),
        ({"port:permissions": ""}, "port:permissions"),
        ({"port:permissions": "s3:*@object"}, "port:permissions"),
        ({"port:permissions": "iam:PassRole@"}, "port:permissions"),
        ({"port:permissions": "s3:GetObject@table"}, "limits an action to 'table'"),
        ({"port:user": "*"}, "trusts nobody"),
        ({"port:users-account": "*"}, "trusts nobody"),
        ({"port:via": "everybody"}, "trusts nobody"),
        ({"port:via": "saml:*"}, "trusts nobody"),
        ({"port:deadline": "never"}, "is not a moment"),
        ({"port:granted-at": "2026-13-01T00:00:00Z"}, "is not a moment"),
        ({"port:reason": "b64:x"}, "port:reason"),
        ({"port:reason": "b64:/w=="}, "port:reason"),
    ],
)
def test_a_tag_is_not_believed_unless_it_can_be_read(changes: dict[str, str], hint: str) -> None:
    held = grant()
    with pytest.raises(Unreadable, match=re.escape(hint)):
        decode(encode(held) | changes, held.role_arn)


@pytest.mark.parametrize("key", sorted(encode(grant()).keys() - {"port:ticket", "port:approver"}))
def test_a_missing_tag_makes_the_record_unreadable(key: str) -> None:
    held = grant()
    tags = {name: value for name, value in encode(held).items() if name != key}
    with pytest.raises(Unreadable):
        decode(tags, held.role_arn)


@pytest.mark.parametrize("arn", ["", f"arn:aws:iam::{ACCOUNT}:user/x", f"arn:aws:iam::{ACCOUNT}:role/port/Permission-other"])
def test_a_record_belongs_to_the_role_it_names(arn: str) -> None:
    with pytest.raises(Unreadable):
        decode(encode(grant()), arn)


@given(st.dictionaries(st.sampled_from(sorted(encode(grant()))), _ANY_TEXT))
def test_whatever_stands_in_the_tags_is_read_or_called_unreadable(changes: dict[str, str]) -> None:
    held = grant()
    with suppress(Unreadable):  # any other error is a crash of the whole resync
        assert decode(encode(held) | changes, held.role_arn).name == held.name
