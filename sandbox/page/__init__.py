"""The page over the local Port: server-rendered, and knowing Port only through its public HTTP API."""

from sandbox.page.app import add_page
from sandbox.page.config import PageConfig

__all__ = ["PageConfig", "add_page"]
