"""`python -m integration setup`: installs into Port what .port/resources holds, and upgrades what is there. Knows Port's API, not Ocean."""
