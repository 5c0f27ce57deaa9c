"""The blueprints' identifiers: the guide's three, which are a contract, and that of the history."""

AWS_RESOURCE = "aws_resource"
IAM_PERMISSIONS = "iam_permissions"
PROVISIONED_PERMISSIONS = "provisioned_permissions"
PERMISSION_EVENTS = "permission_events"
