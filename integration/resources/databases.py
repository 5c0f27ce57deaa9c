"""Rows of the menu: databases."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Events, Exists, Listing, Row, Single

_INSTANCE_FIELDS = (
    "DBInstanceIdentifier",
    "DBInstanceArn",
    "DBInstanceClass",
    "DBInstanceStatus",
    "DBClusterIdentifier",
    "Engine",
    "EngineVersion",
    "Endpoint",
    "AvailabilityZone",
    "MultiAZ",
    "PubliclyAccessible",
    "StorageEncrypted",
    "InstanceCreateTime",
    "TagList",
)

DATABASES = (
    # Calls: tables/100 and tagged tables/100 a region.
    Row(
        kind="AWS::DynamoDB::Table",
        type=ResourceType("DynamoDB", "dynamodb", "table", r"table/[^/:]+", "DynamoDB table"),
        listing=Listing(
            client="dynamodb",
            operation="list_tables",
            params={"Limit": 100},
            items="TableNames",
            text=r"(?P<TableName>.+)",
            arn="arn:{partition}:dynamodb:{region}:{account}:table/{TableName}",
            title="{TableName}",
            tag_filter="dynamodb:table",
            exists=Exists("describe_table", {"TableName": "{leaf}"}, gone=("ResourceNotFoundException",)),
            single=Single({"TableName": "{leaf}"}, "describe_table", "[Table.TableName]"),
        ),
        console="https://{region}.{domain}/dynamodbv2/home?region={region}#table?name={leaf}",
        reads=("dynamodb:ListTables", "dynamodb:DescribeTable", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:dynamodb:{region}:{account}:table/{id}",
            told={
                "requestParameters.tableName": "CreateTable DeleteTable",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteTable",
        ),
    ),
    # Calls: instances/100 a region.
    Row(
        kind="AWS::RDS::DBInstance",
        type=ResourceType("RDS", "rds", "db", r"db:[^/:]+", "RDS instance"),
        listing=Listing(
            client="rds",
            operation="describe_db_instances",
            params={"MaxRecords": 100},
            items="DBInstances",
            arn="{DBInstanceArn}",
            title="{DBInstanceIdentifier}",
            tags="TagList",
            keep=_INSTANCE_FIELDS,
            exists=Exists(
                "describe_db_instances", {"DBInstanceIdentifier": "{leaf}"}, gone=("DBInstanceNotFound", "DBInstanceNotFoundFault")
            ),
            single=Single({"DBInstanceIdentifier": "{leaf}"}),
        ),
        console="https://{region}.{domain}/rds/home?region={region}#database:id={leaf};is-cluster=false",
        reads=("rds:DescribeDBInstances",),
        events=Events(
            arn="arn:{partition}:rds:{region}:{account}:db:{id}",
            told={
                "responseElements.dBInstanceArn": "CreateDBInstance CreateDBInstanceReadReplica RestoreDBInstanceFromDBSnapshot "
                "RestoreDBInstanceToPointInTime DeleteDBInstance",
                "requestParameters.resourceName": "AddTagsToResource RemoveTagsFromResource",
            },
            ends="DeleteDBInstance",
        ),
    ),
)
