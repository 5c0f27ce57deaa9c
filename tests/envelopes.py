"""What EventBridge sends for an API call that CloudTrail recorded, in the shape that AWS documents, for one call of each kind."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

type Json = dict[str, Any]

ACCOUNT, REGION = "123456789012", "eu-west-1"


def envelope(service: str, name: str, request: Json | None, response: Json | None = None, **changed: Any) -> Json:
    """The whole event; `changed` are fields of the envelope, or of its detail where they are written like CloudTrail's own."""
    account, region = changed.pop("account", ACCOUNT), changed.pop("region", REGION)
    detail: Json = {
        "eventVersion": "1.11",
        "userIdentity": {
            "type": "AssumedRole",
            "principalId": "AROACKCEVSQ6C2EXAMPLE:mary",
            "arn": f"arn:aws:sts::{account}:assumed-role/Admin/mary",
            "accountId": account,
            "accessKeyId": "ASIAIOSFODNN7EXAMPLE",
            "sessionContext": {
                "sessionIssuer": {
                    "type": "Role",
                    "principalId": "AROACKCEVSQ6C2EXAMPLE",
                    "arn": f"arn:aws:iam::{account}:role/Admin",
                    "accountId": account,
                    "userName": "Admin",
                },
                "attributes": {"creationDate": "2026-11-25T09:00:00Z", "mfaAuthenticated": "true"},
            },
        },
        "eventTime": "2026-11-25T09:12:30Z",
        "eventSource": f"{service}.amazonaws.com",
        "eventName": name,
        "awsRegion": region,
        "sourceIPAddress": "203.0.113.47",
        "userAgent": "aws-cli/2.19.4",
        "requestParameters": request,
        "responseElements": response,
        "requestID": str(uuid4()),
        "eventID": str(uuid4()),
        "readOnly": False,
        "eventType": "AwsApiCall",
        "managementEvent": True,
        "recipientAccountId": account,
        "eventCategory": "Management",
    }
    whole: Json = {
        "version": "0",
        "id": str(uuid4()),
        "detail-type": "AWS API Call via CloudTrail",
        "source": f"aws.{service}",
        "account": account,
        "time": "2026-11-25T09:12:30Z",
        "region": region,
        "resources": [],
        "detail": detail,
    }
    for key, value in changed.items():
        (detail if key in detail or key.startswith("error") else whole)[key] = value
    return whole


def iam_envelope(name: str, request: Json, **changed: Any) -> Json:
    """IAM's events come from one region of the partition only."""
    return envelope("iam", name, request, **{"region": "us-east-1", **changed})


@dataclass(frozen=True, slots=True)
class Told:
    """A call, what CloudTrail writes of it, and the ARN that it is about."""

    service: str
    name: str
    request: Json
    response: Json | None
    arn: str

    def envelope(self) -> Json:
        return envelope(self.service, self.name, self.request, self.response)


def _at(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{resource}"


_BUCKET = "arn:aws:s3:::reports"
_INSTANCE, _VOLUME = _at("ec2", "instance/i-0abc123def4567890"), _at("ec2", "volume/vol-0abc123def4567890")
_TABLE, _DATABASE = _at("dynamodb", "table/orders"), _at("rds", "db:orders")
_FUNCTION, _CLUSTER = _at("lambda", "function:bill"), _at("ecs", "cluster/shop")
_REPOSITORY, _MACHINE = _at("ecr", "repository/shop/api"), _at("states", "stateMachine:ship")
_QUEUE, _TOPIC, _LOGS = _at("sqs", "orders.fifo"), _at("sns", "orders"), _at("logs", "log-group:/aws/lambda/bill")
_SECRET, _PARAMETER = _at("secretsmanager", "secret:shop/db-a1b2c3"), _at("ssm", "parameter/shop/url")
_KEY_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
_KEY = _at("kms", f"key/{_KEY_ID}")
_URL = f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/orders.fifo"
_DELETED_SECRET = {"name": "shop/db", "deletionDate": "Dec 25, 2026 9:12:30 AM", "aRN": _SECRET}


def _items(key: str, *ids: str) -> Json:
    return {"items": [{key: one} for one in ids]}


TOLD = (
    Told("s3", "CreateBucket", {"bucketName": "reports", "Host": f"reports.s3.{REGION}.amazonaws.com"}, None, _BUCKET),
    Told("s3", "PutBucketTagging", {"bucketName": "reports", "tagging": "", "Tagging": {"TagSet": {}}}, None, _BUCKET),
    Told("s3", "DeleteBucketTagging", {"bucketName": "reports", "tagging": ""}, None, _BUCKET),
    Told("s3", "DeleteBucket", {"bucketName": "reports"}, None, _BUCKET),
    Told(
        "ec2",
        "RunInstances",
        {"instancesSet": {"items": [{"imageId": "ami-12345678", "minCount": 1, "maxCount": 1}]}, "instanceType": "t3.small"},
        {"reservationId": "r-0abc", "instancesSet": {"items": [{"instanceId": "i-0abc123def4567890", "instanceState": {"code": 0}}]}},
        _INSTANCE,
    ),
    Told("ec2", "StopInstances", {"instancesSet": _items("instanceId", "i-0abc123def4567890"), "force": False}, None, _INSTANCE),
    Told("ec2", "TerminateInstances", {"instancesSet": _items("instanceId", "i-0abc123def4567890")}, None, _INSTANCE),
    Told("ec2", "CreateTags", {"resourcesSet": _items("resourceId", "i-0abc123def4567890", "sg-11bbcc22")}, {"_return": True}, _INSTANCE),
    Told("ec2", "DeleteTags", {"resourcesSet": _items("resourceId", "vol-0abc123def4567890")}, {"_return": True}, _VOLUME),
    Told("ec2", "CreateVolume", {"size": "8", "zone": f"{REGION}a"}, {"volumeId": "vol-0abc123def4567890", "size": "8"}, _VOLUME),
    Told("ec2", "DeleteVolume", {"volumeId": "vol-0abc123def4567890"}, {"_return": True}, _VOLUME),
    Told("dynamodb", "CreateTable", {"tableName": "orders"}, {"tableDescription": {"tableArn": _TABLE}}, _TABLE),
    Told("dynamodb", "DeleteTable", {"tableName": _TABLE}, {"tableDescription": {"tableStatus": "DELETING"}}, _TABLE),
    Told("dynamodb", "TagResource", {"resourceArn": _TABLE, "tags": [{"key": "team", "value": "data"}]}, None, _TABLE),
    Told("rds", "CreateDBInstance", {"dBInstanceIdentifier": "orders"}, {"dBInstanceArn": _DATABASE}, _DATABASE),
    Told("rds", "AddTagsToResource", {"resourceName": _DATABASE, "tags": [{"key": "team", "value": "data"}]}, None, _DATABASE),
    Told("lambda", "CreateFunction20150331", {"functionName": "bill"}, {"functionName": "bill", "functionArn": _FUNCTION}, _FUNCTION),
    Told("lambda", "DeleteFunction20150331", {"functionName": "bill"}, None, _FUNCTION),
    Told("lambda", "TagResource20170331v2", {"resource": _FUNCTION, "tags": {"team": "data"}}, None, _FUNCTION),
    Told("ecs", "DeleteCluster", {"cluster": "shop"}, {"cluster": {"clusterArn": _CLUSTER, "status": "INACTIVE"}}, _CLUSTER),
    Told("ecr", "CreateRepository", {"repositoryName": "shop/api"}, {"repository": {"repositoryArn": _REPOSITORY}}, _REPOSITORY),
    Told("states", "CreateStateMachine", {"name": "ship"}, {"stateMachineArn": _MACHINE}, _MACHINE),
    Told("states", "DeleteStateMachine", {"stateMachineArn": _MACHINE}, None, _MACHINE),
    Told("sqs", "CreateQueue", {"queueName": "orders.fifo"}, {"queueUrl": _URL}, _QUEUE),
    Told("sqs", "DeleteQueue", {"queueUrl": _URL}, None, _QUEUE),
    Told("sns", "CreateTopic", {"name": "orders"}, {"topicArn": _TOPIC}, _TOPIC),
    Told("sns", "DeleteTopic", {"topicArn": _TOPIC}, None, _TOPIC),
    Told("logs", "CreateLogGroup", {"logGroupName": "/aws/lambda/bill"}, None, _LOGS),
    Told("logs", "TagResource", {"resourceArn": f"{_LOGS}:*", "tags": {"team": "data"}}, None, _LOGS),
    Told("secretsmanager", "CreateSecret", {"name": "shop/db-a1b2c3"}, None, _SECRET),
    Told("secretsmanager", "DeleteSecret", {"secretId": "shop/db", "recoveryWindowInDays": 30}, _DELETED_SECRET, _SECRET),
    Told("kms", "CreateKey", {"description": "", "keyUsage": "ENCRYPT_DECRYPT"}, {"keyMetadata": {"arn": _KEY, "keyId": _KEY_ID}}, _KEY),
    Told("kms", "TagResource", {"keyId": _KEY_ID, "tags": [{"tagKey": "team", "tagValue": "data"}]}, None, _KEY),
    Told("ssm", "PutParameter", {"name": "/shop/url", "type": "String", "value": "HIDDEN_DUE_TO_SECURITY_REASONS"}, None, _PARAMETER),
    Told("ssm", "DeleteParameters", {"names": ["/shop/url"]}, {"deletedParameters": ["/shop/url"]}, _PARAMETER),
    Told("ssm", "AddTagsToResource", {"resourceType": "Parameter", "resourceId": "/shop/url", "tags": []}, None, _PARAMETER),
)
