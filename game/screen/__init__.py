"""Window, painter and audio: the only package that imports pygame."""

import os

# pygame prints a greeting when first imported, which would disturb pipes
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
