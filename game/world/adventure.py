"""What a run meets besides obstacles, and how it goes: ambushes, the giant stoat, stretches, hints, lakes, form."""

from __future__ import annotations

from typing import Final

from game.world.ambush import Ambush
from game.world.form import Form
from game.world.giant import Giant
from game.world.hints import Hints
from game.world.pair import Bird
from game.world.path import Path, Placement
from game.world.rules import Parts, Progress
from game.world.scoring import FLOURISH_POINTS, PASSED_POINTS
from game.world.snapshot import Act, Kind
from game.world.stretches import Stretch, stretch_at
from game.world.things import Thing

CLEAR_M: Final = 4.2
"""It is safe to dig, and clear for a hint, with nothing dangerous this near ahead: a second and more."""
DANCE: Final = 3
"""The backpack dance lengthens the streak by this: a beat of it counts as an obstacle."""
WADING: Final = 0.55
"""Share of its speed that a bird keeps in deep water."""
REST_S: Final = 1.2
"""Pieces of path without obstacles are laid in this length while the giant stoat is there."""
LEFT_M: Final = 0.35
"""What is this far behind has been left behind: a bird's reach backwards."""


class Adventure:
    """The run's own history and what waits on the way. form: how it goes."""

    def __init__(self, parts: Parts, path: Path) -> None:
        self._parts = parts
        self._path = path
        self._ambush = Ambush(parts.crowd, parts.happenings)
        self._giant = Giant(parts.crowd, parts.happenings)
        self._hints = Hints(parts.crowd, parts.happenings)
        self._stretch = Stretch.PONGA
        self.form = Form()

    @property
    def progress(self) -> Progress:
        """What the screen shows of how the run goes."""
        effort = self._path.level(self._parts.pair.lead.x_m)
        return Progress(self._giant.day_s, self.form.clean, self._giant.left, effort)

    def lay(self, laid_m: float) -> list[Placement]:
        """The next piece of path: nothing but food while the giant stoat is there."""
        if self._giant.here:
            return self._path.rest(REST_S)
        return self._path.lay(self.form.rate, self.form.taken_back(self._path.effort_m(laid_m)))

    def ahead(self, x_m: float, laid_m: float, to_m: float) -> list[Placement]:
        """What will be laid from laid_m to to_m, should nothing more hurt a bird that is at x_m; and the giant.

        Nothing is laid while the giant is there, so what comes after it is not told.
        """
        if self._giant.here:
            return []
        path, form = self._path.copy(), self.form.copy()
        placed: list[Placement] = []
        while path.end_m < to_m:
            placed += path.lay(form.rate, form.taken_back(path.effort_m(laid_m)))
            form.grow()
            laid_m = path.end_m
        giant_m = path.after_m(x_m, self._giant.due_s)
        before = [one for one in placed if one.at_m < giant_m]
        return [*before, Placement(Kind.GIANT, giant_m, 0.0)] if giant_m < to_m else before

    def begin(self, bird: Bird, act: Act) -> None:
        """A bird begins a move: wings take off."""
        self._hints.done(act)
        if act is Act.WINGS:
            bird.body.take_off()

    def reward(self, bird: Bird, act: Act) -> int:
        """What a rewarded move brings: underarm digs a grub when it is safe, backpack dances the streak on."""
        parts, (x_m, y_m) = self._parts, bird.body.body.position
        if act is Act.UNDERARM and self._clear(bird, CLEAR_M):
            parts.crowd.put(Kind.GRUB, x_m + 0.3, 0.2)
            parts.happenings.tell("dig", x_m + 0.2, 0.0, Kind.GRUB.value, who=bird.who)
        if act is Act.BACKPACK:
            parts.scoring.lengthen(DANCE)
            parts.happenings.tell("dance", x_m, y_m, amount=float(DANCE), who=bird.who)
        return parts.scoring.earn(FLOURISH_POINTS, streak=False)

    def step(self) -> None:
        """One step, after everything has moved and every bird has met what it meets."""
        parts, lead = self._parts, self._parts.pair.lead
        x_m, body = lead.x_m, lead.body.body
        for bird in parts.pair.standing:
            self._wade(bird)
            berry_m = bird.body.golden.step(parts.step_s, bird.x_m)
            if berry_m is not None:
                parts.crowd.put(Kind.BERRY, berry_m, bird.body.golden.berry_y_m)
        self._ambush.step(x_m, self._path.speed_mps(x_m), parts.step_s)
        self._giant.step(x_m, body.velocity.x, self._clear(lead, parts.tuning.run.view_m), parts.step_s)
        clear = self._clear(lead, CLEAR_M)
        self._hints.step((x_m, 0.0), lead.vigour.energy, parts.scoring.streak, clear, parts.step_s)
        if stretch_at(x_m) is not self._stretch:
            self._stretch = stretch_at(x_m)
            parts.happenings.tell("stretch", x_m, 0.0, self._stretch.value)
        self._judge()

    def hit(self, bird: Bird) -> None:
        """A bird was hurt."""
        self.form.hit()
        bird.body.golden.miss()

    def leave(self, thing: Thing, left_m: float, over: bool) -> None:
        """Handle food and lakes that every bird leaves behind: a berry ends the row, a lake crossed dry scores."""
        right_m = thing.box()[2]
        if right_m > left_m - LEFT_M:
            return
        thing.passed = True
        if thing.kind is Kind.BERRY:
            for bird in self._parts.pair.birds:
                bird.body.golden.miss()
        elif thing.nature.wade and not thing.harmless:
            gained = 0 if over else self._parts.scoring.earn(PASSED_POINTS)
            self._parts.happenings.tell("passed", right_m, 0.0, thing.kind.value, float(gained))

    def state(self) -> tuple[float, ...]:
        """All numbers that later steps depend on, for the world's digest."""
        return (*self.form.state(), *self._giant.state(), *self._ambush.state())

    def plans(self) -> str:
        """The same as text."""
        return f"{self._stretch} {self._hints.plans()}"

    def _clear(self, bird: Bird, ahead_m: float) -> bool:
        """Whether nothing dangerous is this near ahead of a bird. The giant keeps its distance."""
        x_m = bird.x_m
        return not any(
            -0.5 < thing.position[0] - x_m < ahead_m
            for thing in self._parts.crowd
            if thing.dangerous and not thing.passed and thing.kind is not Kind.GIANT
        )

    def _judge(self) -> None:
        """Note how the run goes: what was cleared in this step, and what that wins."""
        parts = self._parts
        for event in parts.happenings.all():
            if event.kind not in ("passed", "knock", "stomp") or event.name == Kind.GIANT:
                continue
            if not self.form.cleared(event.t_s):
                continue
            for bird in parts.pair.standing:
                if bird.vigour.mend():
                    lives = float(bird.vigour.lives)
                    parts.happenings.tell("feather", event.x_m, event.y_m, "clean", lives, bird.who)

    def _wade(self, bird: Bird) -> None:
        """A bird on the ground in a lake wades: slowly, without harm and without points."""
        wading = False
        left, bottom, right, _ = bird.body.hurt_box(lying=False)
        for thing in self._parts.crowd:
            if thing.nature.wade and bottom < 0.03:
                t_left, _, t_right, _ = thing.box()
                if t_left + 0.2 < 0.5 * (left + right) < t_right - 0.2:
                    wading = thing.harmless = True
        bird.body.wading = wading
