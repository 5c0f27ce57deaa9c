"""Tests of the local Port, by its HTTP API."""
