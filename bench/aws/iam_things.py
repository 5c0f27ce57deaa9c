"""Roles and policies as IAM keeps them, and as the XML that it writes of them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote
from xml.sax.saxutils import escape

from bench.aws.call import members, tags_xml

CREATED = "2026-10-02T09:14:51Z"


@dataclass(slots=True)
class Policy:
    arn: str
    document: str
    tags: Mapping[str, str] = field(default_factory=dict)
    attached_to: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    def xml(self) -> str:
        return f"{self._head()}<Tags>{_tags(self.tags)}</Tags>"

    def version(self, *, documented: bool = True) -> str:
        document = f"<Document>{quote(self.document)}</Document>" if documented else ""
        return f"{document}<VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion><CreateDate>{CREATED}</CreateDate>"

    def detail(self) -> str:
        return f"{self._head()}<PolicyVersionList>{members([self.version()])}</PolicyVersionList>"

    def _head(self) -> str:
        path = self.arn.partition(":policy")[2].rpartition("/")[0] + "/"
        return (
            f"<PolicyName>{self.name}</PolicyName><PolicyId>ANPABENCH</PolicyId><Arn>{self.arn}</Arn><Path>{path}</Path>"
            f"<DefaultVersionId>v1</DefaultVersionId><AttachmentCount>{len(self.attached_to)}</AttachmentCount>"
            f"<IsAttachable>true</IsAttachable><CreateDate>{CREATED}</CreateDate><UpdateDate>{CREATED}</UpdateDate>"
        )


@dataclass(slots=True)
class Role:
    arn: str
    trust: str
    tags: Mapping[str, str] = field(default_factory=dict)
    session_seconds: str = "3600"
    attached: dict[str, None] = field(default_factory=dict)
    inline: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.arn.rpartition("/")[2]

    @property
    def path(self) -> str:
        return self.arn.partition(":role")[2].rpartition("/")[0] + "/"

    def listed(self) -> str:
        return (
            f"<Path>{self.path}</Path><RoleName>{self.name}</RoleName><RoleId>AROABENCH</RoleId><Arn>{self.arn}</Arn>"
            f"<CreateDate>{CREATED}</CreateDate><AssumeRolePolicyDocument>{quote(self.trust)}</AssumeRolePolicyDocument>"
            f"<MaxSessionDuration>{self.session_seconds}</MaxSessionDuration>"
        )

    def xml(self) -> str:
        return f"{self.listed()}<Tags>{_tags(self.tags)}</Tags>{self._last_used()}"

    def attachments(self) -> str:
        return members(f"<PolicyName>{arn.rpartition('/')[2]}</PolicyName><PolicyArn>{arn}</PolicyArn>" for arn in self.attached)

    def inline_policy(self, name: str) -> str:
        return f"<PolicyName>{name}</PolicyName><PolicyDocument>{quote(self.inline[name])}</PolicyDocument>"

    def detail(self) -> str:
        inline = members(self.inline_policy(name) for name in self.inline)
        return (
            f"<Path>{self.path}</Path><RoleName>{self.name}</RoleName><RoleId>AROABENCH</RoleId><Arn>{self.arn}</Arn>"
            f"<CreateDate>{CREATED}</CreateDate><AssumeRolePolicyDocument>{quote(self.trust)}</AssumeRolePolicyDocument>"
            f"<InstanceProfileList/><RolePolicyList>{inline}</RolePolicyList>"
            f"<AttachedManagedPolicies>{self.attachments()}</AttachedManagedPolicies><Tags>{_tags(self.tags)}</Tags>{self._last_used()}"
        )

    def _last_used(self) -> str:
        return f"<RoleLastUsed><LastUsedDate>{CREATED}</LastUsedDate><Region>us-east-1</Region></RoleLastUsed>"


def service_trust(service: str) -> str:
    statement = {"Effect": "Allow", "Principal": {"Service": service}, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _tags(tags: Mapping[str, str]) -> str:
    return tags_xml({key: escape(value) for key, value in tags.items()})
