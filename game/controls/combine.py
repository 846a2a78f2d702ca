"""Combines several controllers: body, keyboard and gamepad may all play at once."""

from __future__ import annotations

from game.controls.intent import Intent


def combine(*intents: Intent) -> Intent:
    """One intent from several. Any edge counts; of continuous values the first that is not neutral counts.

    Mates are combined with mates.
    """
    mates = [intent.mate for intent in intents if intent.mate is not None]
    return Intent(
        jump=any(intent.jump for intent in intents),
        hadouken=next((intent.hadouken for intent in intents if intent.hadouken is not None), None),
        move=next((intent.move for intent in intents if intent.move is not None), None),
        yaw_rad=next((intent.yaw_rad for intent in intents if intent.yaw_rad), 0.0),
        pitch_rad=next((intent.pitch_rad for intent in intents if intent.pitch_rad), 0.0),
        roll_rad=next((intent.roll_rad for intent in intents if intent.roll_rad), 0.0),
        walk=next((intent.walk for intent in intents if intent.walk), 0.0),
        wings=next((intent.wings for intent in intents if intent.wings is not None), None),
        face=next((intent.face for intent in intents if intent.face is not None), None),
        present=any(intent.present for intent in intents),
        aside=next((intent.aside for intent in intents if intent.aside), 0.0),
        hand=next((intent.hand for intent in intents if intent.hand is not None), None),
        mate=combine(*mates) if mates else None,
    )
