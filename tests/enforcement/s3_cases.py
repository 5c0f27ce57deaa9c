"""The S3 permissions whose call MiniStack judges by IAM policy."""

from typing import Any

from tests.enforcement.case import Case
from tests.enforcement.targets import KEY, Target

_LATER = "2030-01-01T00:00:00Z"
_TAGS = {"Tagging": {"TagSet": [{"Key": "team", "Value": "data"}]}}
_WEBSITE = {"WebsiteConfiguration": {"IndexDocument": {"Suffix": "index.html"}}}
_CORS = {"CORSConfiguration": {"CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["https://shop.example"]}]}}
_LIFECYCLE = {
    "LifecycleConfiguration": {"Rules": [{"ID": "old", "Status": "Enabled", "Filter": {"Prefix": "tmp/"}, "Expiration": {"Days": 9}}]}
}
_SIZE = {"ObjectAttributes": ["ObjectSize"]}
_ENCRYPTION = {
    "ServerSideEncryptionConfiguration": {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}]},
}
_TIERING = {
    "Id": "cold",
    "IntelligentTieringConfiguration": {
        "Id": "cold",
        "Status": "Enabled",
        "Tierings": [{"Days": 90, "AccessTier": "ARCHIVE_ACCESS"}],
    },
}


def _bucket(of: Target) -> dict[str, Any]:
    return {"Bucket": of["Bucket"]}


def _object(of: Target) -> dict[str, Any]:
    return {"Bucket": of["Bucket"], "Key": KEY}


def _version(of: Target) -> dict[str, Any]:
    return {**_object(of), "VersionId": of["VersionId"]}


def _upload(of: Target) -> dict[str, Any]:
    return {**_object(of), "UploadId": of["UploadId"]}


_READS = (
    Case("s3:ListBucket", "list_objects_v2", _bucket),
    Case("s3:ListBucketVersions", "list_object_versions", _bucket),
    Case("s3:ListBucketMultipartUploads", "list_multipart_uploads", _bucket),
    Case("s3:GetAccelerateConfiguration", "get_bucket_accelerate_configuration", _bucket),
    Case("s3:GetAnalyticsConfiguration", "list_bucket_analytics_configurations", _bucket),
    Case("s3:GetBucketAcl", "get_bucket_acl", _bucket),
    Case("s3:GetBucketCORS", "get_bucket_cors", _bucket, then="NoSuchCORSConfiguration"),
    Case("s3:GetBucketLocation", "get_bucket_location", _bucket),
    Case("s3:GetBucketLogging", "get_bucket_logging", _bucket),
    Case("s3:GetBucketNotification", "get_bucket_notification_configuration", _bucket),
    Case("s3:GetBucketObjectLockConfiguration", "get_object_lock_configuration", _bucket),
    Case("s3:GetBucketOwnershipControls", "get_bucket_ownership_controls", _bucket, then="OwnershipControlsNotFoundError"),
    Case("s3:GetBucketPolicy", "get_bucket_policy", _bucket, then="NoSuchBucketPolicy"),
    Case("s3:GetBucketPolicyStatus", "get_bucket_policy_status", _bucket, then="NoSuchBucketPolicy"),
    Case("s3:GetBucketPublicAccessBlock", "get_public_access_block", _bucket, then="NoSuchPublicAccessBlockConfiguration"),
    Case("s3:GetBucketRequestPayment", "get_bucket_request_payment", _bucket),
    Case("s3:GetBucketTagging", "get_bucket_tagging", _bucket, then="NoSuchTagSet"),
    Case("s3:GetBucketVersioning", "get_bucket_versioning", _bucket),
    Case("s3:GetBucketWebsite", "get_bucket_website", _bucket, then="NoSuchWebsiteConfiguration"),
    Case("s3:GetEncryptionConfiguration", "get_bucket_encryption", _bucket, then="ServerSideEncryptionConfigurationNotFoundError"),
    Case("s3:GetIntelligentTieringConfiguration", "list_bucket_intelligent_tiering_configurations", _bucket),
    Case("s3:GetInventoryConfiguration", "list_bucket_inventory_configurations", _bucket),
    Case("s3:GetLifecycleConfiguration", "get_bucket_lifecycle_configuration", _bucket, then="NoSuchLifecycleConfiguration"),
    Case("s3:GetMetricsConfiguration", "list_bucket_metrics_configurations", _bucket),
    Case("s3:GetReplicationConfiguration", "get_bucket_replication", _bucket, then="ReplicationConfigurationNotFoundError"),
)

_WRITES = (
    Case("s3:CreateBucket", "create_bucket", _bucket, then="BucketAlreadyOwnedByYou"),
    Case("s3:DeleteBucket", "delete_bucket", _bucket, then="BucketNotEmpty"),
    Case("s3:DeleteBucketWebsite", "delete_bucket_website", _bucket),
    Case(
        "s3:PutAccelerateConfiguration", "put_bucket_accelerate_configuration", _bucket, {"AccelerateConfiguration": {"Status": "Enabled"}}
    ),
    Case("s3:PutBucketCORS", "put_bucket_cors", _bucket, _CORS),
    Case("s3:PutBucketLogging", "put_bucket_logging", _bucket, {"BucketLoggingStatus": {}}),
    Case("s3:PutBucketNotification", "put_bucket_notification_configuration", _bucket, {"NotificationConfiguration": {}}),
    Case(
        "s3:PutBucketObjectLockConfiguration",
        "put_object_lock_configuration",
        _bucket,
        {"ObjectLockConfiguration": {"ObjectLockEnabled": "Enabled"}},
    ),
    Case("s3:PutBucketRequestPayment", "put_bucket_request_payment", _bucket, {"RequestPaymentConfiguration": {"Payer": "Requester"}}),
    Case("s3:PutBucketTagging", "put_bucket_tagging", _bucket, _TAGS),
    Case("s3:PutBucketVersioning", "put_bucket_versioning", _bucket, {"VersioningConfiguration": {"Status": "Enabled"}}),
    Case("s3:PutBucketWebsite", "put_bucket_website", _bucket, _WEBSITE),
    Case("s3:PutEncryptionConfiguration", "put_bucket_encryption", _bucket, _ENCRYPTION),
    Case("s3:PutIntelligentTieringConfiguration", "put_bucket_intelligent_tiering_configuration", _bucket, _TIERING),
    Case("s3:PutLifecycleConfiguration", "put_bucket_lifecycle_configuration", _bucket, _LIFECYCLE),
    Case("s3:PutMetricsConfiguration", "put_bucket_metrics_configuration", _bucket, {"Id": "all", "MetricsConfiguration": {"Id": "all"}}),
)

_OBJECTS = (
    Case("s3:AbortMultipartUpload", "abort_multipart_upload", _upload),
    Case("s3:ListMultipartUploadParts", "list_parts", _upload),
    Case("s3:DeleteObject", "delete_object", _object),
    Case("s3:DeleteObjectTagging", "delete_object_tagging", _object),
    Case("s3:DeleteObjectVersion", "delete_object", _version),
    Case("s3:DeleteObjectVersionTagging", "delete_object_tagging", _version),
    Case("s3:GetObject", "get_object", _object),
    Case("s3:GetObjectAcl", "get_object_acl", _object),
    Case("s3:GetObjectAttributes", "get_object_attributes", _object, _SIZE, also=("s3:GetObject",)),
    Case("s3:GetObjectLegalHold", "get_object_legal_hold", _object, then="NoSuchObjectLockConfiguration"),
    Case("s3:GetObjectRetention", "get_object_retention", _object, then="NoSuchObjectLockConfiguration"),
    Case("s3:GetObjectTagging", "get_object_tagging", _object),
    Case("s3:GetObjectVersion", "get_object", _version),
    Case("s3:GetObjectVersionAcl", "get_object_acl", _version),
    Case(
        "s3:GetObjectVersionAttributes",
        "get_object_attributes",
        _version,
        {"ObjectAttributes": ["ObjectSize"]},
        also=("s3:GetObjectVersion",),
    ),
    Case("s3:GetObjectVersionTagging", "get_object_tagging", _version),
    Case("s3:ListObjectAnnotations", "list_object_annotations", _object),
    Case("s3:GetObjectAnnotation", "get_object_annotation", _object, {"AnnotationName": "review"}, then="NoSuchAnnotation"),
    Case("s3:DeleteObjectAnnotation", "delete_object_annotation", _object, {"AnnotationName": "review"}),
    Case("s3:PutObjectAnnotation", "put_object_annotation", _object, {"AnnotationName": "review", "AnnotationPayload": b"{}"}),
    Case("s3:PutObject", "put_object", _object, {"Body": b"new"}),
    Case("s3:PutObjectLegalHold", "put_object_legal_hold", _object, {"LegalHold": {"Status": "ON"}}),
    Case("s3:PutObjectRetention", "put_object_retention", _object, {"Retention": {"Mode": "GOVERNANCE", "RetainUntilDate": _LATER}}),
    Case("s3:PutObjectTagging", "put_object_tagging", _object, _TAGS),
    Case("s3:PutObjectVersionTagging", "put_object_tagging", _version, _TAGS),
    Case("s3:RestoreObject", "restore_object", _object, {"RestoreRequest": {"Days": 1}}, then="ObjectAlreadyInActiveTierError"),
)

S3_CASES = (*_READS, *_WRITES, *_OBJECTS)
