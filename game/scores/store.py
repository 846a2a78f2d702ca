"""Scores in a database, SQLite or PostgreSQL: the only module that imports SQLAlchemy.

That takes a quarter of a second, so it is imported where it is needed, in a thread that no frame waits for.

Each write is one transaction: a process killed at any moment leaves the old state or the new one.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool, StaticPool

from game.scores.errors import LaterVersion, StoreError
from game.scores.score import KEPT, Score, course_of, score_of

VERSION: Final = 1
"""Of the tables; a file of a later version is not touched."""
GHOSTS_KEPT: Final = 30
"""Recorded runs that are kept: a month of courses of the day, 2 MB at most."""
BUSY_S: Final = 5.0
"""Wait so long for another process that writes the same file."""


def _columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("uid", sa.String(32), primary_key=True),
        sa.Column("points", sa.BigInteger, nullable=False),
        sa.Column("distance_m", sa.Double, nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("at_s", sa.Double, nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("seconds", sa.Double, nullable=False),
        sa.Column("players", sa.Integer, nullable=False),
        sa.Column("initials", sa.String(8), nullable=False),
        sa.Column("cabinet", sa.String(24), nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    ]


_OWN: Final = sa.MetaData()
SCORES: Final = sa.Table(
    "scores",
    _OWN,
    *_columns(),
    sa.Column("sent", sa.Integer, nullable=False, server_default="-1"),  # the revision the house has
    sa.Index("scores_day_points", "day", "points"),
    sa.Index("scores_points", "points"),
)
"""This machine's own runs."""
SEEN: Final = sa.Table("house_scores", _OWN, *_columns())
"""The house's best as last seen, for while it cannot be reached."""
GHOSTS: Final = sa.Table(
    "ghosts",
    _OWN,
    sa.Column("uid", sa.String(32), primary_key=True),
    sa.Column("seed", sa.BigInteger, nullable=False),
    sa.Column("points", sa.BigInteger, nullable=False),
    sa.Column("at_s", sa.Double, nullable=False),
    sa.Column("data", sa.LargeBinary, nullable=False),
    sa.Index("ghosts_seed", "seed"),
)
"""Recorded runs, the best of each course."""
_SHARED: Final = sa.MetaData()
HOUSE: Final = sa.Table(
    "huia_scores",
    _SHARED,
    *_columns(),
    sa.Index("huia_scores_day_points", "day", "points"),
    sa.Index("huia_scores_points", "points"),
)
"""Every cabinet's runs, in the house's database."""


@contextlib.contextmanager
def _refusals() -> Iterator[None]:
    """Turn a database's own exceptions into a StoreError."""
    try:
        yield
    except SQLAlchemyError as problem:
        reason = str(getattr(problem, "orig", None) or problem).strip().partition("\n")[0]
        # SQLite's words for a damaged file: "malformed", "not a database"; for a table that a stranger made: "no such"
        broken = any(words in reason for words in ("malformed", "not a database", "no such", "has no column"))
        raise StoreError(reason[:200], broken) from None
    except UnicodeDecodeError as problem:  # names of tables and columns are UTF-8 in every sound file
        raise StoreError(str(problem)[:200], broken=True) from None
    except (OSError, ValueError, OverflowError) as problem:
        raise StoreError(str(problem)[:200]) from None


class Store:
    """This machine's scores in one SQLite file; None: in memory, for as long as the program runs."""

    def __init__(self, path: Path | None) -> None:
        """Open the file, or make it.

        Raises LaterVersion, before anything is written, if a later version of the game made it; StoreError if it is
        broken or the disk refuses.
        """
        self.path = path
        self._lock = threading.RLock()  # in memory there is one connection for all threads
        if path is None:
            self._engine = sa.create_engine(
                "sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False}
            )
        else:
            address = sa.URL.create("sqlite", database=str(path))
            self._engine = sa.create_engine(address, poolclass=NullPool, connect_args={"timeout": BUSY_S})
        sa.event.listen(self._engine, "connect", _prepare)
        with _refusals():
            if path is not None:
                path.parent.mkdir(parents=True, exist_ok=True)
            with self._engine.begin() as link:
                verdict = link.exec_driver_sql("PRAGMA quick_check(1)").scalar_one()
                if verdict != "ok":
                    raise StoreError(str(verdict)[:200], broken=True)
                version = link.exec_driver_sql("PRAGMA user_version").scalar_one()
                if version > VERSION:
                    raise LaterVersion(f"it is of a later version of the game ({version})")
                link.exec_driver_sql("PRAGMA journal_mode=WAL")  # readers never wait for a writer; kept in the file
                if version < VERSION:
                    _OWN.create_all(link)
                    link.exec_driver_sql(f"PRAGMA user_version={VERSION}")

    def put(self, scores: Iterable[Score]) -> None:
        """Keep runs; one that is kept already is replaced by a later revision of it. Raises StoreError."""
        rows = [asdict(score) for score in scores]
        if not rows:
            return
        order = sqlite.insert(SCORES)
        with self._lock, _refusals(), self._engine.begin() as link:
            link.execute(order.on_conflict_do_update(["uid"], set_=_later(order), where=_older(SCORES, order)), rows)

    def best(self, day: str) -> list[Score]:
        """This machine's best runs of all time, of a day, and of that day's course. Raises StoreError."""
        with self._lock:
            return _best(self._engine, SCORES, day)

    def seen(self, day: str) -> list[Score]:
        """The same of the house, as last seen. Raises StoreError."""
        with self._lock:
            return _best(self._engine, SEEN, day)

    def unsent(self, most: int) -> list[Score]:
        """Runs the house does not have as they are now, oldest first. Raises StoreError."""
        wanted = sa.select(SCORES).where(SCORES.c.sent < SCORES.c.revision).order_by(SCORES.c.at_s).limit(most)
        with self._lock, _refusals(), self._engine.connect() as link:
            return _scores(link.execute(wanted).mappings())

    def waiting(self) -> int:
        """How many runs the house does not have yet. Raises StoreError."""
        count = sa.select(sa.func.count()).select_from(SCORES).where(SCORES.c.sent < SCORES.c.revision)
        with self._lock, _refusals(), self._engine.connect() as link:
            return int(link.execute(count).scalar_one())

    def sent(self, scores: Sequence[Score]) -> None:
        """Note that the house has these revisions. Raises StoreError."""
        rows = [{"u": score.uid, "r": score.revision} for score in scores]
        order = sa.update(SCORES).where(SCORES.c.uid == sa.bindparam("u")).values(sent=sa.bindparam("r"))
        with self._lock, _refusals(), self._engine.begin() as link:
            if rows:
                link.execute(order, rows)

    def see(self, scores: Sequence[Score]) -> None:
        """Remember the house's best, in place of what was remembered. Raises StoreError."""
        with self._lock, _refusals(), self._engine.begin() as link:
            link.execute(sa.delete(SEEN))
            if scores:
                link.execute(sa.insert(SEEN), [asdict(score) for score in scores])

    def put_ghost(self, score: Score, data: bytes) -> None:
        """Keep a recorded run if it is the best of its course; forget those of old courses. Raises StoreError."""
        row = {"uid": score.uid, "seed": score.seed, "points": score.points, "at_s": score.at_s, "data": data}
        better = sa.select(GHOSTS.c.uid).where(GHOSTS.c.seed == score.seed, GHOSTS.c.points >= score.points).limit(1)
        newest = sa.select(GHOSTS.c.uid).order_by(GHOSTS.c.at_s.desc()).limit(GHOSTS_KEPT)
        with self._lock, _refusals(), self._engine.begin() as link:
            if link.execute(better).first() is not None:
                return
            link.execute(sa.delete(GHOSTS).where(GHOSTS.c.seed == score.seed))
            link.execute(sa.insert(GHOSTS), [row])
            link.execute(sa.delete(GHOSTS).where(GHOSTS.c.uid.not_in(newest)))

    def ghost(self, seed: int) -> tuple[int, bytes] | None:
        """The points and the recording of the best recorded run of a course. Raises StoreError."""
        wanted = sa.select(GHOSTS.c.points, GHOSTS.c.data).where(GHOSTS.c.seed == seed)
        with self._lock, _refusals(), self._engine.connect() as link:
            found = link.execute(wanted.order_by(GHOSTS.c.points.desc()).limit(1)).first()
        whole = found is not None and isinstance(found.points, int) and isinstance(found.data, bytes)
        return (found.points, found.data) if found is not None and whole else None

    def close(self) -> None:
        """Free the file."""
        self._engine.dispose()


class House:
    """The house's database, PostgreSQL; any that SQLAlchemy knows will do for a test."""

    def __init__(self, address: str, timeout_s: float = 5.0) -> None:
        """Nothing is opened before the first call. Raises StoreError if no driver is installed for the address."""
        url = sa.make_url(address)
        settings: dict[str, Any] = {}
        if url.get_backend_name() in ("postgresql", "postgres"):
            url = url.set(drivername="postgresql+psycopg")
            # a server that hangs must not hang the queue: also the answer to a statement has a limit
            settings = {
                "connect_timeout": max(1, round(timeout_s)),
                "options": f"-c statement_timeout={round(timeout_s * 1000)} -c lock_timeout={round(timeout_s * 1000)}",
                "keepalives_idle": 10,
                "tcp_user_timeout": round(timeout_s * 1000),
                "application_name": "huia",
            }
        try:
            self._engine = sa.create_engine(url, poolclass=NullPool, connect_args=settings)
        except (SQLAlchemyError, ImportError):
            raise StoreError("PostgreSQL needs psycopg: pip install 'huia[house]'") from None
        self._made = False

    def put(self, scores: Sequence[Score]) -> None:
        """Store runs, each exactly once, whatever was stored of them before. Raises StoreError."""
        insert: Any = sqlite.insert if self._engine.dialect.name == "sqlite" else postgresql.insert
        order = insert(HOUSE)
        with _refusals(), self._engine.begin() as link:
            self._make(link)
            link.execute(
                order.on_conflict_do_update(index_elements=["uid"], set_=_later(order), where=_older(HOUSE, order)),
                [asdict(score) for score in scores],
            )

    def best(self, day: str) -> list[Score]:
        """The house's best runs of all time, of a day, and of that day's course. Raises StoreError."""
        with _refusals():
            if not self._made:
                with self._engine.begin() as link:
                    self._make(link)
        return _best(self._engine, HOUSE, day)

    def uids(self) -> list[str]:
        """The id of every run it has. Raises StoreError."""
        with _refusals(), self._engine.connect() as link:
            return [str(uid) for uid in link.execute(sa.select(HOUSE.c.uid)).scalars()]

    def close(self) -> None:
        """Let go of it."""
        self._engine.dispose()

    def _make(self, link: sa.Connection) -> None:
        if not self._made:
            _SHARED.create_all(link)
            self._made = True


def _prepare(raw: Any, _record: Any) -> None:
    """What every connection to the SQLite file begins with."""
    raw.text_factory = lambda text: text.decode("utf-8", "replace")  # a damaged row is left out, not the table
    cursor = raw.cursor()
    cursor.execute("PRAGMA synchronous=FULL")  # also when the mains are switched off every evening
    cursor.execute("PRAGMA trusted_schema=OFF")
    cursor.close()


def _later(order: Any) -> Mapping[str, Any]:
    return {"initials": order.excluded.initials, "revision": order.excluded.revision}


def _older(table: sa.Table, order: Any) -> sa.ColumnElement[bool]:
    return sa.and_(table.c.revision < order.excluded.revision)


def _best(engine: sa.Engine, table: sa.Table, day: str) -> list[Score]:
    first = (table.c.points.desc(), table.c.at_s)
    ever = sa.select(table).where(table.c.points > 0).order_by(*first).limit(KEPT)
    today = ever.where(table.c.day == day)
    course = today.where(table.c.seed == course_of(day))
    with _refusals(), engine.connect() as link:
        rows = [row for wanted in (ever, today, course) for row in link.execute(wanted).mappings()]
    return list({score.uid: score for score in _scores(rows)}.values())


def _scores(rows: Iterable[Mapping[Any, Any]]) -> list[Score]:
    return [score for row in rows if (score := score_of(row)) is not None]
