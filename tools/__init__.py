"""One script a verb: fetch, capture, review, train, evaluate, bench."""

import game  # noqa: F401  # says how to set up a clone, before a script misses its first library
