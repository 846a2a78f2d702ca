"""Only documented files and sockets are opened by the game and its vision process; and the watcher sees the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools.measuring.privacy import Opened, Places, audited, straced, watch_play


@pytest.mark.no_cover
@pytest.mark.slow
def test_a_game_opens_only_what_is_documented(forest: Path, every_sound: object) -> None:
    seen, _ = watch_play(1.0, strace=False)
    assert sorted(f"{one.how} {one.what}" for one, wrong in seen.items() if wrong) == []
    assert sum(one.what.endswith(".task") for one in seen) >= 2, "vision was watched, too"
    assert not any(one.how == "socket" for one in seen)


@pytest.mark.no_cover
def test_what_is_not_documented_is_noticed() -> None:
    places = Places(Path("/home/ana"))
    wrong = [
        Opened("write", "/home/ana/picture.png"),
        Opened("write", "/home/ana/cache/other"),
        Opened("read", "/srv/letters.txt"),
        Opened("socket", 'inet sin_port=htons(443), sin_addr=inet_addr("1.2.3.4")}, 16) = 0'),
        Opened("socket", "socket.connect ('1.2.3.4', 443)"),
        Opened("socket", "socket.getaddrinfo ('example.org', 80)"),
    ]
    right = [
        Opened("write", "/home/ana/cache/huia/forest.zip"),
        Opened("write", "/home/ana/data/huia/scores.sqlite"),
        Opened("write", "/dev/video0"),
        Opened("socket", 'unix sun_path=@"/tmp/.X11-unix/X99"}, 20) = 0'),
    ]
    assert [one for one in wrong if not places.wrong(one)] == []
    assert [one for one in right if places.wrong(one)] == []


def test_what_strace_and_the_hook_say_is_understood() -> None:
    lines = [
        '12 openat(AT_FDCWD, "/dev/video0", O_RDWR|O_NONBLOCK) = 5',
        '12 openat(AT_FDCWD, "/usr/lib/x.so", O_RDONLY|O_CLOEXEC) = 3',
        '12 openat(AT_FDCWD, "/nowhere", O_RDONLY) = -1 ENOENT (No such file or directory)',
        '12 connect(4, {sa_family=AF_INET, sin_port=htons(80), sin_addr=inet_addr("1.2.3.4")}, 16) = 0',
        "12 bind(9, {sa_family=AF_NETLINK, nl_pid=0}, 12) = 0",
        "rubbish",
    ]
    found = straced(lines)
    assert [(one.how, one.what) for one in found[:2]] == [("write", "/dev/video0"), ("read", "/usr/lib/x.so")]
    assert len(found) == 3 and found[2].what.startswith("inet ")
    assert audited(["read /a", "write /b c", "socket socket.connect ('x', 1)", ""]) == [
        Opened("read", "/a"),
        Opened("write", "/b c"),
        Opened("socket", "socket.connect ('x', 1)"),
    ]
