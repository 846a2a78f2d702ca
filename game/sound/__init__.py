"""From world events to sound: synthesis, notes, music and the mix. Independent of pygame and of sound devices."""
