"""Rows of the menu: secrets, keys and parameters."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Events, Exists, Listing, OwnPolicy, Row, Single

SECRETS = (
    # Calls: secrets/100 a region. The ARN ends with six characters that AWS adds to the name.
    Row(
        kind="AWS::SecretsManager::Secret",
        type=ResourceType("SecretsManager", "secretsmanager", "Secret", r"secret:[^:]+", "secret"),
        listing=Listing(
            client="secretsmanager",
            operation="list_secrets",
            params={"MaxResults": 100},
            items="SecretList",
            arn="{ARN}",
            title="{Name}",
            tags="Tags",
            exists=Exists(
                "describe_secret",
                {"SecretId": "{arn}"},
                gone=("ResourceNotFoundException",),
                state="DeletedDate && 'deleted' || 'there'",
                gone_states=("deleted",),
            ),
            single=Single({"SecretId": "{arn}"}, "describe_secret", "[@][?!DeletedDate]"),
        ),
        console="https://{region}.{domain}/secretsmanager/secret?name={arn}&region={region}",
        reads=("secretsmanager:ListSecrets", "secretsmanager:DescribeSecret"),
        events=Events(
            arn="arn:{partition}:secretsmanager:{region}:{account}:secret:{id}",
            told={
                "responseElements.arn || requestParameters.name": "CreateSecret",
                "responseElements.aRN || requestParameters.secretId": "DeleteSecret RestoreSecret TagResource UntagResource",
            },
            ends="DeleteSecret",
        ),
    ),
    # Calls: keys/1000 and tagged keys/100 a region.
    Row(
        kind="AWS::KMS::Key",
        type=ResourceType("KMS", "kms", "key", r"key/[^/:]+", "KMS key"),
        listing=Listing(
            client="kms",
            operation="list_keys",
            params={"Limit": 1000},
            items="Keys",
            arn="{KeyArn}",
            title="{KeyId}",
            tag_filter="kms:key",
            exists=Exists(
                "describe_key",
                {"KeyId": "{arn}"},
                gone=("NotFoundException",),
                state="KeyMetadata.KeyState",
                gone_states=("PendingDeletion",),
            ),
            single=Single({"KeyId": "{arn}"}, "describe_key", "[KeyMetadata.{KeyArn: Arn, KeyId: KeyId}]"),
        ),
        console="https://{region}.{domain}/kms/home?region={region}#/kms/keys/{leaf}",
        reads=("kms:ListKeys", "kms:DescribeKey", "kms:GetKeyPolicy", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:kms:{region}:{account}:key/{id}",
            told={
                "responseElements.keyMetadata.arn": "CreateKey",
                "requestParameters.keyId": "TagResource UntagResource",
            },
            ends="",
        ),
        own_policy=OwnPolicy("get_key_policy", {"KeyId": "{arn}", "PolicyName": "default"}, "Policy"),
    ),
    # Calls: parameters/50 and tagged parameters/100 a region.
    # The ARN swallows the first slash of a name, so "/a" and "a" are told apart by nothing but the answer.
    Row(
        kind="AWS::SSM::Parameter",
        type=ResourceType("SSM", "ssm", "parameter", r"parameter/.+", "SSM parameter"),
        listing=Listing(
            client="ssm",
            operation="describe_parameters",
            params={"MaxResults": 50},
            items="Parameters",
            arn="{ARN}",
            title="{Name}",
            tag_filter="ssm:parameter",
            exists=Exists(
                "describe_parameters",
                {"ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": ["/{name}", "{name}"]}]},
                state="Parameters[].Name",
            ),
            single=Single({"ParameterFilters": [{"Key": "Name", "Option": "Equals", "Values": ["/{name}", "{name}"]}]}),
        ),
        console="https://{region}.{domain}/systems-manager/parameters/{name}/description?region={region}",
        reads=("ssm:DescribeParameters", "tag:GetResources"),
        events=Events(
            arn="arn:{partition}:ssm:{region}:{account}:parameter/{id}",
            told={
                "requestParameters.name": "PutParameter DeleteParameter",
                "requestParameters.names": "DeleteParameters",
                "requestParameters.resourceType=='Parameter' && requestParameters.resourceId": "AddTagsToResource RemoveTagsFromResource",
            },
            ends="DeleteParameter DeleteParameters",
            text=r"/?(?P<id>.+)",
        ),
    ),
)
