"""Live events: what changes in AWS is looked at again within seconds."""
