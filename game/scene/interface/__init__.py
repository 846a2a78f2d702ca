"""Everything drawn over the world: score, cards, camera card, lessons, whole screens."""
