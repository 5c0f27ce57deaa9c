"""Rows of the menu: queues, topics and logs."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Events, Exists, Listing, Row, Single

MESSAGING = (
    # Calls: queues/1000 and tagged queues/100 a region.
    Row(
        kind="AWS::SQS::Queue",
        type=ResourceType("SQS", "sqs", "queue", r"[^/:]+", "SQS queue"),
        listing=Listing(
            client="sqs",
            operation="list_queues",
            params={"MaxResults": 1000},
            items="QueueUrls",
            text=r"(?P<QueueUrl>.+/(?P<QueueName>[^/]+))",
            arn="arn:{partition}:sqs:{region}:{account}:{QueueName}",
            title="{QueueName}",
            tag_filter="sqs",
            exists=Exists(
                "get_queue_url",
                {"QueueName": "{resource}", "QueueOwnerAWSAccountId": "{account}"},
                gone=("AWS.SimpleQueueService.NonExistentQueue", "QueueDoesNotExist"),
            ),
            single=Single({"QueueName": "{resource}", "QueueOwnerAWSAccountId": "{account}"}, "get_queue_url", "[QueueUrl]"),
        ),
        console="https://{region}.{domain}/sqs/v3/home?region={region}#/queues",
        reads=("sqs:ListQueues", "sqs:GetQueueUrl", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:sqs:{region}:{account}:{id}",
            told={
                "requestParameters.queueName": "CreateQueue",
                "requestParameters.queueUrl": "DeleteQueue TagQueue UntagQueue",
            },
            ends="DeleteQueue",
            text=r"(.*/)?(?P<id>[^/]+)",
        ),
    ),
    # Calls: topics/100 and tagged topics/100 a region.
    Row(
        kind="AWS::SNS::Topic",
        type=ResourceType("SNS", "sns", "topic", r"[^/:]+", "SNS topic"),
        listing=Listing(
            client="sns",
            operation="list_topics",
            items="Topics[].TopicArn",
            text=r"(?P<TopicArn>.+:(?P<TopicName>[^:]+))",
            arn="{TopicArn}",
            title="{TopicName}",
            tag_filter="sns",
            exists=Exists("get_topic_attributes", {"TopicArn": "{arn}"}, gone=("NotFound", "NotFoundException")),
            single=Single({"TopicArn": "{arn}"}, "get_topic_attributes", "[Attributes.TopicArn]"),
        ),
        console="https://{region}.{domain}/sns/v3/home?region={region}#/topic/{arn}",
        reads=("sns:ListTopics", "sns:GetTopicAttributes", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:sns:{region}:{account}:{id}",
            told={
                "responseElements.topicArn": "CreateTopic",
                "requestParameters.topicArn": "DeleteTopic",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteTopic",
        ),
    ),
    # Calls: log groups/50 and tagged log groups/100 a region.
    # The field `arn` of a log group ends with ":*", which names its streams too; here the group itself is meant.
    Row(
        kind="AWS::Logs::LogGroup",
        type=ResourceType("CloudWatchLogs", "logs", "log-group", r"log-group:[^:]+", "CloudWatch log group"),
        listing=Listing(
            client="logs",
            operation="describe_log_groups",
            params={"limit": 50},
            items="logGroups",
            arn="arn:{partition}:logs:{region}:{account}:log-group:{logGroupName}",
            title="{logGroupName}",
            tag_filter="logs",
            exists=Exists("list_tags_for_resource", {"resourceArn": "{arn}"}, gone=("ResourceNotFoundException",)),
            single=Single({"logGroupNamePrefix": "{name}", "limit": 50}),
        ),
        console="https://{region}.{domain}/cloudwatch/home?region={region}#logsV2:log-groups",
        reads=("logs:DescribeLogGroups", "logs:ListTagsForResource", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:logs:{region}:{account}:log-group:{id}",
            told={
                "requestParameters.logGroupName": "CreateLogGroup DeleteLogGroup TagLogGroup UntagLogGroup",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteLogGroup",
            text=r"(?P<id>.+?)(:\*)?",
        ),
    ),
)
