"""AWS's limits on names, documents and tags, checked before any call so that nothing is left half-made."""

import re

from integration.domain.errors import Refusal, Refused
from integration.domain.grant import NAME_PREFIX, Grant
from integration.domain.policy import MAX_POLICY_LENGTH, document_text, permission_policy
from integration.domain.record import MAX_TAGS, encode
from integration.domain.trust import MAX_TRUST_LENGTH, trust_policy

_RUN_ID = re.compile(r"[\w+=,.@-]+", re.ASCII)
_PATH = re.compile(r"/([!-.0-~]+/)*")

# The console's switch-role form takes path and name together (IAM User Guide, "Switch to an IAM role (console)").
_MAX_PATH_AND_NAME = 64


def must_be_nameable(run_id: str, path: str) -> None:
    """Raises `Refused` when AWS would not take the role's name or path."""
    problems = []
    if not _RUN_ID.fullmatch(run_id):
        problems.append(f"'{run_id}' cannot be part of a role's name; a run id has letters, digits and _+=,.@- only.")
    if not _PATH.fullmatch(path):
        problems.append(f"'{path}' is not an IAM path; the setting iamPath must begin and end with a slash, as /port/ does.")
    if len(path) + len(NAME_PREFIX) + len(run_id) > _MAX_PATH_AND_NAME:
        problems.append(
            f"{path}{NAME_PREFIX}{run_id} is longer than the {_MAX_PATH_AND_NAME} characters the AWS console takes; shorten iamPath."
        )
    if problems:
        raise Refused([Refusal(None, problem) for problem in problems])


def must_fit(grant: Grant) -> None:
    """Raises `Refused` when a document or the record is longer than AWS takes."""
    policy, trust = document_text(permission_policy(grant)), document_text(trust_policy(grant))
    problems = []
    if len(policy) > MAX_POLICY_LENGTH:
        problems.append(f"The permission policy has {len(policy)} characters and IAM takes {MAX_POLICY_LENGTH}; ask for fewer permissions.")
    if len(trust) > MAX_TRUST_LENGTH:
        problems.append(
            f"The trust policy has {len(trust)} characters and IAM takes {MAX_TRUST_LENGTH}; name fewer SAML roles in trustedWays."
        )
    tags = encode(grant)
    if len(tags) > MAX_TAGS:
        problems.append(f"The record needs {len(tags)} tags and IAM takes {MAX_TAGS}; shorten the reason or ask for fewer permissions.")
    if problems:
        raise Refused([Refusal(None, problem) for problem in problems])
