"""The Huia: a mesh of feathers on a jointed rig, and the acts that move it.

anatomy (measures) -> plumage (mesh) and rig (joints). life, fidgets, gaits, acts, memory: view and time -> posture, the
numbers that pose it. painter: all of it -> pixels.
"""
