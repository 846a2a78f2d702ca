"""The Huia: a mesh of feathers on a jointed rig, and the acts that move it.

anatomy (measures) -> plumage (mesh) and rig (joints); posture (numbers that pose it); acts (view and time ->
posture); painter (all of it -> pixels).
"""

from game.scene.bird.painter import BirdPainter, BirdPicture

__all__ = ["BirdPainter", "BirdPicture"]
