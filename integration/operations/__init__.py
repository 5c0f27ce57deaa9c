"""The verbs: straight-line steps over the aws room, with what the domain decides. No framework, no clock."""
