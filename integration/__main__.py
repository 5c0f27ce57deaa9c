"""`python -m integration plan`: what a request would create, or why it is refused. Asks neither AWS nor Port."""

import sys

from integration.plan_cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
