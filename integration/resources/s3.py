"""The row of the menu for S3."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Exists, Listing, Row

S3 = (
    # Calls: buckets/1000, and tagged buckets/100 for each region that has any.
    # Without MaxBuckets AWS refuses accounts whose bucket quota is above 10,000, and leaves BucketRegion out.
    Row(
        kind="AWS::S3::Bucket",
        type=ResourceType("S3", "s3", "bucket", r"[^/:]+", "S3 bucket", placed=False),
        listing=Listing(
            client="s3",
            operation="list_buckets",
            params={"MaxBuckets": 1000},
            items="Buckets",
            arn="arn:{partition}:s3:::{Name}",
            title="{Name}",
            regional=False,
            region_field="BucketRegion",
            tag_filter="s3",
            exists=Exists("head_bucket", {"Bucket": "{resource}", "ExpectedBucketOwner": "{account}"}, gone=("404", "NoSuchBucket")),
        ),
        console="https://s3.{domain}/s3/buckets/{leaf}?region={region}",
        reads=("s3:ListAllMyBuckets", "s3:ListBucket", "tag:GetResources"),
    ),
)
