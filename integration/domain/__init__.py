"""The domain room: values and rules. No I/O, no clock, no framework; everything here can be judged by reading it."""
