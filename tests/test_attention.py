"""Who needs the mediator, as a table of situations around every threshold."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from classroom.attention import PACES, Situation, assess, groups, median_seconds
from classroom.domain import Interval
from tests.situations import CALM, NOW, ago, errors, firsts, newcomer, person


def seen(it: Situation, pace: str = "calm") -> tuple[str, str]:
    """State and the signal that explains it."""
    verdict = assess(it, PACES[pace], NOW)
    return verdict.state, verdict.signal.id if verdict.signal else ""


AT_WORK = ("working", "")
THRESHOLDS = [
    # S1: at once, whatever else there is.
    (person(help_asked_at=NOW), "calm", ("call", "S1")),
    (person(help_asked_at=ago(3), **errors(90, 80, 70)), "calm", ("call", "S1")),
    (person(help_asked_at=ago(3), offline_since=ago(300)), "calm", ("call", "S1")),
    (person(help_asked_at=ago(3), finished=True), "calm", ("call", "S1")),
    (newcomer(5, help_asked_at=ago(3)), "calm", ("call", "S1")),
    # S2: two wrong in a row, then three, each after the debounce.
    (person(**errors(60)), "calm", AT_WORK),
    (person(**errors(60, 24)), "calm", AT_WORK),
    (person(**errors(60, 25)), "calm", ("watch", "S2")),
    (person(**errors(90, 60, 24)), "calm", ("watch", "S2")),
    (person(**errors(90, 60, 25)), "calm", ("stuck", "S2")),
    (person(**errors(90, 60, 25)), "normal", ("stuck", "S2")),
    # S3: three wrong in all, then four, though never two in a row.
    (person(wrong_total_at=(ago(90), ago(60))), "calm", AT_WORK),
    (person(wrong_total_at=(ago(90), ago(60), ago(24))), "calm", AT_WORK),
    (person(wrong_total_at=(ago(90), ago(60), ago(25))), "calm", ("watch", "S3")),
    (person(wrong_total_at=(ago(99), ago(90), ago(60), ago(24))), "calm", ("watch", "S3")),
    (person(wrong_total_at=(ago(99), ago(90), ago(60), ago(25))), "calm", ("stuck", "S3")),
    # S4: twice, then three times an estimate of five minutes; 1.5 and 2 at the normal pace.
    (person(opened_at=ago(600 + 24)), "calm", AT_WORK),
    (person(opened_at=ago(600 + 25)), "calm", ("watch", "S4")),
    (person(opened_at=ago(900 + 24)), "calm", ("watch", "S4")),
    (person(opened_at=ago(900 + 25)), "calm", ("stuck", "S4")),
    (person(opened_at=ago(450 + 24)), "normal", AT_WORK),
    (person(opened_at=ago(450 + 25)), "normal", ("watch", "S4")),
    (person(opened_at=ago(600 + 25)), "normal", ("stuck", "S4")),
    # … but never under four minutes (two at the normal pace), and the room's median counts.
    (person(opened_at=ago(240 + 24), estimate_s=30), "calm", AT_WORK),
    (person(opened_at=ago(120 + 25), estimate_s=70), "normal", ("watch", "S4")),
    (person(opened_at=ago(900 + 25), median_s=500), "calm", AT_WORK),
    (person(opened_at=ago(1000 + 25), median_s=500), "calm", ("watch", "S4")),
    (person(opened_at=ago(1000), median_s=100), "calm", ("stuck", "S4")),
    # S5: nothing touched for three minutes, then six; half of it at the normal pace.
    (person(last_input_at=ago(180 + 24)), "calm", AT_WORK),
    (person(last_input_at=ago(180 + 25)), "calm", ("watch", "S5")),
    (person(last_input_at=ago(360 + 24)), "calm", ("watch", "S5")),
    (person(last_input_at=ago(360 + 25)), "calm", ("stuck", "S5")),
    (person(last_input_at=ago(90 + 24)), "normal", AT_WORK),
    (person(last_input_at=ago(90 + 25)), "normal", ("watch", "S5")),
    (person(last_input_at=ago(180 + 25)), "normal", ("stuck", "S5")),
    # S6: joined two minutes ago, then four, and did nothing.
    (newcomer(120 + 24), "calm", ("idle", "")),
    (newcomer(120 + 25), "calm", ("watch", "S6")),
    (newcomer(240 + 24), "calm", ("watch", "S6")),
    (newcomer(240 + 25), "calm", ("stuck", "S6")),
    (newcomer(60 + 24), "normal", ("idle", "")),
    (newcomer(60 + 25), "normal", ("watch", "S6")),
    (newcomer(120 + 25), "normal", ("stuck", "S6")),
    # S7: three wrong tries less than five seconds apart, or one more with every hint open.
    (person(**errors(48, 44, 40)), "calm", ("stuck", "S2")),
    (person(wrong_at=(ago(48), ago(44), ago(40))), "calm", ("stuck", "S2")),
    (person(hints_out_at=ago(24), wrong_at=(ago(24),)), "calm", AT_WORK),
    (person(hints_out_at=ago(25), wrong_at=(ago(25),)), "calm", ("watch", "S7")),
    (person(hints_out_at=ago(25), wrong_at=(ago(25),), exercise_done=True), "calm", AT_WORK),
    # S8: three or fewer right at once of the last ten, from six on.
    (person(firsts=firsts("00000")), "calm", AT_WORK),
    (person(firsts=firsts("000000")), "calm", ("watch", "S8")),
    (person(firsts=firsts("111000")), "calm", ("watch", "S8")),
    (person(firsts=firsts("111100")), "calm", AT_WORK),
    (person(firsts=firsts("1111000000")), "calm", AT_WORK),
    (person(firsts=firsts("1111" + "1110000000")), "calm", ("watch", "S8")),
    # S9: three clumsy gestures in two minutes.
    (person(slips_at=(ago(90), ago(60))), "calm", AT_WORK),
    (person(slips_at=(ago(90), ago(60), ago(24))), "calm", AT_WORK),
    (person(slips_at=(ago(90), ago(60), ago(25))), "calm", ("watch", "S9")),
    (person(slips_at=(ago(121), ago(60), ago(25))), "calm", AT_WORK),
    # S10: away after 45 s, a technical problem after two minutes; the pace changes nothing.
    (person(offline_since=ago(44)), "calm", AT_WORK),
    (person(offline_since=ago(45)), "calm", ("offline", "S10")),
    (person(offline_since=ago(119)), "normal", ("offline", "S10")),
    (person(offline_since=ago(120)), "normal", ("stuck", "S10")),
    # Who is away is not also said to be idle, or not to have begun.
    (person(offline_since=ago(60), last_input_at=ago(900)), "calm", ("offline", "S10")),
    (newcomer(900, offline_since=ago(50)), "calm", ("offline", "S10")),
    # Stuck says more than away, away more than to be watched.
    (person(offline_since=ago(60), **errors(90, 80, 70)), "calm", ("stuck", "S2")),
    (person(offline_since=ago(60), **errors(90, 80)), "calm", ("offline", "S10")),
    # Nothing to say.
    (newcomer(3), "calm", ("idle", "")),
    (newcomer(3, exercise="scams/example"), "calm", AT_WORK),
    (person(finished=True, last_input_at=ago(9000), offline_since=ago(900)), "calm", ("done", "")),
]


@pytest.mark.parametrize(("it", "pace", "expected"), THRESHOLDS)
def test_each_signal_begins_at_its_threshold(
    it: Situation, pace: str, expected: tuple[str, str]
) -> None:
    assert seen(it, pace) == expected


LONG = Interval(ago(3050), ago(50))
HIDING = {
    "S4": person(opened_at=ago(3100), away=(LONG,)),
    "S5": person(last_input_at=ago(3100), away=(LONG,)),
    "S6": newcomer(3100, away=(LONG,)),
}


@pytest.mark.parametrize("name", HIDING)
def test_time_away_does_not_count(name: str) -> None:
    it = HIDING[name]
    assert assess(it, CALM, NOW).signal is None, "100 s of use, the rest away"
    assert seen(replace(it, away=())) == ("stuck", name)
    still = replace(it, away=(LONG, Interval(ago(150))))
    assert assess(still, CALM, NOW).signal is None, "two overlapping absences count once"


def test_a_flag_raised_before_the_pause_stays_during_it() -> None:
    it = person(last_input_at=ago(1000), away=(Interval(ago(500)),))
    assert seen(it) == ("stuck", "S5")
    assert assess(it, CALM, NOW).signal == assess(it, CALM, NOW + timedelta(hours=1)).signal


@pytest.mark.parametrize(
    ("flagged", "change"),
    [
        (person(**errors(90, 60, 40)), {"wrong_at": (), "exercise_done": True}),
        (person(**errors(90, 60, 40)), {"wrong_at": (), "wrong_total_at": ()}),
        (person(opened_at=ago(2000)), {"exercise_done": True}),
        (person(opened_at=ago(2000)), {"opened_at": ago(5)}),
        (person(last_input_at=ago(500)), {"last_input_at": ago(2)}),
        (newcomer(500), {"ever_acted": True}),
        (person(offline_since=ago(500)), {"offline_since": None}),
        (person(help_asked_at=ago(500)), {"help_asked_at": None}),
    ],
)
def test_a_flag_goes_with_its_cause(flagged: Situation, change: dict[str, Any]) -> None:
    assert assess(flagged, CALM, NOW).state in ("call", "stuck")
    assert seen(replace(flagged, **change)) == AT_WORK


def test_after_the_visit_the_same_rule_is_silent_for_five_minutes() -> None:
    for it in (person(**errors(900, 800, 700)), person(opened_at=ago(2500)), newcomer(2000)):
        rule = seen(it)
        assert rule[0] == "stuck"
        assert assess(replace(it, last_handled_at=ago(1)), CALM, NOW).signal is None
        assert assess(replace(it, last_handled_at=ago(299)), CALM, NOW).signal is None
        assert seen(replace(it, last_handled_at=ago(300))) == rule


def test_silence_holds_when_the_rule_only_gets_worse() -> None:
    """Watched at 180 s, handled at 200 s, 6 minutes idle reached since: still the same rule."""
    it = person(last_input_at=ago(400), last_handled_at=ago(200))
    assert seen(it) == AT_WORK


def test_a_new_error_ends_the_silence() -> None:
    it = person(**errors(90, 80, 70), last_handled_at=ago(60))
    assert seen(it) == AT_WORK
    again = (*it.wrong_at, ago(30))
    assert seen(replace(it, wrong_at=again, wrong_total_at=again)) == ("stuck", "S2")


def test_silence_of_one_rule_does_not_hide_another() -> None:
    it = person(**errors(500, 480, 460), last_handled_at=ago(250), offline_since=ago(130))
    assert seen(it) == ("stuck", "S10")
    assert seen(replace(it, offline_since=None, help_asked_at=ago(5))) == ("call", "S1")


def test_who_is_away_is_said_to_be_away_even_after_a_visit() -> None:
    assert seen(person(offline_since=ago(200), last_handled_at=ago(10))) == ("offline", "S10")


def test_the_reason_has_its_figures() -> None:
    signal = assess(person(**errors(90, 80, 70)), CALM, NOW).signal
    assert signal
    assert (signal.since, signal.threshold, dict(signal.facts)) == (ago(70), 3, {"count": 3})
    signal = assess(person(last_input_at=ago(500), away=(LONG,)), CALM, NOW).signal
    assert signal is None
    signal = assess(person(last_input_at=ago(430)), CALM, NOW).signal
    assert signal
    assert (signal.since, dict(signal.facts)) == (ago(70), {"minutes": 7})


def test_every_signal_that_holds_is_told() -> None:
    it = person(**errors(90, 80, 70), opened_at=ago(700), help_asked_at=ago(5))
    found = [signal.id for signal in assess(it, CALM, NOW).signals]
    assert sorted(found) == ["S1", "S2", "S3", "S4"]
    assert found[0] == "S1"


def test_the_median_speaks_from_five_people_on() -> None:
    assert median_seconds([1, 2, 3, 4]) is None
    assert median_seconds([1, 2, 90, 4, 5]) == 4


def test_answers_at_random_are_worse_with_errors_in_a_row() -> None:
    it = person(hints_out_at=ago(60), wrong_at=(ago(60), ago(50)))
    found = {signal.id: signal.level for signal in assess(it, CALM, NOW).signals}
    assert found == {"S2": "watch", "S7": "stuck"}


@pytest.mark.parametrize(
    ("results", "finished", "expected"),
    [
        ("1111111100", False, True),
        ("1111111000", False, False),
        ("11111111", False, False),
        ("0011111111", False, True),
        ("", True, True),
        ("", False, False),
    ],
)
def test_who_is_ahead_may_be_offered_more(results: str, finished: bool, expected: bool) -> None:
    assert assess(person(firsts=firsts(results), finished=finished), CALM, NOW).ahead is expected


def room(stuck: int, working: int) -> list[tuple[Situation, Any]]:
    people = [person(learner_id=n, **errors(90, 80, 70)) for n in range(stuck)]
    people += [person(learner_id=100 + n) for n in range(working)]
    return [(it, assess(it, CALM, NOW)) for it in people]


@pytest.mark.parametrize(
    ("stuck", "reached", "grouped"), [(2, 2, False), (3, 3, True), (3, 10, True), (3, 11, False)]
)
def test_a_group_is_three_people_and_a_third_of_those_who_came_there(
    stuck: int, reached: int, grouped: bool
) -> None:
    found = groups(room(stuck, reached - stuck), {"scams/three-clues": reached}, CALM)
    assert [len(group.learner_ids) for group in found] == ([stuck] if grouped else [])


def test_a_call_and_a_lost_connection_are_in_no_group() -> None:
    people = room(2, 0)
    for known in ({"help_asked_at": ago(5)}, {"offline_since": ago(600)}):
        it = person(learner_id=9, **errors(90, 80, 70), **known)
        assert groups([*people, (it, assess(it, CALM, NOW))], {}, CALM) == ()
