"""``python -m desktop`` starts the program."""

import sys

from desktop.app.boot import main

if __name__ == "__main__":
    sys.exit(main())
