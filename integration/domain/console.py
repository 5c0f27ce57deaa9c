"""Where the AWS console shows things."""

CONSOLE_DOMAINS = {"aws": "console.aws.amazon.com", "aws-us-gov": "console.amazonaws-us-gov.com", "aws-cn": "console.amazonaws.cn"}


def role_page(role_arn: str) -> str:
    """The role in the console, for somebody who may look at IAM there."""
    domain = CONSOLE_DOMAINS.get(role_arn.split(":")[1], CONSOLE_DOMAINS["aws"])
    return f"https://{domain}/iam/home#/roles/details/{role_arn.rpartition('/')[2]}"
