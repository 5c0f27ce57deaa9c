"""A local Port: as much of Port's HTTP API as Ocean, our integration and our page use, in memory."""

from sandbox.port.app import create_app
from sandbox.port.config import PortConfig, User

__all__ = ["PortConfig", "User", "create_app"]
