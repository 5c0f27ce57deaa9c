"""Breaks the integration on purpose: a proxy that makes single calls fail, processes that are killed, and what must hold afterwards."""
