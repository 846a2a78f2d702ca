"""The only package that imports pygame: window, painter, input events, sound."""
