"""Window, painter and sound: the only part that knows pygame."""

import os

# pygame greets on standard output when first imported; our output is for people and for pipes
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
