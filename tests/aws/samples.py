"""One resource of each type on the menu, tagged `team: data`: how it is made, and how it goes."""

import io
import json
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from integration.aws.accounts import Account

REGION = "eu-west-1"
_ROLE = "menu"
_ROLE_ARN = f"arn:aws:iam::123456789012:role/{_ROLE}"
# AWS writes a tag in three ways.
_TAGS = [{"Key": "team", "Value": "data"}]
_LOWER_TAGS = [{"key": "team", "value": "data"}]
_TAG_MAP = {"team": "data"}

Make = Callable[[Any, str], Awaitable[str]]
Delete = Callable[[Any, str], Awaitable[Any]]


@dataclass(frozen=True, slots=True)
class Sample:
    """`make` takes a client and a name and gives the ARN, or the part of it after the account; `delete` takes the same two."""

    client: str
    make: Make
    delete: Delete


async def _bucket(s3: Any, name: str) -> str:
    await s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": REGION})
    await s3.put_bucket_tagging(Bucket=name, Tagging={"TagSet": _TAGS})
    return f"arn:aws:s3:::{name}"


async def _instance(ec2: Any, name: str) -> str:
    tags = [{"ResourceType": "instance", "Tags": [*_TAGS, {"Key": "Name", "Value": name}]}]
    image = (await ec2.describe_images(Owners=["amazon"]))["Images"][0]["ImageId"]
    ran = await ec2.run_instances(ImageId=image, InstanceType="t3.small", MinCount=1, MaxCount=1, TagSpecifications=tags)
    return f"instance/{ran['Instances'][0]['InstanceId']}"


async def _volume(ec2: Any, name: str) -> str:
    tags = [{"ResourceType": "volume", "Tags": [*_TAGS, {"Key": "Name", "Value": name}]}]
    return f"volume/{(await ec2.create_volume(AvailabilityZone=f'{REGION}a', Size=1, TagSpecifications=tags))['VolumeId']}"


async def _table(dynamodb: Any, name: str) -> str:
    created = await dynamodb.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=_TAGS,
    )
    return str(created["TableDescription"]["TableArn"])


async def _database(rds: Any, name: str) -> str:
    created = await rds.create_db_instance(DBInstanceIdentifier=name, DBInstanceClass="db.t3.micro", Engine="postgres", Tags=_TAGS)
    return str(created["DBInstance"]["DBInstanceArn"])


async def _function(lambda_: Any, name: str) -> str:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("main.py", "def handle(event, context): return event\n")
    created = await lambda_.create_function(
        FunctionName=name,
        Runtime="python3.12",
        Handler="main.handle",
        Role=_ROLE_ARN,
        Code={"ZipFile": packed.getvalue()},
        Tags=_TAG_MAP,
    )
    return str(created["FunctionArn"])


async def _state_machine(stepfunctions: Any, name: str) -> str:
    steps = json.dumps({"StartAt": "Done", "States": {"Done": {"Type": "Succeed"}}})
    created = await stepfunctions.create_state_machine(name=name, definition=steps, roleArn=_ROLE_ARN, tags=_LOWER_TAGS)
    return str(created["stateMachineArn"])


async def _cluster(ecs: Any, name: str) -> str:
    return str((await ecs.create_cluster(clusterName=name, tags=_LOWER_TAGS))["cluster"]["clusterArn"])


async def _repository(ecr: Any, name: str) -> str:
    return str((await ecr.create_repository(repositoryName=f"shop/{name}", tags=_TAGS))["repository"]["repositoryArn"])


async def _queue(sqs: Any, name: str) -> str:
    await sqs.create_queue(QueueName=name, tags=_TAG_MAP)
    return name


async def _topic(sns: Any, name: str) -> str:
    return str((await sns.create_topic(Name=name, Tags=_TAGS))["TopicArn"])


async def _log_group(logs: Any, name: str) -> str:
    await logs.create_log_group(logGroupName=f"/aws/lambda/{name}", tags=_TAG_MAP)
    return f"log-group:/aws/lambda/{name}"


async def _secret(secretsmanager: Any, name: str) -> str:
    return str((await secretsmanager.create_secret(Name=f"shop/{name}", SecretString="not one", Tags=_TAGS))["ARN"])


async def _key(kms: Any, name: str) -> str:
    created = await kms.create_key(Description=name, Tags=[{"TagKey": "team", "TagValue": "data"}])
    return str(created["KeyMetadata"]["Arn"])


async def _parameter(ssm: Any, name: str) -> str:
    await ssm.put_parameter(Name=f"/shop/{name}", Value="1", Type="String", Tags=_TAGS)
    return f"parameter/shop/{name}"


def _leaf(arn: str) -> str:
    return arn.replace(":", "/").rpartition("/")[2]


async def _delete_queue(sqs: Any, arn: str) -> None:
    await sqs.delete_queue(QueueUrl=(await sqs.get_queue_url(QueueName=_leaf(arn)))["QueueUrl"])


SAMPLES: Mapping[str, Sample] = {
    "S3": Sample("s3", _bucket, lambda s3, arn: s3.delete_bucket(Bucket=_leaf(arn))),
    "EC2": Sample("ec2", _instance, lambda ec2, arn: ec2.terminate_instances(InstanceIds=[_leaf(arn)])),
    "EBS": Sample("ec2", _volume, lambda ec2, arn: ec2.delete_volume(VolumeId=_leaf(arn))),
    "DynamoDB": Sample("dynamodb", _table, lambda dynamodb, arn: dynamodb.delete_table(TableName=_leaf(arn))),
    "RDS": Sample("rds", _database, lambda rds, arn: rds.delete_db_instance(DBInstanceIdentifier=_leaf(arn), SkipFinalSnapshot=True)),
    "Lambda": Sample("lambda", _function, lambda lambda_, arn: lambda_.delete_function(FunctionName=_leaf(arn))),
    "StepFunctions": Sample("stepfunctions", _state_machine, lambda steps, arn: steps.delete_state_machine(stateMachineArn=arn)),
    "ECS": Sample("ecs", _cluster, lambda ecs, arn: ecs.delete_cluster(cluster=arn)),
    "ECR": Sample("ecr", _repository, lambda ecr, arn: ecr.delete_repository(repositoryName=arn.partition("/")[2])),
    "SQS": Sample("sqs", _queue, _delete_queue),
    "SNS": Sample("sns", _topic, lambda sns, arn: sns.delete_topic(TopicArn=arn)),
    "CloudWatchLogs": Sample("logs", _log_group, lambda logs, arn: logs.delete_log_group(logGroupName=arn.rpartition(":")[2])),
    "SecretsManager": Sample("secretsmanager", _secret, lambda secrets, arn: secrets.delete_secret(SecretId=arn)),
    "KMS": Sample("kms", _key, lambda kms, arn: kms.schedule_key_deletion(KeyId=_leaf(arn))),
    "SSM": Sample("ssm", _parameter, lambda ssm, arn: ssm.delete_parameter(Name=f"/{arn.partition('/')[2]}")),
}


async def make(account: Account, sample: Sample, service: str, name: str) -> str:
    """Makes the sample, and the role that functions run as, and gives its ARN."""
    iam = await account.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
    with suppress(iam.exceptions.EntityAlreadyExistsException):
        await iam.create_role(RoleName=_ROLE, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]}))
    made = await sample.make(await account.client(sample.client, REGION), name)
    return made if made.startswith("arn:") else f"arn:{account.partition}:{service}:{REGION}:{account.id}:{made}"
