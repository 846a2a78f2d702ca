"""The forest behind the game: painted once by code, kept in a cache, drawn as parallax layers."""
