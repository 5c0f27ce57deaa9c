"""The port room: the only one that knows Ocean and Port. It reads the clock, hands values down and tells Port what came of it."""
