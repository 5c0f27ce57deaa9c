"""`python -m integration plan`: what a request would create. `python -m integration setup`: installs what Port needs."""

import sys

from integration.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
