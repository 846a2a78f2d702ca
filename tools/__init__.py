"""One script a verb: fetch, capture, review, train, evaluate, bench."""
