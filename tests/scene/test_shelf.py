from game.scene.shelf import Shelf


def test_it_forgets_what_was_used_longest_ago() -> None:
    shelf: Shelf[str, int] = Shelf(most_bytes=30)
    for n, key in enumerate("abc"):
        shelf.put(key, n, 10)
    assert shelf.get("a") == 0  # used again: b is now the oldest
    shelf.put("d", 3, 10)
    assert shelf.get("b") is None
    assert [shelf.get(key) for key in "acd"] == [0, 2, 3]
    assert shelf.bytes == 30


def test_replacing_counts_once_and_a_giant_is_kept_alone() -> None:
    shelf: Shelf[str, int] = Shelf(most_bytes=30)
    shelf.put("a", 1, 10)
    shelf.put("a", 2, 20)
    assert (shelf.get("a"), shelf.bytes, len(shelf)) == (2, 20, 1)
    shelf.put("giant", 3, 100)
    assert (len(shelf), shelf.get("giant"), shelf.bytes) == (1, 3, 100)
    shelf.put("b", 4, 10)
    assert (len(shelf), shelf.bytes) == (1, 10)
