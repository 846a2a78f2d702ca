"""Controllers: body, keyboard and gamepad, replay, autopilot. Each yields the same Intent."""
