"""Ocean's entry point: hands over to the wiring."""

from port_ocean.context.ocean import ocean

from integration.port.wiring import wire

wire(ocean)
