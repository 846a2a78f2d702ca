"""Parts of `tools.train_moves`: clips to learn from, the temporal network, and how it is judged."""
