"""Window, painter and audio: the only package that imports pygame."""

import os
from typing import Final, Literal

# pygame prints a greeting when first imported, which would disturb pipes
os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")

RendererChoice = Literal["auto", "gpu", "software"]
RENDERERS: Final[tuple[RendererChoice, ...]] = ("auto", "gpu", "software")
"""What may put pictures on the screen: a real graphics card only, any graphics device, or none."""
