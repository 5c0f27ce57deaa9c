"""The HTTP routes, one file for each part of Port's API; all are coroutines, so that the event loop is the only thread."""
