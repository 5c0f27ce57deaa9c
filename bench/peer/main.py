"""Ocean's entry point for the peer."""

from port_ocean.context.ocean import ocean

from bench.peer.grants import grants
from bench.peer.resources import buckets, instances
from bench.plain import PlainIntegration

ocean.app.integration = PlainIntegration(ocean)
ocean.on_resync("AWS::S3::Bucket")(buckets)
ocean.on_resync("AWS::EC2::Instance")(instances)
ocean.on_resync("AWS::IAM::Grant")(grants)
