"""AWS's own limits on IAM, laid over a client of an emulator that lets more pass: sizes, tags and delete conflicts.

Source: IAM's API reference and quotas. The emulator answers everything else.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from botocore.exceptions import ClientError

_MAX_CHARACTERS = {"PolicyDocument": 6144, "AssumeRolePolicyDocument": 2048}
_MAX_TAGS, _MAX_KEY, _MAX_VALUE = 50, 128, 256
_NAME = re.compile(r"[\w+=,.@-]{1,64}", re.ASCII)


def make_strict(iam: Any) -> None:
    """From here on the client refuses what IAM itself would refuse."""
    iam.meta.events.register("provide-client-params.iam", _refuse_what_is_too_much)
    iam.meta.events.register("provide-client-params.iam.DeletePolicy", _refuser_of_policies_in_use(iam))


def _refuse_what_is_too_much(params: dict[str, Any], model: Any, **_: Any) -> None:
    for name, most in _MAX_CHARACTERS.items():
        # White space outside of strings does not count; ours has none inside.
        if len(re.sub(r"\s", "", params.get(name, ""))) > most:
            _refuse("LimitExceeded", f"{name} is longer than {most} characters", model.name)
    if not _NAME.fullmatch(params.get("RoleName", "role")):
        _refuse("ValidationError", "RoleName is not a name", model.name)
    _refuse_bad_tags(params.get("Tags", []), model.name)


def _refuse_bad_tags(tags: Sequence[dict[str, str]], call: str) -> None:
    if len(tags) > _MAX_TAGS:
        _refuse("LimitExceeded", f"{len(tags)} tags", call)
    for tag in tags:
        if (
            not 0 < len(tag["Key"]) <= _MAX_KEY
            or len(tag["Value"]) > _MAX_VALUE
            or not all(map(_may_be_in_a_tag, tag["Key"] + tag["Value"]))
        ):
            _refuse("ValidationError", f"the tag {tag}", call)


def _may_be_in_a_tag(char: str) -> bool:
    return unicodedata.category(char)[0] in "LZN" or char in "_.:/=+-@"


def _refuser_of_policies_in_use(iam: Any) -> Any:
    async def refuse(params: dict[str, Any], model: Any, **_: Any) -> None:
        arn = params["PolicyArn"]
        held = await iam.list_entities_for_policy(PolicyArn=arn)
        versions = (await iam.list_policy_versions(PolicyArn=arn))["Versions"]
        if held["PolicyRoles"] or held["PolicyUsers"] or held["PolicyGroups"] or len(versions) > 1:
            _refuse("DeleteConflict", f"{arn} is attached or has other versions", model.name)

    return refuse


def _refuse(code: str, message: str, call: str) -> None:
    raise ClientError({"Error": {"Code": code, "Message": message}}, call)
