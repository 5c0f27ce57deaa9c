"""What is never granted, whoever asks and whatever the settings say: actions that lead to more power than they show.

Read it as a list. A pattern may hold `*`; upper and lower case do not matter. Beside these, everything of access level "Permissions
management" (bucket policies, ACLs, key policies, function policies, ...) needs the operator's consent.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Never:
    """Action patterns, and the reason as the end of a sentence that begins with the action."""

    patterns: tuple[str, ...]
    reason: str


NEVER: tuple[Never, ...] = (
    # Identity: whoever holds these can hold anything.
    Never(("iam:*", "organizations:*", "account:*"), "changes who may do what in the account"),
    Never(("sts:*", "rolesanywhere:*"), "hands out other identities"),
    Never(("sso:*", "sso-directory:*", "identitystore:*"), "changes who may sign in and as what"),
    Never(("cloudformation:*",), "lets a stack act with its own role"),
    Never(("glue:CreateDevEndpoint", "glue:UpdateDevEndpoint"), "opens a shell that acts with another role"),
    # Amazon EC2 and EBS
    Never(
        ("ec2:RunInstances", "ec2:RequestSpot*", "ec2:CreateFleet", "ec2:ModifyFleet", "ec2:ModifySpotFleetRequest"),
        "starts machines that may act with another role",
    ),
    Never(("ec2:CreateLaunchTemplate*", "ec2:ModifyLaunchTemplate"), "decides with which role and code machines start"),
    Never(("ec2:ModifyInstanceAttribute",), "can replace the start script of an instance, which then runs with the instance's role"),
    Never(("ec2:ModifyInstanceMetadataOptions",), "can open the instance's credentials to whoever reaches its metadata service"),
    Never(("ec2:*IamInstanceProfile*",), "gives an instance another role"),
    Never(("ec2:CreateReplaceRootVolumeTask",), "boots an instance from another disk with the instance's role"),
    Never(("ec2:GetPasswordData",), "gives out the administrator's password of an instance"),
    Never(("ec2:CreateTags", "ec2:DeleteTags"), "changes tags, and policies elsewhere may decide by tags"),
    Never(("ec2:ModifySnapshotAttribute", "ec2:ModifyImageAttribute"), "can share a copy of a disk with other accounts"),
    Never(("ec2:StartDeclarativePoliciesReport",), "writes a report about the whole organization into a bucket"),
    Never(("ec2-instance-connect:*",), "opens a shell that can act with the instance's role"),
    # AWS Systems Manager
    Never(
        ("ssm:SendCommand", "ssm:StartSession", "ssm:ResumeSession", "ssm:StartAccessRequest", "ssm:GetAccessToken"),
        "opens a shell that can act with the instance's role",
    ),
    Never(
        ("ssm:StartAutomationExecution", "ssm:StartChangeRequestExecution", "ssm:SendAutomationSignal", "ssm:ExecuteAPI"),
        "runs steps with the role of an automation",
    ),
    Never(
        ("ssm:CreateAssociation*", "ssm:UpdateAssociation", "ssm:CreateDocument", "ssm:UpdateDocument*", "ssm:*MaintenanceWindowTask"),
        "decides what runs on instances",
    ),
    Never(
        ("ssm:CreateActivation", "ssm:RegisterManagedInstance", "ssm:*ManagedInstanceRole*", "ssm:UpdateManagedInstancePublicKey"),
        "hands out the role of a managed instance",
    ),
    Never(("ssm:PutConfigurePackageResult", "ssm:UpdateInstanceInformation"), "speaks as an agent on an instance"),
    Never(("ssm:GetCommandInvocation", "ssm:ListCommandInvocations"), "shows what other people's commands printed"),
    # Amazon S3
    Never(("s3:PutReplicationConfiguration", "s3:InitiateReplication"), "copies every object to another bucket, also of another account"),
    Never(("s3:PutInventoryConfiguration", "s3:PutAnalyticsConfiguration"), "writes reports about the bucket into another one"),
    Never(("s3:BypassGovernanceRetention",), "deletes what a retention period protects"),
    Never(("s3:ObjectOwnerOverrideToBucketOwner",), "changes who owns objects"),
    Never(("s3:PutBucketAbac",), "makes the bucket's tags decide who may use it"),
    # AWS KMS
    Never(("kms:PutKeyPolicy", "kms:CreateGrant", "kms:RetireGrant", "kms:RevokeGrant"), "changes who may use the key"),
    Never(("kms:*Alias", "kms:TagResource", "kms:UntagResource"), "changes a name or tag by which policies elsewhere choose keys"),
    Never(("kms:ReplicateKey", "kms:SynchronizeMultiRegionKey"), "makes a copy of the key that has a policy of its own"),
    # AWS Lambda and Step Functions
    Never(
        ("lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration"), "runs code with the function's role"
    ),
    Never(("lambda:*EventSourceMapping",), "decides what calls the function"),
    Never(("lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig"), "opens the function to callers outside IAM"),
    Never(("lambda:*FunctionCodeSigningConfig",), "decides whose code the function runs"),
    Never(
        ("lambda:PutFunctionEventInvokeConfig", "lambda:UpdateFunctionEventInvokeConfig"),
        "sends the function's results elsewhere with the function's role",
    ),
    Never(("lambda:EnableReplication*", "lambda:DisableReplication*"), "belongs to CloudFront"),
    Never(("lambda:CheckpointDurableExecution",), "speaks as the function while it runs"),
    Never(("states:CreateStateMachine", "states:UpdateStateMachine", "states:TestState"), "runs steps with the state machine's role"),
    Never(("states:RevealSecrets",), "shows secrets that a state machine sends"),
    # Amazon ECS
    Never(("ecs:ExecuteCommand",), "opens a shell that can act with the task's role"),
    Never(("ecs:RunTask", "ecs:StartTask", "ecs:RegisterTaskDefinition"), "runs code with the task's role"),
    Never(("ecs:CreateExpressGatewayService", "ecs:UpdateExpressGatewayService"), "runs any image with a role that it names"),
    Never(
        ("ecs:RegisterContainerInstance", "ecs:Submit*StateChange*", "ecs:Poll", "ecs:PutSystemLogEvents", "ecs:StartTelemetrySession"),
        "speaks as a machine of the cluster, which is given the tasks' credentials",
    ),
    # Amazon RDS and DynamoDB
    Never(("rds:ModifyDBInstance", "rds:CreateDBInstance"), "sets the administrator's password of the database"),
    Never(("rds:*RoleToDB*", "rds:*RoleFromDB*"), "changes the role that the database acts with"),
    Never(("rds:CrossRegionCommunication",), "belongs to Amazon RDS itself"),
    Never(
        ("rds:ModifyDBSnapshotAttribute", "rds:ModifyDBClusterSnapshotAttribute"), "can share a copy of the database with other accounts"
    ),
    Never(("dynamodb:ExportTableToPointInTime",), "copies the whole table into a bucket, also of another account"),
    Never(
        ("dynamodb:EnableKinesisStreamingDestination", "dynamodb:UpdateKinesisStreamingDestination"),
        "sends every change of the table elsewhere",
    ),
    Never(
        ("dynamodb:ReadDataForReplication", "dynamodb:WriteDataForReplication", "dynamodb:ReplicateSettings"),
        "belongs to DynamoDB's own replication",
    ),
    Never(("dynamodb:*TableReplica", "dynamodb:*GlobalTableWitness"), "keeps a copy of the table in another account or region"),
    # Queues, topics, secrets, logs: resource policies by another door, and copies to elsewhere.
    Never(("sqs:CreateQueue", "sqs:SetQueueAttributes"), "can give the queue a policy of its own"),
    Never(("sns:CreateTopic", "sns:SetTopicAttributes"), "can give the topic a policy of its own"),
    Never(("sns:PutDataProtectionPolicy", "logs:*DataProtectionPolicy", "logs:Unmask"), "uncovers what is masked on purpose"),
    Never(("secretsmanager:RotateSecret",), "can hand the secret to a Lambda function that it names"),
    Never(("secretsmanager:ReplicateSecretToRegions",), "makes copies of the secret that this grant would not reach"),
    Never(("logs:PutSubscriptionFilter", "logs:CreateExportTask"), "sends the log elsewhere, also to another account"),
    Never(("logs:PutBearerTokenAuthentication", "logs:PutSyslogConfiguration"), "opens the log group to writers outside IAM"),
    Never(("logs:IntegrateWith*", "logs:ProcessWithPipeline"), "belongs to other AWS services"),
)
