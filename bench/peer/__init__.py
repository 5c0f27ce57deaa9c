"""The usual way, written anew: a call for each bucket's tags, a batch for each reservation, some calls for each role."""
