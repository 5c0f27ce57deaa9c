"""What a resync lists, maps, writes and may delete."""
