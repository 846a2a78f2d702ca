"""From world events to sound: synthesis, notes, music and the mix. It knows neither pygame nor a sound device."""
