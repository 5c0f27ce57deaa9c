"""The small company whose AWS account and Port organization the sandbox holds: Northlight, a shop for used books."""

from dataclasses import dataclass

ACCOUNT = "111122223333"
REGIONS = ("us-east-1", "eu-west-1")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a Port user and, under the same e-mail address, an IAM user."""

    email: str
    first_name: str
    last_name: str
    port_role: str = "Member"


@dataclass(frozen=True, slots=True)
class Bucket:
    name: str
    region: str
    team: str
    environment: str
    objects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instance:
    name: str
    region: str
    instance_type: str
    team: str
    environment: str


@dataclass(frozen=True, slots=True)
class Role:
    """A role that somebody else made: the integration must never touch it."""

    name: str
    path: str
    trusted_service: str
    allowed_actions: tuple[str, ...]


PEOPLE = (
    Person("maya.lindqvist@northlight.example", "Maya", "Lindqvist", "Admin"),
    Person("tomas.ferreira@northlight.example", "Tomás", "Ferreira"),
    Person("aiko.brandt@northlight.example", "Aiko", "Brandt"),
    Person("noor.haddad@northlight.example", "Noor", "Haddad"),
)

BUCKETS = (
    Bucket("northlight-covers", "us-east-1", "catalog", "production", ("isbn/9780140449136.jpg", "isbn/9780141439518.jpg")),
    Bucket("northlight-covers-staging", "us-east-1", "catalog", "staging", ("isbn/9780140449136.jpg",)),
    Bucket("northlight-order-archive", "us-east-1", "orders", "production", ("2026/10/orders.csv", "2026/11/orders.csv")),
    Bucket("northlight-invoices", "us-east-1", "finance", "production", ("2026/11/invoice-4711.pdf",)),
    Bucket("northlight-website", "us-east-1", "web", "production", ("index.html", "robots.txt")),
    Bucket("northlight-website-staging", "us-east-1", "web", "staging", ("index.html",)),
    Bucket("northlight-access-logs", "us-east-1", "platform", "production"),
    Bucket("northlight-terraform-state", "us-east-1", "platform", "production", ("network/terraform.tfstate",)),
    Bucket("northlight-search-index", "us-east-1", "catalog", "production", ("snapshots/2026-11-20.tar",)),
    Bucket("northlight-warehouse-scans", "eu-west-1", "warehouse", "production", ("dublin/pallet-88.json",)),
    Bucket("northlight-backups-eu", "eu-west-1", "platform", "production", ("shop-db/2026-11-23.dump",)),
    Bucket("northlight-newsletter", "eu-west-1", "marketing", "production", ("2026-11/issue-31.html",)),
)

INSTANCES = (
    Instance("shop-web-1", "us-east-1", "t3.medium", "web", "production"),
    Instance("shop-web-2", "us-east-1", "t3.medium", "web", "production"),
    Instance("search-worker", "us-east-1", "m6i.large", "catalog", "production"),
    Instance("staging-box", "us-east-1", "t3.small", "web", "staging"),
    Instance("warehouse-gateway", "eu-west-1", "t3.small", "warehouse", "production"),
    Instance("reporting", "eu-west-1", "t3.large", "finance", "production"),
)

ROLES = (
    Role("order-mailer", "/service-role/", "lambda.amazonaws.com", ("s3:GetObject", "ses:SendEmail")),
    Role("nightly-backup", "/", "ec2.amazonaws.com", ("s3:PutObject", "ec2:CreateSnapshot")),
    Role("deploy-website", "/ci/", "codebuild.amazonaws.com", ("s3:PutObject", "s3:DeleteObject")),
    # Named like a grant but not under the integration's path, as a hand-made one from before it would be.
    Role("Permission-legacy", "/", "ec2.amazonaws.com", ("s3:GetObject",)),
)

MACHINE_USERS = ("github-actions", "warehouse-scanner")
