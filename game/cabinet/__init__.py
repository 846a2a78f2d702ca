"""The unattended machine: who watches the game, what the operator sees and may do, and what is written down."""
