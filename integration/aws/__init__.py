"""The aws room: the only one that knows botocore. It calls AWS and translates; it decides nothing."""
