"""All tuning numbers in one frozen place, with units in their names and the reason for each.

There is one dataclass for each part of the game. Each part takes its own as an argument with the default below, so
tests and tools can change a number without touching a global.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from game.words import mark


@dataclass(frozen=True, slots=True)
class Timing:
    """Timing of the frame loop."""

    step_s: float = 1 / 120  # two physics steps a frame, so that fast bodies do not pass through thin ones
    most_steps: int = 12  # 100 ms of catch-up; if more is due, the world slows down
    fps: float = 60.0
    stale_s: float = 0.4  # wishes from vision older than this are ignored; shorter gaps are only dropped frames


TIMING: Final = Timing()


@dataclass(frozen=True, slots=True)
class Units:
    """How a body is measured. Ratios are to the torso (mid-shoulder to mid-hip), seen from the front."""

    found: float = 0.05  # visibility of what was not found: PoseNet writes 0, MediaPipe almost 0
    hip_unseen: float = 0.2  # At a hip visibility below this the landmarker only guesses the hips.
    hip_seen: float = 0.6  # From this visibility on hips count as measured; in between both estimates are blended.
    hip_margin: float = 0.15  # hips this far below the frame (fractions of its height) are extrapolated
    shoulders_mean: float = 0.60  # shoulder width; biacromial 0.39 m less the joints' depth, over a 0.50 m torso
    shoulders_most: float = 0.78  # no shoulders are wider, so a narrower torso is foreshortened
    head_mean: float = 0.36  # widest of nose, eyes and ears: 0.15 to 0.18 m; only matters when shoulders turn away
    head_most: float = 0.48  # children's heads are the largest
    nose_mean: float = 0.35  # the head's middle over the shoulders' middle (P .30, Q .38, virtual people .39)
    upper_arm_mean: float = 0.60  # Shoulder to elbow, a little longer than real: the longest of four limbs is used.
    forearm_mean: float = 0.55  # Elbow to wrist, a little longer than real for the same reason.
    limb_unseen: float = 0.2  # Below this visibility of one of its ends a limb does not count.
    limb_seen: float = 0.6  # From this visibility of both ends on a limb counts fully.
    limbs_most: float = 1.4  # Limit relative to the estimate from shoulders and head, because an elbow may be far off.
    least_px: float = 6.0  # with a smaller torso the joints are closer together than the landmarker's error


UNITS: Final = Units()


@dataclass(frozen=True, slots=True)
class BirdTuning:
    """The Huia's body. In the world the bird is 0.8 m tall; a run's picture is 9 m wide (142 px/m at 1280)."""

    gravity_mps2: float = 15.8  # g = 2 h / t²: the jump below peaks after 0.45 s, brisk but readable
    jump_m: float = 1.6  # twice the bird's height: clears every obstacle with a third of the airtime to spare
    mass_kg: float = 3.0  # heavy enough not to be stopped by a 2 kg crate, light enough to feel a recoil
    crouch_s: float = 0.05  # wind-up before a jump; a webcam already adds about 100 ms, so more feels late
    buffer_s: float = 0.18  # A jump requested this shortly before landing happens on landing.
    coyote_s: float = 0.10  # A jump requested this shortly after leaving an edge still counts.
    flaps: int = 2  # wing beats in one airtime during a run; free flight has no limit
    flap_mps: float = 2.4  # rising speed that one beat adds
    flap_most_mps: float = 1.8  # Beats add no speed beyond this rise: they soften a fall and do not double a jump.
    free_flap_mps: float = 4.5  # In free flight beats may climb: two a second keep the bird up without effort.
    free_flap_most_mps: float = 3.6
    free_lift: float = 0.5  # In free flight level wings always carry this fraction of the weight.
    ceiling_m: float = 3.2  # wings lift no higher, because the picture ends at about 4 m
    glide_mps: float = 1.4  # steady falling speed with both wings level
    run_accel_mps2: float = 14.0  # the bird is back at full speed within a stride after a stumble
    hop_m: float = 0.45  # height of the bounce off an animal's back
    recoil_mps: float = 1.1  # backward speed after a hadouken
    stumble_mps: float = 2.2  # backward speed after a hit
    half_width_m: float = 0.17  # the area that can be hit is smaller than the drawing, in the player's favour
    height_m: float = 0.72
    head_hz: float = 5.4  # natural frequency of the neck's springs; delay = 2 ζ / ω = 50 ms
    head_damping: float = 0.85


@dataclass(frozen=True, slots=True)
class WaveTuning:
    """The hadouken."""

    gather_s: float = 0.25  # from hands drawn back to the launch; recognition has already taken about 0.15 s
    act_s: float = 0.75  # gather, thrust and settle
    speed_mps: float = 8.5  # relative to the bird: crosses the view in under a second
    radius_m: float = 0.34
    reach_m: float = 7.5  # fades out just beyond the edge of the picture
    blast_m: float = 1.15  # everything within this distance is thrown, so that a stack falls as one
    impulse_ns: float = 14.0  # a 2 kg crate leaves at 7 m/s and turns over in the air
    cost: float = 0.33  # fraction of the energy: three in a row, then a wait
    refill_per_s: float = 0.12  # one more every 3 s
    spend_light: float = 0.34  # power a wave loses on an animal
    spend_heavy: float = 0.55  # power a wave loses on wood


@dataclass(frozen=True, slots=True)
class RunTuning:
    """The endless path and its rules."""

    view_m: float = 9.0  # width of the picture in a run
    ahead_m: float = 2.6  # the middle of the picture is this far ahead of the bird, which is a fifth from the left
    start_mps: float = 2.8
    top_mps: float = 5.2  # an animal running at 1.3 m/s is in view for 1.1 s; at the start 1.7 s, obstacles 2.5 s
    grow_m: float = 420.0  # speed nears its top by 1 - 1/e over this many metres of effort (about two minutes)
    calm_s: float = 5.0  # nothing stands in the way for this long
    gap_s: float = 2.3  # time between two obstacles at the start
    least_gap_s: float = 1.3  # time between two obstacles at top speed: airtime 0.9 s and time to lower the arms
    master_m: float = 1300.0  # from this effort on the path grows beyond its difficulty, of which 0.95 is reached
    master_grow_m: float = 2500.0  # mastery nears its top by 1 - 1/e over this: ten minutes of clean running
    master_mps: float = 5.5  # top speed of a master: an animal is in view for a second
    master_gap_s: float = 1.12  # time between two obstacles for a master: airtime 0.9 s and 0.2 s
    lives: int = 3
    safe_s: float = 2.0  # nothing hurts for this long after a hit
    pickup_m: float = 0.5  # distance at which a berry is eaten
    hit_stop_s: float = 0.07  # freeze after the hardest hit; 4 frames are felt, 8 annoy


@dataclass(frozen=True, slots=True)
class PairTuning:
    """Two birds on one path."""

    beside_m: float = 0.95  # The second bird runs so far ahead of the first: a body's length, so both are seen.
    wait_m: float = 0.9  # A bird that is so much further ahead than it should be stands and waits for the other.
    catch_up_mps: float = 1.6  # A bird that is behind runs at most so much faster.
    tow_m: float = 0.85  # A fallen bird is pulled along at this distance.
    stage_m: float = 0.75  # In practice each stands so far from the middle, on its player's side.
    drop_m: float = 2.2  # A bird that joins glides down from here, above the tops of all obstacles.
    leave_s: float = 4.0  # A bird whose player is gone so long flies off; a player hidden by the other comes back.
    wake_jumps: int = 3  # So many jumps wake a fallen mate: five seconds of running, not one lucky hop.


@dataclass(frozen=True, slots=True)
class WorldTuning:
    """All tuning of the simulation."""

    bird: BirdTuning = BirdTuning()
    wave: WaveTuning = WaveTuning()
    run: RunTuning = RunTuning()
    pair: PairTuning = PairTuning()


WORLD: Final = WorldTuning()


@dataclass(frozen=True, slots=True)
class Smoothing:
    """The One Euro filter (Casiez, CHI 2012). Cut-off = rest + slope * speed; speeds in torso lengths a second.

    Measured on real MediaPipe over four virtual players at 30 fps: jitter at rest × 0.3, the moment of a jump shifts by
    at most 3 ms. (MediaPipe alone with one person smooths its output: jitter 0.4 % of a torso, delay 1 ms. With two
    people it does not: 3 %.)
    """

    rest_hz: float = 1.0  # jitter at rest is above 2 Hz; with less than 1 Hz a slow lean visibly lags
    slope_hz: float = 6.0  # Hz for each torso length a second: arms raised in 0.35 s reach 6 torso/s and lag < 20 ms
    head_slope_hz: float = 16.0  # turning the head by 40° moves the nose by only 0.1 torso, and must not lag either
    speed_hz: float = 5.0  # cut-off of the speed estimate; the paper's 1 Hz takes 160 ms to notice a raised arm
    gap_s: float = 0.35  # after a longer gap the joint's last place says nothing about the present one
    leap: float = 1.5  # torso lengths between two frames; more is another body, or the landmarker corrected itself


SMOOTHING: Final = Smoothing()


@dataclass(frozen=True, slots=True)
class Jump:
    """Both arms up. Heights in torso lengths of the lower wrist over the nose; `Profile` says where the line stands.

    Real people's hands at the head (`dramatic`) stand at .01 to .32, their raised arms (`fly`) at .35 to .61, and an
    exerciser's whose forearms lean in at .27 to .34.
    """

    clear: float = 0.40  # The line never stands higher: no real hands at the head reach .33.
    still_line: float = 0.24  # The line in a single picture: the middle of real people's gap.
    near: float = 0.25  # The line begins to rise for slow hands that are so far below it.
    sure: float = 0.12  # Hands so far over the line jump at once, slow ones too.
    dwell_s: float = 0.10  # Nearer ones must stay this long: arms leaving the head swing past the line for 0.07 s.
    slow_tps: float = 4.5  # Hands that rise slower than this (torso lengths a second) count as slow.
    swift_tps: float = 7.0  # Faster ones are fast: an exerciser's rise 0.3 s at 7 to 13, hands to the head at 1 to 6.
    swift_s: float = 0.15  # Speed is measured over this time: two frames at 15 a second.
    brief_s: float = 0.80  # Hands that pass the line and are down again within this time did not stay.
    brief_way: float = 0.50  # "Down" means this far below the line.
    leave: float = 0.14  # Arms so far below the line count as lowered: a trembling wrist does not cross both.
    inward_free: float = 0.14  # Wrists so far inward of their elbows cost nothing (mean of both arms, torso lengths).
    inward_cost: float = 1.4  # Cost of more inward lean: raised arms have up to 0.17, hands by the head 0.24 and more.
    rise_free: float = 0.25  # Wrists this far above their elbows (the lesser, in torso lengths) are raised forearms.
    rise_cost: float = 0.5  # Cost of flatter forearms: raised arms have 0.34 and more, hands by the head mostly 0.22.
    elbow_least: float = -0.10  # elbows above the shoulders; a single wrist above this is a landmarker's error
    found: float = 0.05  # at a lower visibility a joint inside the frame counts as not found
    forearm: float = 0.60  # largest height of a wrist that was not found above its elbow
    hold_s: float = 0.40  # a body lost for less keeps its state, so that drop-outs neither end nor repeat a jump
    down_s: float = 0.12  # arms count as lowered after this time: landmarkers lose an arm for a moment
    again_s: float = 0.25  # nobody lowers and raises both arms faster, so two jumps closer than this are one


JUMP: Final = Jump()


@dataclass(frozen=True, slots=True)
class Why:
    """When a failed attempt to jump is worth a sentence. Lengths in torso lengths (about half a metre)."""

    tried: float = 0.35  # Hands that come within a forearm of the line were meant to jump, or nearly.
    over: float = 0.50  # The attempt is over when they are so far below it.
    long_s: float = 1.2  # Hands that stay near the line so long are told at once.
    said_s: float = 3.0  # A sentence is read in two seconds.
    finger: float = 0.06  # three centimetres
    hand: float = 0.22  # eleven


WHY: Final = Why()


@dataclass(frozen=True, slots=True)
class Profile:
    """What is learnt about a player in the first seconds. Lengths in torso lengths."""

    learn_s: float = 3.0  # enough for an arm to hang down once, and over before the first obstacle
    step_s: float = 0.1  # A frame after a gap counts for no longer than this.
    found: float = 0.3  # Landmarks below this visibility are guesses and measure nothing.
    hips: float = 0.5  # Share of measured torso from which hips count as seen.
    never_s: float = 0.15  # Seen for less than this in total counts as never seen: a landmarker sometimes guesses.
    back_s: float = 0.2  # A hand seen for this long without a break is not missing.
    other_hand: float = 0.5  # One hand counts as missing only if the other was seen for this fraction of the time.
    facing: float = 0.4  # Narrower shoulders are turned away; then a hidden hand proves nothing.
    nose: float = 0.35  # MediaPipe's noses are .30 (P) and .38 (Q) over the shoulders, virtual people's .39.
    nose_least: float = 0.15  # lower values: the head is bowed
    nose_most: float = 0.55  # a child of six has 0.5
    reach: float = 1.0  # Longest arms seen: P 1.03, Q .92, A and B 1.04 to 1.09, virtual people 1.16.
    reach_least: float = 0.85  # With less, no arm was ever seen stretched.
    reach_most: float = 1.25  # with more, the torso was measured too short
    shoulders: float = 0.60  # as in Units
    shoulders_least: float = 0.45  # with less, the player never faced the camera
    shoulders_most: float = 0.78  # as in Units
    line_share: float = 0.30  # The line stands at this fraction of the way from the nose to a stretched-up wrist.
    line: float = 0.195  # The average adult's line: line_share of (reach - nose).
    line_least: float = 0.15  # A lower line would let in more hands at the head; real ones reach 0.2 to 0.3 anyway.
    line_most: float = 0.22  # An exerciser whose forearms lean in comes up to .27.
    child_head: float = 0.14  # Head squared / shoulders, ear to ear: P .085, Q .089, 98 % of adults less; children .16.
    child_nose: float = 0.47  # nose height of a child of six, who has a larger head
    child_reach: float = 0.94  # reach of such a child: shorter arms (proportions of game.vision.virtual.build)


PROFILE: Final = Profile()


@dataclass(frozen=True, slots=True)
class OneArm:
    """Where the missing arm of a one-armed player is put. Heights of the hand over its shoulder, in torso lengths."""

    hangs: float = -0.85  # Below this the hand hangs, and the other hangs beside the body.
    chest: float = -0.60  # From here to `level` the hand is before the chest, and the other one lies beside it.
    level: float = 0.10
    raised: float = 0.30  # Above this the hand is raised, and the other is raised on its own side.
    hands_apart: float = 0.15  # Between thrust hands, as a fraction of the shoulders' width.


ONE_ARM: Final = OneArm()


@dataclass(frozen=True, slots=True)
class Moves:
    """Probabilities over time to single moves. What a model's card says of a move (`Threshold`) comes first.

    The temporal network judges movement; these numbers only part one move from the next.
    """

    enter: float = 0.80  # Share of softmax a held pose reaches easily and a passing one rarely.
    leave: float = 0.50  # Below half, some other label is at least as likely.
    thrust_s: float = 0.35  # A hadouken must be likely so long: hands of a strike look alike and leave sooner.
    hold_s: float = 0.70  # A held pose must be likely so long.
    sure: float = 0.96  # From this probability of the network on, a reading is sure; most held poses reach it.
    sure_pace: float = 3.5  # A sure reading counts so many times: a sure thrust fires in 0.12 s, a sure pose in 0.2 s.
    fall: float = 4.0  # A second of anything else takes back so many: two moves that take turns are neither.
    thrust_fall: float = 1.5  # The same for a hadouken below "leave"; above it nothing is lost: 21 of 21 fire, not 19.
    lower_s: float = 0.15  # A probability this long below "leave" ends a move: two readings at 15 fps, never one.
    cooldown_s: float = 0.7  # From one move to the next, whichever it is: the Huia's own reactions take longer.
    gap_s: float = 0.40  # A body lost for longer starts anew.
    step_s: float = 0.09  # One reading stands for no longer, however slow the camera.
    still_s: float = 0.14  # Without the network: a hand must have been here so long; two readings at 15 fps.
    steady: float = 0.30  # Without the network: torso lengths a still hand moves in still_s; 99 % of held ones 0.21.
    hand_seen: float = 0.30  # Visibility below which a hand is not seen.
    agree_s: float = 0.12  # What two classifiers must see together, both have seen so lately: three readings at 30 fps.
    seconded: float = 0.50  # What a maker's classifier must give a shared pose; .90 loses 4 to 7 of 18 real hadoukens.
    witnessed: float = 0.88  # Beside a maker's classifier a hadouken must be surer: 6 of 1,309 acted fights fire then.
    witnessed_sure: float = 0.95  # Chosen with it: with the three as the card has them 34 fire.
    witnessed_s: float = 0.50  # With 0.32, 12 do; of 161 real hadoukens (23 in seven ways) 17 are missed, with 0.32 9.


MOVES: Final = Moves()


@dataclass(frozen=True, slots=True)
class Covered:
    """Arms that the landmarker loses before or behind the other of two players. Lengths in torso lengths."""

    sight_share: float = 0.1  # MediaPipe's tasks add a tenth of a new visibility each frame to nine tenths of the last.
    seen: float = 0.4  # Lost arms have a visibility of .05 to .3, arms in plain view .7 and more.
    hold_s: float = 0.6  # A hadouken's arms are held out so long; it fires .35 s after the thrust at the latest.
    margin: float = 0.25  # An upper arm is so wide: it covers so much beside the line between two joints.
    other_s: float = 1.0  # Who is hidden behind an arm and a body is not seen for so long.


COVERED: Final = Covered()


@dataclass(frozen=True, slots=True)
class Lock:
    """Choosing the player. Distances in torso lengths of the tracked person."""

    join_s: float = 0.25  # time in view to join: longer than false detections last
    settle_s: float = 2.0  # Somebody better placed, whom the landmarker overlooked, replaces who joined for so long.
    better_middle: float = 0.1  # Who is better placed is nearer to the middle by this fraction of the frame's width.
    better_size: float = 1.15  # They are also larger by this factor: half a metre before others at 3 m.
    leave_s: float = 1.5  # time out of view to leave: longer than anyone takes to walk past in front
    forget_s: float = 0.5  # other people are forgotten after this; enough for passing behind the player
    reach: float = 0.9  # In the next frame a person is at most this far from the predicted place.
    reach_per_s: float = 1.5  # The limit grows by this for each second out of view.
    reach_most: float = 2.0  # The limit never exceeds this: somebody beside the player is at least this far away.
    size_ratio: float = 1.6  # largest change of the torso between sightings; people walking past are nearer or farther
    velocity_s: float = 0.25  # Time constant of the predicted walk.
    coast_s: float = 0.5  # The prediction is used for this long while the person is out of view.
    loyalty: float = 0.6  # the player's misfit is multiplied by this, so that they win in doubt
    ghost: float = 0.25  # two bodies this close are one body detected twice
    cut_s: float = 0.30  # A cut takes one frame, and the landmarker a few more to find the body again.
    cut_breadth: float = 0.35  # People who walk past are seen in profile (shoulders .1 to .3 wide), players are not.
    cut_pace: float = 0.7  # Somebody slower than this (torso lengths a second) does not walk past.
    cut_way: float = 0.6  # A body that moves farther between two frames was cut.
    cut_ratio: float = 1.4  # A body whose size changes more was cut; a torso whose hips are lost changes by a quarter.
    mate_join_s: float = 1.5  # Somebody must stand beside the player so long to join: nobody walks past so slowly.
    mate_near: float = 0.75  # A mate stands at least so far beside the player; nearer people stand behind them.
    mate_far: float = 6.0  # Who stands farther away than two arms' spans looks on.
    mate_feet: float = 0.42  # Feet so much higher or lower in the picture stand farther back or before: 60 cm at 2.5 m.
    mate_behind: float = 0.24  # Feet so much higher stand 60 cm farther back at 3.4 m; see behind_ratio.
    behind_ratio: float = 1.35  # Such feet on a body so much smaller: 40 cm in depth make 1.13 at 3.6 m.
    mate_size: float = 1.9  # Where feet tell that both stand side by side, torsos may differ: a child and an adult.
    mate_ratio: float = 1.22  # Else a mate's torso differs by less; 60 cm behind a player at 2.5 m it differs by 1.24.
    mate_rise: float = 1.2  # Their shoulders are at most so much higher or lower: a child beside an adult.
    mate_pace: float = 0.6  # Who moves faster (torso lengths a second) does not stand.
    mate_leave_s: float = 2.5  # One of two who is out of view so long has left: the other may only have hidden them.
    again_s: float = 0.10  # Somebody new must be seen so long before they count as a hidden player come out.
    again_way: float = 4.0  # They have walked so far at most, in torso lengths, since they were hidden.
    again_strange: float = 0.5  # Their clothes are at least so alike.
    garb_cost: float = 2.0  # Certainly other clothes cost more than any distance within reach.
    garb_alike: float = 8.0  # Mean difference in CIE Lab within which clothes are the same.
    garb_other: float = 30.0  # With more they are certainly not: navy and black are 30 apart, red and green 100.
    garb_learn_s: float = 1.0  # Time constant in which clothes are learnt, while nobody else is near.
    garb_alone: float = 1.6  # Nearer people, in torso lengths, may cover each other's clothes.


LOCK: Final = Lock()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a player should stand. Lengths are fractions of the frame's height, aside of its width."""

    near: float = 0.45  # With a larger torso raised elbows leave the frame.
    far: float = 0.13  # With a smaller torso wrists are a few pixels of the 256-pixel model input.
    headroom: float = 0.30  # The nose must be this many torsos below the top: a jump takes wrists .2 over the nose.
    aside: float = 0.30  # Arms held out level leave the frame beyond this distance from its middle.
    slack: float = 0.88  # Once told, the limits are this much stricter, so that the advice does not flicker.
    wrong_s: float = 1.0  # A hadouken's lunge and a step aside are over by then.
    good_s: float = 0.4
    dark: float = 60.0  # At a lower mean grey level (of 255) webcams lengthen their exposure and blur arms.
    dark_s: float = 2.0  # The grey level is averaged over this time, so that a blink of the light is not told.


STANDING: Final = Standing()


@dataclass(frozen=True, slots=True)
class Pointing:
    """A hand that points at the screen, from its own shoulder, in torso lengths."""

    seen: float = 0.5  # A hand of lower visibility is guessed, and must not choose.
    found: float = 0.05  # A hand of lower visibility is not there at all: the other one may point.
    low: float = 0.45  # A wrist lower than this hangs or rests at the belly: a bent arm at the side has it at 0.55.
    high: float = 0.75  # The top of the screen is a hand this far over the shoulder, beside the head.
    inward: float = 0.35  # The screen's far side is a hand this far across the body.
    outward: float = 0.85  # Its near side is an almost stretched arm; a whole one would tire.


POINTING: Final = Pointing()


@dataclass(frozen=True, slots=True)
class FaceTuning:
    """Faces. Expressions were measured on 123 pictures of real faces; `game.face.expression` defines the measures."""

    look_s: float = 0.045  # time between two face readings: every second frame at 30 fps
    look_most_s: float = 0.25  # a longer gap between two face readings counts as this much
    follow_s: float = 0.25  # an older mesh does not tell where the face is now
    blend_s: float = 0.35  # a change of source (mesh, six points, pose) is blended over this time
    lost_s: float = 0.6  # after this long without a pose everything but the rest direction is forgotten
    rest_s: float = 3.0  # The rest direction is learnt over the first seconds in which a face is seen.
    rest_looks: int = 12  # The rest direction is used from this many face readings on: 0.8 s.
    rest_yaw_rad: float = 0.26  # 15 degrees: a player who looks further aside at first is looking at something else.
    rest_pitch_rad: float = 0.31  # 18 degrees up or down allow for a camera above or below the screen.
    rest_roll_rad: float = 0.14
    rest_ease_s: float = 0.5  # time constant with which a newly learnt rest takes effect
    to_rest_s: float = 1.0  # Time constant of the rest for a measure moving towards it (eyes wider, mouth smaller).
    at_rest_s: float = 8.0  # Time constant for a measure within its jitter about the rest.
    from_rest_s: float = 60.0  # Time constant for a measure moving away, which is an expression.
    seen_rad: float = 0.70  # 40 degrees: at a larger yaw only half of the face is visible
    straight_yaw_rad: float = 0.35  # 20 degrees: only at a smaller yaw are smile and brows judged and learnt.
    straight_pitch_rad: float = 0.17  # The same for the distance from the usual pitch: pitched mouths seem .4 cm wider.
    usual_s: float = 4.0  # time constant of the usual pitch
    far_eye_rad: float = 0.32  # at a larger yaw the nose hides the lids of the farther eye
    turn_rad_s: float = 2.0  # While the head turns faster, smile and brows keep their state (motion blur).
    lid_turn_rad_s: float = 1.2  # While the head turns faster, blinks are ignored.
    lid_least_px: float = 36.0  # in a narrower face the lids are only a pixel or two
    eye_rest: tuple[float, float] = (0.20, 0.45)  # 190 open eyes were .17 at least; the virtual player's are .4
    eye_band: float = 0.07  # jitter of open eyes in faces of 45 px
    lid_enter: float = 0.43  # share of the rest's gap that is gone: .17 for an eye of .30; 8 of 10 shut, no open one
    lid_leave: float = 0.32
    lid_full: float = 0.55
    mouth_rest: tuple[float, float] = (0.0, 0.08)  # slightly open lips are not speech
    mouth_enter: float = 0.18  # over the rest: .22 for lips that close at .04; 8 of 8 open, none of 67 closed
    mouth_leave: float = 0.12
    mouth_full: float = 0.60
    smile_rest_cm: tuple[float, float] = (4.5, 5.32)  # at most the average mouth; 5.92 is a smile of anybody
    smile_enter_cm: float = 0.60  # over the rest: 27 of 27 smiles were 5.92 at least, one of 41 neutral mouths was
    smile_leave_cm: float = 0.35
    sure_looks: int = 2  # smile and brows pass their thresholds so many looks in a row: widths of 45-px faces tremble
    smile_full_cm: float = 1.0
    brows_rest_cm: tuple[float, float] = (1.0, 4.0)
    brows_enter_cm: float = 0.30  # brows differ too much between people: only the player's own rest counts
    brows_leave_cm: float = 0.18
    brows_full_cm: float = 0.9


FACES: Final = FaceTuning()


@dataclass(frozen=True, slots=True)
class WebcamTuning:
    """Settings requested from a webcam, and time limits for its failures."""

    size: tuple[int, int] = (640, 480)  # the pose model uses 256 pixels; every webcam has this size at full rate
    near_size: tuple[int, int] = (1920, 1080)  # for eyes: a driver takes the nearest size it has
    fps: float = 30.0
    open_s: float = 10.0  # a longer call to open the camera is stuck (slow webcams take 3 s)
    first_read_s: float = 5.0  # limit of the first read: some webcams first settle exposure and white balance
    read_s: float = 2.5  # limit of later reads; in a dark room a camera still gives 7 pictures a second
    lost_s: float = 0.7  # the player is told about a picture later than this
    frozen_s: float = 1.0  # identical pixels for this long mean a frozen camera, because a sensor always has noise
    reopen_frozen_s: float = 1.0  # the device is reopened this long after that
    reopen_s: float = 0.4  # pause between attempts to open a lost camera


WEBCAM: Final = WebcamTuning()


@dataclass(frozen=True, slots=True)
class WatchdogTuning:
    """How the game supervises its vision process."""

    start_s: float = 20.0  # limit from start to the first heartbeat: 100 MB of libraries from a cold disk
    hung_s: float = 1.5  # without a heartbeat for this long it hangs (one every 0.1 s; an inference takes 0.02 s)
    hung_beats: float = 5.0  # the limit is at least this many of its longest pauses so far, for slow machines
    young_beats: int = 10  # The first frames are slow because libraries are still loading.
    young_s: float = 5.0  # Until then a hang is assumed only after this time.
    steady_s: float = 5.0  # a run of at least this length counts as a success
    # Pause before the next start, by short runs in a row: constant failures must not keep the machine busy.
    backoff_s: tuple[float, ...] = (0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
    stop_s: float = 0.5  # time to close the camera before the process is killed
    wait_s: float = 0.1  # longest wait for a frame between heartbeats
    reload_s: float = 2.0  # time between two checks for a missing model


WATCHDOG: Final = WatchdogTuning()


@dataclass(frozen=True, slots=True)
class SceneTuning:
    """The forest on screen."""

    hour_s: float = 55.0  # length of dusk, night and dawn each: a good run of three minutes shows them all
    hold: float = 0.55  # fraction of an hour before it blends into the next
    stretch: float = 1.6  # heights and sizes against distances in a run: the Huia fills the picture (218 px), a jump
    # of 1.6 m reaches its top, and things still come from far enough away to react to
    bird_m: float = 0.96  # height at which the Huia is drawn: 1.2 x its body, so that near misses favour the player
    close: float = 1.75  # zoom of practice and free play: the bird about 380 px tall
    beside_px: float = 165.0  # practice stands this far to the right: between the poses' panel and the camera card
    tilt_px: float = 300.0  # how far the picture follows a bird that flies up; the painted trunks end there
    air_px: float = 130.0  # The picture follows once the crown is this near its top: a bill thrown back needs 90 px.
    close_air_px: float = 190.0  # The same in the close view; a jumping head is 70 px above the standing crown.
    pair_close: float = 1.35  # zoom of practice and free play for a pair: both birds and the stacks beside them
    back: float = 1.15  # Zoom-out of free flight at its ceiling, so that bird and path stay in the picture.
    back_from_m: float = 0.5  # The zoom-out begins at this height.
    back_to_m: float = 2.8  # The zoom-out is complete at this height.
    shake_px: float = 11.0  # amplitude after the hardest hit


SCENE: Final = SceneTuning()


@dataclass(frozen=True, slots=True)
class Quality:
    """One level of painting: what is left out. Nothing here changes the world.

    motes: share of fireflies, leaves, glints and particles. bird: the Huia's resolution, as a share of its size on
    screen. mist: with mist before the trees and dark edges. twos: the Huia with its shadow is drawn anew for every
    second frame, as films draw their figures, and the interface for the other ones; the Huia moves in each one.
    scene: as bird, of the whole scene, where the window is larger or smaller than the scene anyway.
    """

    name: str
    motes: float = 1.0
    rain: bool = True
    rays: bool = True
    shadows: bool = True
    mist: bool = True
    bird: float = 1.0
    twos: bool = False
    scene: float = 1.0


FINEST: Final = Quality(mark("everything"))
"""For machines that can afford it, and for pictures nobody waits for."""
_TWOS: Final = Quality(mark("the Huia on twos"), twos=True)
_FEW_MOTES: Final = replace(_TWOS, name=mark("fewer motes"), motes=0.4, rain=False)
_NO_RAYS: Final = replace(_FEW_MOTES, name=mark("no shafts of light"), rays=False, mist=False)
_COARSE: Final = replace(_NO_RAYS, name=mark("a coarser Huia"), motes=0.2, shadows=False, bird=0.7)
QUALITIES: Final = (  # Each level also leaves out what the one before does; first what is missed least for its cost.
    _TWOS,  # 2.1 of the 11.7 ms of a frame of play, measured with `tools.measuring.film`
    _FEW_MOTES,  # 0.7 ms
    _NO_RAYS,  # 0.6 ms
    _COARSE,  # 0.3 ms, in practice 0.7 ms
    replace(_COARSE, name=mark("a coarser forest"), bird=0.6, scene=0.75),
)


@dataclass(frozen=True, slots=True)
class Governing:
    """When less is painted. Chosen on scripted frame times (tests/test_governor.py) and measured on a busy core:
    0.11 to 0.20 poses a source frame, 115 to 224 ms from camera to screen, at 53 frames a second.
    """

    smooth_s: float = 1.0  # time constant of the means of sights: 30 give a share within a few per cent
    late: float = 1.2  # in periods: 20 ms at 60 frames a second, which 99 frames of a hundred should not exceed
    late_smooth_s: float = 6.0  # time constant of the share of late frames: 360 frames tell half a per cent from two
    late_enter: float = 0.012  # Share of late frames from which less is painted; a hiccup in two seconds is less.
    late_severe: float = 0.12  # So many late frames, at 53 frames a second, are never put up with.
    late_known_s: float = 30.0  # time constant of the share of late frames that is remembered of each level
    helped: float = 0.7  # Painting less has helped where the share of late frames fell to this part of it, or below.
    late_leave: float = 0.006  # Share of late frames below which more may be painted again.
    learning: int = 2  # Level while the game trains a model: beside it the slowest frames took 25 ms instead of 18.
    poses_enter: float = 0.87  # poses a source frame; 0.85 is promised
    poses_leave: float = 0.95
    age_enter_s: float = 0.075  # from the camera to the screen; 80 ms are promised, and players notice more
    age_leave_s: float = 0.060
    patience_s: float = 0.6  # being slow for less than this is ignored
    settle_s: float = 1.5  # the means of sights need this long to show the effect of a change
    late_settle_s: float = 0.5  # frames after a change show it at once; these redraw what the change concerns
    calm_s: float = 8.0  # More is painted only after being fast for this long.
    relapse_s: float = 10.0  # If it is slow again within this time, the next wait is twice as long.
    most_calm_s: float = 120.0  # The wait never exceeds this.
    work_smooth_s: float = 5.0  # time constant of the mean work of a frame
    spare_enter: float = 0.33  # Everything is painted sixty times a second where a frame's work takes less of its time,
    spare_leave: float = 0.50  # until it takes more: it is a fifth to a third more work, and vision needs the rest.
    stall_s: float = 0.5  # longer frames come from a window being moved
    blind_s: float = 2.0  # without a sight for this long vision is off or lost, and its figures are outdated
    futile_s: float = 8.0  # If the lowest level has not helped for this long, painting is not what is waited for.
    gain: float = 1.15  # With fewer poses than this multiple of those at the highest level, all is painted again.
    deaf_s: float = 90.0  # The number of poses, and a few late frames, are ignored for this long after that.


GOVERNING: Final = Governing()


@dataclass(frozen=True, slots=True)
class Teaching:
    """Teaching the Huia a new pose, and recognising it.

    Nearness is 0.5 for a reading as near to the player's own readings as to others; steep and even map it to a score.
    They were chosen on eight new poses of four virtual people, others than `python -m tools.trials taught` reports on:
    there 93 % of later takes reached 0.406, and 1.4 % of the readings of the eight built-in poses.
    """

    still_s: float = 1.0  # time to stand still that shows a player is back from the keyboard
    still_shift: float = 0.35  # Torso lengths the body may sway meanwhile.
    still_growth: float = 0.15  # Natural logarithm of the size change allowed meanwhile.
    ready_s: float = 3.0  # countdown: three, two, one
    record_s: float = 10.0
    trim_s: float = 0.6  # cut from each end of the recording: getting into the pose, and leaving it
    spread: float = 0.25  # a kept reading is at most this far from the middle one (torso lengths, RMS of the joints)
    gap_s: float = 0.25  # a longer gap between readings counts as this much
    lost_s: float = 2.0  # after losing a body for longer the lesson starts again
    hang_low: float = 0.6  # Wrists hang if they are this far below the shoulders (torso lengths).
    hang_out: float = 0.8  # Hanging wrists are no further from the middle than this.
    upright: float = 0.3  # hips are no further aside than this
    lifted: float = 0.35  # a foot is lifted if its ankle is this much higher than the other
    least: int = 60  # readings needed to learn a pose: two seconds at 30 Hz
    told_apart: float = 0.57  # least mean nearness of a pose's readings to each other; people's own had 0.64 and more
    found: float = 0.15  # at a lower visibility a joint's place is ignored
    neighbours: int = 5
    steep: float = 30.0
    even: float = 0.36
    enter: float = 0.80  # a nearness of 0.406
    leave: float = 0.50  # a nearness of 0.36


TEACHING: Final = Teaching()


@dataclass(frozen=True, slots=True)
class Supervision:
    """How a cabinet's supervisor judges the game it started (game/cabinet/watch.py)."""

    start_s: float = 90.0  # Limit from the start to the first frame: the first start of a version paints its forest.
    most_doublings: int = 4  # A game that is given up as too slow or silent doubles that limit of the next, so often.
    # A game silent for longer hangs. It beats every 0.25 s; noticing it and starting anew (2 s) must take 5 s at most.
    # A busy machine is not taken for a hang: its longer pauses raise the limit (`hung_beats`), and so does each hang.
    hung_s: float = 1.5
    hung_beats: float = 4.0  # The limit is at least this many of its longest pauses so far, for slow machines.
    young_s: float = 5.0  # The first seconds after the first frame are uneven: caches fill, vision wakes.
    young_hung_s: float = 5.0  # Until then a hang is assumed only after this time.
    abort_s: float = 0.2  # A hung game is given this long to write where it hangs.
    stop_s: float = 3.0  # A game that is asked to end is given this long.
    # A game that was played for longer was well, so the next one starts at once: a game that fails every few minutes is
    # still worth more to visitors than a picture that asks them to wait.
    steady_s: float = 5.0
    # Pause before the next start, by games in a row that ended soon: a first mishap costs nothing, a broken machine
    # is not kept busy.
    backoff_s: tuple[float, ...] = (0.0, 0.0, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0)
    moment_s: float = 0.5  # A longer pause shows the "one moment" picture.
    display_s: float = 10.0  # A game that finds no display waits for one so long: display servers restart in seconds.


SUPERVISION: Final = Supervision()
