"""What MiniStack cannot judge of S3 and EC2, each with its reason; the tests judge it by an evaluator of our own instead."""

from collections.abc import Mapping

# By reason. Together with the cases these are all actions of S3 and EC2 that a grant can limit to a resource.
UNJUDGED: Mapping[str, tuple[str, ...]] = {
    "MiniStack takes the call for another one, because it knows too few of S3's subresources": (
        "s3:CreateBucketMetadataTableConfiguration",
        "s3:DeleteBucketMetadataTableConfiguration",
        "s3:GetBucketAbac",
        "s3:GetBucketMetadataTableConfiguration",
        "s3:UpdateBucketMetadataAnnotationTableConfiguration",
        "s3:UpdateBucketMetadataInventoryTableConfiguration",
        "s3:UpdateBucketMetadataJournalTableConfiguration",
        "s3:UpdateObjectEncryption",
    ),
    "MiniStack takes torrents for plain reads": ("s3:GetObjectTorrent", "s3:GetObjectVersionTorrent"),
    "MiniStack does not tell the annotations of a version from those of the object": (
        "s3:DeleteObjectVersionAnnotation",
        "s3:GetObjectVersionAnnotation",
        "s3:ListObjectVersionAnnotations",
        "s3:PutObjectVersionAnnotation",
    ),
    "S3 Control puts the account before its host name, which a server at 127.0.0.1 does not have": (
        "s3:ListTagsForResource",
        "s3:TagResource",
        "s3:UntagResource",
    ),
    "no call of a client needs it: S3 replication and log delivery ask for it": (
        "s3:AllowVendedLogDeliveryForResource",
        "s3:GetObjectVersionAnnotationForReplication",
        "s3:GetObjectVersionForReplication",
        "s3:PauseReplication",
        "s3:ReplicateDelete",
        "s3:ReplicateObject",
        "s3:ReplicateObjectAnnotation",
        "s3:ReplicateTags",
    ),
    "MiniStack looks for the resource where this call does not name it": (
        "ec2:ModifyInstanceCreditSpecification",
        "ec2:ReportInstanceStatus",
    ),
    "botocore has no such call: AWS FIS makes it": (
        "ec2:InjectVolumeIOLatency",
        "ec2:PauseVolumeIO",
        "ec2:SendSpotInstanceInterruptions",
    ),
}
