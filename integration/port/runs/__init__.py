"""How action runs reach their executor, by Port's queue or the webhook, and come to an end whatever happens."""
