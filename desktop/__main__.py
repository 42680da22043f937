"""``python -m desktop`` starts the program."""

import gc
import sys

# Imports and the first window make no cycles worth a search; boot turns it on after the paint.
gc.disable()

from desktop.app.boot import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
