"""How much harm a permission can do. Read it as a list: the first row that names an action decides, else its access level does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from integration.domain.patterns import matches_any
from integration.domain.published import Permission, find


class Risk(StrEnum):
    """Low, medium or high, in this order; Python would compare the words."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def _rank(self) -> int:
        return tuple(Risk).index(self)

    def __lt__(self, other: str) -> bool:
        return self._rank < Risk(other)._rank

    def __le__(self, other: str) -> bool:
        return self._rank <= Risk(other)._rank

    def __gt__(self, other: str) -> bool:
        return self._rank > Risk(other)._rank

    def __ge__(self, other: str) -> bool:
        return self._rank >= Risk(other)._rank


# What an operator says instead, by action pattern such as "s3:Delete*".
RiskOverrides = Mapping[str, Risk]


@dataclass(frozen=True, slots=True)
class Rated:
    """An action's risk, and the reason as the end of a sentence that begins with the action."""

    action: str
    risk: Risk
    reason: str


@dataclass(frozen=True, slots=True)
class _Row:
    patterns: tuple[str, ...]
    risk: Risk
    reason: str


_RISKS: tuple[_Row, ...] = (
    # Named like destroying, and not so.
    _Row(("sqs:DeleteMessage",), Risk.MEDIUM, "takes a message off the queue, as every consumer does"),
    _Row(("*:Delete*Tagging",), Risk.MEDIUM, "takes tags off"),
    _Row(("logs:DeleteRetentionPolicy",), Risk.MEDIUM, "keeps the log for ever"),
    _Row(("s3:DeleteBucketWebsite",), Risk.MEDIUM, "takes off configuration that can be written again"),
    # Reading what outlives the grant once it is read.
    _Row(("secretsmanager:*GetSecretValue",), Risk.HIGH, "gives out a secret, which outlives the grant once it is read"),
    _Row(("ssm:GetParameter*",), Risk.HIGH, "gives out a parameter, which may be a secret and outlives the grant once it is read"),
    _Row(
        ("kms:Decrypt", "kms:ReEncryptFrom", "kms:Decapsulate", "kms:DeriveSharedSecret"),
        Risk.HIGH,
        "opens what is encrypted with the key, which stays open once it is read",
    ),
    _Row(
        ("lambda:GetFunction", "lambda:GetFunctionConfiguration", "lambda:ListFunctions", "lambda:ListVersionsByFunction"),
        Risk.MEDIUM,
        "shows environment variables, in which passwords are often left",
    ),
    _Row(("ecs:DescribeTaskDefinition",), Risk.MEDIUM, "shows environment variables, in which passwords are often left"),
    _Row(
        ("ec2:DescribeInstanceAttribute", "ec2:GetConsoleOutput", "ec2:GetConsoleScreenshot", "ec2:GetLaunchTemplateData"),
        Risk.MEDIUM,
        "shows start scripts and consoles, in which passwords are often left",
    ),
    _Row(("kms:Sign", "kms:GenerateMac"), Risk.MEDIUM, "signs in the name of whoever owns the key"),
    _Row(("sns:Subscribe", "s3:PutBucketNotification"), Risk.HIGH, "can send what happens elsewhere, also after the grant has ended"),
    # Destroying, by whatever name.
    _Row(("*:Delete*", "*:BatchDelete*", "*:Terminate*", "*:Purge*", "*:Destroy*"), Risk.HIGH, "destroys something"),
    _Row(("s3:ReplicateDelete", "dynamodb:PartiQLDelete", "dynamodb:BatchWriteItem"), Risk.HIGH, "can delete data"),
    _Row(("ec2:SendSpotInstanceInterruptions",), Risk.HIGH, "ends instances"),
    _Row(("kms:ScheduleKeyDeletion", "kms:DisableKey"), Risk.HIGH, "makes everything unreadable that is encrypted with the key"),
    _Row(
        ("s3:PutLifecycleConfiguration", "logs:PutRetentionPolicy", "dynamodb:UpdateTimeToLive", "ecr:PutLifecyclePolicy"),
        Risk.HIGH,
        "can set a rule by which data is deleted",
    ),
    _Row(
        ("s3:PutBucketVersioning", "dynamodb:UpdateContinuousBackups", "rds:StopDBInstanceAutomatedBackupsReplication"),
        Risk.HIGH,
        "can switch off what would restore lost data",
    ),
    _Row(("logs:PutLogGroupDeletionProtection",), Risk.HIGH, "can switch off what protects from deletion"),
)

# By AWS's own access level, the most telling first.
_LEVELS: Mapping[str, tuple[Risk, str]] = {
    "Permissions management": (Risk.HIGH, "can change who has access"),
    "Write": (Risk.MEDIUM, "changes something"),
    "Tagging": (Risk.MEDIUM, "changes tags, and policies elsewhere may decide by tags"),
    "Read": (Risk.LOW, "only reads"),
    "List": (Risk.LOW, "only lists"),
}
_UNKNOWN = (Risk.HIGH, "has an access level that is new to this integration")


def rated(permission: Permission, overrides: RiskOverrides) -> Rated:
    """The risk of a permission and why: by the operator's most exact pattern, else by the list above."""
    patterns = [pattern for pattern in overrides if matches_any([pattern], permission.name)]
    if patterns:
        chosen = max(patterns, key=len)
        return Rated(permission.name, overrides[chosen], f"is rated so by {chosen} in the setting riskOverrides")
    named = ((row.risk, row.reason) for row in _RISKS if matches_any(row.patterns, permission.name))
    leveled = (told for level, told in _LEVELS.items() if level in permission.access_levels)
    risk, reason = next(chain(named, leveled, [_UNKNOWN]))
    return Rated(permission.name, risk, reason)


def risk_of(permission: Permission, overrides: RiskOverrides) -> Risk:
    """The risk of a permission."""
    return rated(permission, overrides).risk


def risk_of_actions(actions: Iterable[str], overrides: RiskOverrides) -> Risk:
    """The risk of a grant: the highest of its actions. One that AWS no longer publishes counts as high, because nobody can tell."""
    found = [find(action) for action in actions]
    return max((risk_of(permission, overrides) if permission else Risk.HIGH for permission in found), default=Risk.LOW)
