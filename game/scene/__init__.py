"""From a Snapshot to a draw list: projection, the Huia's mesh and rig, backdrop, particles, interface."""
