"""The row of the menu for S3."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Events, Exists, Listing, Lookup, Row, Single

S3 = (
    # Calls: buckets/10000, and tagged buckets/100 for each region that has any.
    # Without MaxBuckets AWS refuses accounts whose bucket quota is above 10,000, and leaves BucketRegion out.
    # Another call a bucket where BucketRegion is left out all the same, and where we may not ask the tagging API.
    Row(
        kind="AWS::S3::Bucket",
        type=ResourceType("S3", "s3", "bucket", r"[^/:]+", "S3 bucket", placed=False),
        listing=Listing(
            client="s3",
            operation="list_buckets",
            params={"MaxBuckets": 10000},
            items="Buckets",
            arn="arn:{partition}:s3:::{Name}",
            title="{Name}",
            regional=False,
            region_field="BucketRegion",
            tag_filter="s3",
            region_lookup=Lookup(
                "get_bucket_location", {"Bucket": "{Name}"}, "LocationConstraint == 'EU' && 'eu-west-1' || LocationConstraint"
            ),
            tags_lookup=Lookup("get_bucket_tagging", {"Bucket": "{Name}"}, "TagSet", nothing=("NoSuchTagSet",)),
            exists=Exists("head_bucket", {"Bucket": "{resource}", "ExpectedBucketOwner": "{account}"}, gone=("404", "NoSuchBucket")),
            single=Single({"Prefix": "{resource}", "MaxBuckets": 1000}),
        ),
        console="https://s3.{domain}/s3/buckets/{leaf}?region={region}",
        reads=("s3:ListAllMyBuckets", "s3:ListBucket", "tag:GetResources"),
        instead={"tag:GetResources": ("s3:GetBucketTagging",)},
        events=Events(
            arn="arn:{partition}:s3:::{id}",
            told={
                "requestParameters.bucketName": "CreateBucket DeleteBucket PutBucketTagging DeleteBucketTagging",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteBucket",
        ),
    ),
)
