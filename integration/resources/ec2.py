"""Rows of the menu: EC2, whose volumes people know as EBS."""

from integration.domain.resource_type import ResourceType
from integration.resources.row import Events, Exists, Listing, Row, Single

# A terminated instance stays listed for about an hour.
_LIVING = ["pending", "running", "stopping", "stopped"]

# The other eighty fields take most of the time of reading a page.
_INSTANCE_FIELDS = (
    "InstanceId",
    "InstanceType",
    "State",
    "LaunchTime",
    "Placement",
    "PlatformDetails",
    "Architecture",
    "ImageId",
    "VpcId",
    "SubnetId",
    "PrivateIpAddress",
    "PublicIpAddress",
    "IamInstanceProfile",
    "Tags",
)

EC2 = (
    # Calls: instances/1000 a region.
    Row(
        kind="AWS::EC2::Instance",
        type=ResourceType("EC2", "ec2", "instance", r"instance/[^/:]+", "EC2 instance"),
        listing=Listing(
            client="ec2",
            operation="describe_instances",
            params={"MaxResults": 1000, "Filters": [{"Name": "instance-state-name", "Values": _LIVING}]},
            items="Reservations[].Instances[]",
            arn="arn:{partition}:ec2:{region}:{account}:instance/{InstanceId}",
            title="{InstanceId}",
            tags="Tags",
            keep=_INSTANCE_FIELDS,
            exists=Exists(
                "describe_instances",
                {"InstanceIds": ["{leaf}"]},
                gone=("InvalidInstanceID.NotFound", "InvalidInstanceID.Malformed"),
                state="Reservations[].Instances[].State.Name",
                gone_states=("shutting-down", "terminated"),
            ),
            single=Single({"InstanceIds": ["{leaf}"], "Filters": [{"Name": "instance-state-name", "Values": _LIVING}]}),
        ),
        console="https://{region}.{domain}/ec2/home?region={region}#InstanceDetails:instanceId={leaf}",
        reads=("ec2:DescribeInstances",),
        events=Events(
            arn="arn:{partition}:ec2:{region}:{account}:instance/{id}",
            told={
                "responseElements.instancesSet.items[].instanceId": "RunInstances",
                "requestParameters.instancesSet.items[].instanceId": "StartInstances StopInstances TerminateInstances",
                "requestParameters.resourcesSet.items[?starts_with(resourceId, 'i-')].resourceId": "CreateTags DeleteTags",
            },
            ends="TerminateInstances",
        ),
    ),
    # Calls: volumes/1000 a region.
    Row(
        kind="AWS::EC2::Volume",
        type=ResourceType("EBS", "ec2", "volume", r"volume/[^/:]+", "EBS volume"),
        listing=Listing(
            client="ec2",
            operation="describe_volumes",
            params={"MaxResults": 1000},
            items="Volumes",
            arn="arn:{partition}:ec2:{region}:{account}:volume/{VolumeId}",
            title="{VolumeId}",
            tags="Tags",
            exists=Exists("describe_volumes", {"VolumeIds": ["{leaf}"]}, gone=("InvalidVolume.NotFound",), state="Volumes[].State"),
            single=Single({"VolumeIds": ["{leaf}"]}),
        ),
        console="https://{region}.{domain}/ec2/home?region={region}#VolumeDetails:volumeId={leaf}",
        reads=("ec2:DescribeVolumes",),
        events=Events(
            arn="arn:{partition}:ec2:{region}:{account}:volume/{id}",
            told={
                "responseElements.volumeId": "CreateVolume",
                "requestParameters.volumeId": "DeleteVolume",
                "requestParameters.resourcesSet.items[?starts_with(resourceId, 'vol-')].resourceId": "CreateTags DeleteTags",
            },
            ends="DeleteVolume",
        ),
    ),
)
