"""A local Port and a local AWS, for people without accounts and for our own end-to-end tests."""
