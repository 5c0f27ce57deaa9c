"""Time-bound IAM permissions on one AWS resource, for one person, asked for in Port."""
