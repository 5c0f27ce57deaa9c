"""The blueprints' identifiers. They are the guide's, and a contract."""

AWS_RESOURCE = "aws_resource"
IAM_PERMISSIONS = "iam_permissions"
PROVISIONED_PERMISSIONS = "provisioned_permissions"
