"""The benchmark: this integration beside the usual way to do it and beside Ocean alone, against an AWS and a Port that never brake."""
