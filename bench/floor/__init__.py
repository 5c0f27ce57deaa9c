"""Ocean's own floor: items that are ready before the resync starts, handed over as fast as Ocean takes them."""
