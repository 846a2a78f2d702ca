"""Huia: an arcade game played with the body. Start reading at app.py, then sitting.py and live.py."""

import sys
from importlib.util import find_spec

__version__ = "0.1.0"

if sys.version_info < (3, 11) or find_spec("platformdirs") is None:  # as in a fresh clone, with the system's Python
    sys.stderr.write(
        "Huia is not set up for this Python; run: python3 tools/start.py\n"
        "(That makes .venv; then use .venv/bin/python, or .venv\\Scripts\\python on Windows.)\n"
    )
    sys.exit(2)
