"""STS: whose key it is, and a key in another account for whoever asks."""

from datetime import UTC, datetime, timedelta

from bench.aws.call import Call, query_answer
from bench.wire import Answer

_NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/"


class Sts:
    def answer(self, call: Call) -> Answer:
        if call.action == "AssumeRole":
            return query_answer(call, _NAMESPACE, _assumed(call.parameters["RoleArn"]))
        user = f"<Arn>arn:aws:iam::{call.account}:user/bench</Arn><UserId>AIDABENCH</UserId><Account>{call.account}</Account>"
        return query_answer(call, _NAMESPACE, user)


def _assumed(role: str) -> str:
    account = role.split(":")[4]
    end = (datetime.now(UTC) + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    key = f"<AccessKeyId>ASIA{account}</AccessKeyId><SecretAccessKey>secret</SecretAccessKey><SessionToken>token</SessionToken>"
    return (
        f"<Credentials>{key}<Expiration>{end}</Expiration></Credentials>"
        f"<AssumedRoleUser><AssumedRoleId>AROABENCH:bench</AssumedRoleId><Arn>{role}</Arn></AssumedRoleUser>"
    )
