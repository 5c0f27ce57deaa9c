"""`python -m sandbox.sail [OPTIONS]`: Ocean's own `ocean sail`, listening on 127.0.0.1 where port_ocean.run hard-codes 0.0.0.0."""

import os
import sys
from typing import Any

import uvicorn
from port_ocean.cli.cli import cli_start
from port_ocean.config.settings import ApplicationSettings, IntegrationConfiguration

from sandbox.isolation import WITHOUT_DOTENV

_serve = uvicorn.run


def _serve_on_loopback(app: Any, **options: Any) -> None:
    _serve(app, **{**options, "host": "127.0.0.1"})


def main() -> None:
    """Run `ocean sail` with this command's options."""
    uvicorn.run = _serve_on_loopback
    if WITHOUT_DOTENV in os.environ:
        for settings in (ApplicationSettings, IntegrationConfiguration):
            settings.model_config["env_file"] = None
    cli_start(["sail", *sys.argv[1:]], prog_name="ocean")


if __name__ == "__main__":
    main()
