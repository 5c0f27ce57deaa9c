"""The EC2 permissions whose call MiniStack judges by IAM policy: on instances and on volumes."""

from typing import Any

from tests.enforcement.case import Case
from tests.enforcement.targets import Target

# MiniStack judges the call and then says that it cannot carry it out.
_JUDGED_ONLY = "InvalidAction"


def _instances(of: Target) -> dict[str, Any]:
    return {"InstanceIds": [of["Id"]]}


def _instance(of: Target) -> dict[str, Any]:
    return {"InstanceId": of["Id"]}


def _volume(of: Target) -> dict[str, Any]:
    return {"VolumeId": of["Id"]}


INSTANCE_CASES = (
    Case("ec2:StopInstances", "stop_instances", _instances),
    Case("ec2:StartInstances", "start_instances", _instances),
    Case("ec2:RebootInstances", "reboot_instances", _instances),
    Case("ec2:TerminateInstances", "terminate_instances", _instances),
    Case("ec2:DescribeInstanceAttribute", "describe_instance_attribute", _instance, {"Attribute": "instanceType"}),
    Case("ec2:ModifyInstanceMaintenanceOptions", "modify_instance_maintenance_options", _instance, {"AutoRecovery": "default"}),
    Case("ec2:MonitorInstances", "monitor_instances", _instances, then=_JUDGED_ONLY),
    Case("ec2:UnmonitorInstances", "unmonitor_instances", _instances, then=_JUDGED_ONLY),
    Case("ec2:GetConsoleOutput", "get_console_output", _instance, then=_JUDGED_ONLY),
    Case("ec2:GetConsoleScreenshot", "get_console_screenshot", _instance, then=_JUDGED_ONLY),
    Case("ec2:GetInstanceUefiData", "get_instance_uefi_data", _instance, then=_JUDGED_ONLY),
    Case("ec2:GetLaunchTemplateData", "get_launch_template_data", _instance, then=_JUDGED_ONLY),
    Case("ec2:ModifyInstancePlacement", "modify_instance_placement", _instance, {"Tenancy": "default"}, then=_JUDGED_ONLY),
    Case("ec2:ModifyPrivateDnsNameOptions", "modify_private_dns_name_options", _instance, then=_JUDGED_ONLY),
    Case("ec2:ResetInstanceAttribute", "reset_instance_attribute", _instance, {"Attribute": "kernel"}, then=_JUDGED_ONLY),
    Case("ec2:EnableInstanceSqlHaStandbyDetections", "enable_instance_sql_ha_standby_detections", _instances, then=_JUDGED_ONLY),
    Case("ec2:DisableInstanceSqlHaStandbyDetections", "disable_instance_sql_ha_standby_detections", _instances, then=_JUDGED_ONLY),
    Case("ec2:EnableApplicationStatusCheckSuppression", "enable_application_status_check_suppression", _instances, then=_JUDGED_ONLY),
    Case("ec2:DisableApplicationStatusCheckSuppression", "disable_application_status_check_suppression", _instances, then=_JUDGED_ONLY),
    Case("ec2:GetInstanceTpmEkPub", "get_instance_tpm_ek_pub", _instance, {"KeyType": "rsa-2048", "KeyFormat": "der"}, then=_JUDGED_ONLY),
    Case("ec2:ModifyInstanceCpuOptions", "modify_instance_cpu_options", _instance, {"CoreCount": 1}, then=_JUDGED_ONLY),
    Case(
        "ec2:ModifyInstanceCapacityReservationAttributes",
        "modify_instance_capacity_reservation_attributes",
        _instance,
        {"CapacityReservationSpecification": {"CapacityReservationPreference": "none"}},
        then=_JUDGED_ONLY,
    ),
    Case(
        "ec2:ModifyInstanceEventStartTime",
        "modify_instance_event_start_time",
        _instance,
        {"InstanceEventId": "instance-event-0123456789abcdef0", "NotBefore": "2030-01-01T00:00:00Z"},
        then=_JUDGED_ONLY,
    ),
    Case(
        "ec2:ModifyInstanceNetworkPerformanceOptions",
        "modify_instance_network_performance_options",
        _instance,
        {"BandwidthWeighting": "default"},
        then=_JUDGED_ONLY,
    ),
    Case("ec2:SendDiagnosticInterrupt", "send_diagnostic_interrupt", _instance, then=_JUDGED_ONLY),
)

VOLUME_CASES = (
    Case("ec2:DeleteVolume", "delete_volume", _volume),
    Case("ec2:DescribeVolumeAttribute", "describe_volume_attribute", _volume, {"Attribute": "autoEnableIO"}),
    Case("ec2:EnableVolumeIO", "enable_volume_io", _volume),
    Case("ec2:ModifyVolume", "modify_volume", _volume, {"Size": 2}),
    Case("ec2:RestoreVolumeFromRecycleBin", "restore_volume_from_recycle_bin", _volume, then=_JUDGED_ONLY),
    Case("ec2:ModifyVolumeAttribute", "modify_volume_attribute", _volume, {"AutoEnableIO": {"Value": True}}),
)
