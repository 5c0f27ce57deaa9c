"""Where AWS's published table of actions and resource types, read as it stands, would mislead us. Each entry says why."""

# AWS marks every type of these as required, yet a call names one of them: the table is a list of alternatives.
ONE_OF: frozenset[str] = frozenset(
    {
        "dynamodb:DeleteResourcePolicy",
        "dynamodb:GetResourcePolicy",
        "dynamodb:ListTagsOfResource",
        "dynamodb:PutResourcePolicy",
        "dynamodb:TagResource",
        "dynamodb:UntagResource",
        "lambda:DeleteResourcePolicy",
        "lambda:GetResourcePolicy",
        "lambda:PutResourcePolicy",
        "states:ListExecutions",
    }
)

# A second resource that every call touches, although AWS marks it as optional or does not list it.
ALSO_TOUCHES: dict[str, str] = {
    "ec2:AssociateAddress": "an elastic-ip",  # an address is associated with an instance or an interface: two of the three, always
    "ec2:DetachVolume": "the instance it is attached to",  # AWS's own example policies allow both, and refuse without
    "dynamodb:RestoreTableToPointInTime": "a second table",  # one is read, the other made
    "kms:UpdatePrimaryRegion": "the key's replica in another region",  # the two change parts, and both are asked
}

# Makes a new thing of the resource's type whose ARN nobody knows before, so the ARN of one that is there never matches.
MAKES_ANOTHER: dict[str, str] = {
    "ec2:CreateVolume": "a new volume",
    "ec2:CopyVolumes": "a new volume",
    "ec2:ImportVolume": "a new volume",
    "kms:ReplicateKey": "a new key in another region",
    "secretsmanager:CreateSecret": "a new secret",  # six random characters end its ARN
}

# Gives more than the ARN in the policy says, whatever IAM thinks of it; with what to ask for instead.
REACHES_FURTHER: dict[str, tuple[str, str]] = {
    # Systems Manager User Guide, "Restricting access to Parameter Store parameters using IAM policies"
    "ssm:GetParametersByPath": ("reads every parameter below a path", "ssm:GetParameter"),
}
