import json
from urllib.parse import quote

from integration.domain.compare import differences, same_document
from integration.domain.policy import document_text, permission_policy
from tests.domain.examples import grant

_POLICY = permission_policy(grant())


def test_a_document_that_comes_url_encoded_is_the_same() -> None:
    assert same_document(_POLICY, quote(document_text(_POLICY)))
    assert same_document(_POLICY, json.dumps(_POLICY, indent=4))


def test_a_document_that_is_none_differs() -> None:
    assert not same_document(_POLICY, "{")
    assert "cannot be read" in " ".join(differences("The policy", _POLICY, "{"))


def test_a_condition_does_not_hide_behind_one_that_is_spelt_alike() -> None:
    first, *rest = _POLICY["Statement"]
    ours, late = first["Condition"], "2030-01-01T00:00:00Z"
    other_operator = {"datelessthan": {"aws:CurrentTime": late}, **ours}
    other_key = {**ours, "DateLessThan": {"AWS:CURRENTTIME": late, **ours["DateLessThan"]}}
    for condition in (other_operator, other_key):
        assert not same_document(_POLICY, {**_POLICY, "Statement": [{**first, "Condition": condition}, *rest]})


def test_documents_that_mean_the_same_have_no_differences() -> None:
    assert differences("The policy", _POLICY, _POLICY) == ()


def test_many_differences_are_counted_after_the_first_few() -> None:
    wide = {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": [f"s3:Action{n}" for n in range(20)], "Resource": "*"}}
    told = differences("The policy", _POLICY, wide)
    assert len(told) == 6
    assert told[-1] == "The policy differs in 17 more rules."
