"""Rows of the menu: what runs code."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Events, Exists, Listing, Row, Single

# Among the others are the environment's variables, which may be secrets.
_FUNCTION_FIELDS = (
    "FunctionName",
    "FunctionArn",
    "Description",
    "Runtime",
    "Handler",
    "Role",
    "PackageType",
    "Architectures",
    "MemorySize",
    "Timeout",
    "LastModified",
    "State",
)

COMPUTE = (
    # Calls: functions/50 and tagged functions/100 a region.
    Row(
        kind="AWS::Lambda::Function",
        type=ResourceType("Lambda", "lambda", "function", r"function:[^/:]+", "Lambda function"),
        listing=Listing(
            client="lambda",
            operation="list_functions",
            items="Functions",
            arn="{FunctionArn}",
            title="{FunctionName}",
            keep=_FUNCTION_FIELDS,
            tag_filter="lambda:function",
            exists=Exists("get_function_configuration", {"FunctionName": "{arn}"}, gone=("ResourceNotFoundException",)),
            single=Single({"FunctionName": "{arn}"}, "get_function_configuration", "[@]"),
        ),
        console="https://{region}.{domain}/lambda/home?region={region}#/functions/{leaf}",
        reads=("lambda:ListFunctions", "lambda:GetFunctionConfiguration", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:lambda:{region}:{account}:function:{id}",
            told={
                "responseElements.functionArn": "CreateFunction20150331",
                "requestParameters.functionName": "DeleteFunction20150331",
                "requestParameters.resource": "TagResource20170331v2 UntagResource20170331v2",
            },
            ends="DeleteFunction20150331",
        ),
    ),
    # Calls: clusters/100 and tagged clusters/100 a region.
    Row(
        kind="AWS::ECS::Cluster",
        type=ResourceType("ECS", "ecs", "cluster", r"cluster/[^/:]+", "ECS cluster"),
        listing=Listing(
            client="ecs",
            operation="list_clusters",
            params={"maxResults": 100},
            items="clusterArns",
            text=r"(?P<ClusterArn>.+/(?P<ClusterName>[^/]+))",
            arn="{ClusterArn}",
            title="{ClusterName}",
            tag_filter="ecs:cluster",
            exists=Exists("describe_clusters", {"clusters": ["{arn}"]}, state="clusters[].status", gone_states=("INACTIVE",)),
            single=Single({"clusters": ["{arn}"]}, "describe_clusters", "clusters[?status!='INACTIVE'].clusterArn"),
        ),
        console="https://{region}.{domain}/ecs/v2/clusters/{leaf}?region={region}",
        reads=("ecs:ListClusters", "ecs:DescribeClusters", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:ecs:{region}:{account}:cluster/{id}",
            told={
                "responseElements.cluster.clusterArn": "CreateCluster DeleteCluster",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteCluster",
        ),
    ),
    # Calls: repositories/1000 and tagged repositories/100 a region.
    Row(
        kind="AWS::ECR::Repository",
        type=ResourceType("ECR", "ecr", "repository", r"repository/[^:]+", "ECR repository"),
        listing=Listing(
            client="ecr",
            operation="describe_repositories",
            params={"maxResults": 1000},
            items="repositories",
            arn="{repositoryArn}",
            title="{repositoryName}",
            tag_filter="ecr:repository",
            exists=Exists("describe_repositories", {"repositoryNames": ["{name}"]}, gone=("RepositoryNotFoundException",)),
            single=Single({"repositoryNames": ["{name}"]}),
        ),
        console="https://{region}.{domain}/ecr/repositories/private/{account}/{name}?region={region}",
        reads=("ecr:DescribeRepositories", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:ecr:{region}:{account}:repository/{id}",
            told={
                "responseElements.repository.repositoryArn": "CreateRepository DeleteRepository",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteRepository",
        ),
    ),
    # Calls: state machines/1000 and tagged state machines/100 a region.
    Row(
        kind="AWS::StepFunctions::StateMachine",
        type=ResourceType("StepFunctions", "states", "statemachine", r"stateMachine:[^/:]+", "Step Functions state machine"),
        listing=Listing(
            client="stepfunctions",
            operation="list_state_machines",
            params={"maxResults": 1000},
            items="stateMachines",
            arn="{stateMachineArn}",
            title="{name}",
            tag_filter="states:stateMachine",
            exists=Exists(
                "describe_state_machine",
                {"stateMachineArn": "{arn}"},
                gone=("StateMachineDoesNotExist",),
                state="status",
                gone_states=("DELETING",),
            ),
            single=Single(
                {"stateMachineArn": "{arn}"},
                "describe_state_machine",
                "[@][?status!='DELETING'].{stateMachineArn: stateMachineArn, name: name, type: type, creationDate: creationDate}",
            ),
        ),
        console="https://{region}.{domain}/states/home?region={region}#/statemachines/view/{arn}",
        reads=("states:ListStateMachines", "states:DescribeStateMachine", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:states:{region}:{account}:stateMachine:{id}",
            told={
                "responseElements.stateMachineArn": "CreateStateMachine",
                "requestParameters.stateMachineArn": "DeleteStateMachine",
                "requestParameters.resourceArn": "TagResource UntagResource",
            },
            ends="DeleteStateMachine",
        ),
    ),
)
