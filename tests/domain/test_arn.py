import pytest

from integration.domain.arn import Arn
from integration.domain.errors import Refused


@pytest.mark.parametrize(
    "text",
    [
        "arn:aws:s3:::my-bucket",
        "arn:aws-us-gov:ec2:us-gov-west-1:123456789012:instance/i-0123456789abcdef0",
        "arn:aws-cn:dynamodb:cn-north-1:123456789012:table/orders",
        "arn:aws:secretsmanager:eu-central-1:123456789012:secret:prod/db!main-AbC123",
        "arn:aws:logs:ap-southeast-2:123456789012:log-group:/aws/lambda/bill",
    ],
)
def test_an_arn_is_written_as_it_was_read(text: str) -> None:
    assert str(Arn.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("my-bucket", "is not an ARN"),
        ("", "is not an ARN"),
        ("arn:aws:s3:::", "must name one resource"),
        ("arn:aws:s3:::*", "must name one resource"),
        ("arn:aws:s3:::report?", "must name one resource"),
        ("arn:aws:s3:::${aws:username}", "must name one resource"),
        ('arn:aws:s3:::a"b', "must name one resource"),
        ("arn:aws:s3:::a\\b", "must name one resource"),
        ("arn:aws:s3:::a\nb", "must name one resource"),
        ("arn:aws:s3:::bücket", "must name one resource"),
        ("arn:aws:ec2:us-east-1:12345678:instance/i-abc123456789", "is not 12 digits"),
        ("arn:aws:ec2:somewhere:123456789012:instance/i-1", "its partition, service and region"),
        ("arn:azure:s3:::b", "its partition, service and region"),
        ("arn:aws:S3:::b", "its partition, service and region"),
    ],
)
def test_what_is_not_the_arn_of_one_resource_is_refused_with_a_hint(text: str, hint: str) -> None:
    with pytest.raises(Refused, match=hint):
        Arn.parse(text)
