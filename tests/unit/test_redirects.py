"""Redirects, counted."""

import pytest

from finder.redirects import (
    NOBODY,
    OVERALL,
    Case,
    Finding,
    First,
    Origin,
    OriginKind,
    question_name,
)


def case(old: First, new: First, kind: OriginKind = OriginKind.POINT, people: float = 1.0) -> Case:
    return Case(OVERALL, Origin(kind, "21230", people), old, new)


def counted(*cases: Case, allowed: float | None = None) -> Finding:
    finding = Finding(OVERALL)
    for one in cases:
        finding.add(one, allowed)
    return finding


def test_the_same_first_hospital_is_no_redirect_whatever_the_minutes() -> None:
    finding = counted(case(First("a", 5.0), First("a", 50.0)))

    assert finding.lots == {}
    assert finding.beyond == 0


def test_those_without_a_hospital_any_more_are_sent_elsewhere() -> None:
    finding = counted(case(First("a", 5.0), NOBODY), allowed=600)

    assert [(lot.old, lot.new, lot.median) for lot in finding.ranked] == [("a", None, None)]
    assert finding.beyond == 1


def test_the_median_goes_by_people_and_the_worst_by_anybody() -> None:
    finding = counted(
        case(First("a", 5.0), First("b", 6.0), people=900),
        case(First("a", 5.0), First("b", 25.0), people=100),
        case(First("a", 5.0), First("b", 40.0), OriginKind.ZIP, people=0),
    )

    (lot,) = finding.ranked
    assert (lot.median, lot.worst) == (1.0, 35.0)
    assert (lot.people, lot.points, lot.zips) == (1_000, 2, ["21230"])


def test_the_median_of_zips_where_nobody_lives_is_that_of_the_zips() -> None:
    finding = counted(
        *(
            case(First("a", 5.0), First("b", 5.0 + more), OriginKind.ZIP, people=0)
            for more in (1, 2, 9)
        )
    )

    assert finding.ranked[0].median == 2.0
    assert finding.redirected == 0


def test_pairs_come_with_most_people_first() -> None:
    finding = counted(
        case(First("a"), First("b"), people=1),
        case(First("a"), First("c"), people=5),
        case(First("a"), First("a2"), people=1),
    )

    assert [lot.new for lot in finding.ranked] == ["c", "a2", "b"]


@pytest.mark.parametrize(
    ("old", "new", "allowed", "beyond"),
    [
        (5.0, 8.0, None, 1),
        (5.0, 8.0, 3.0, 0),
        (5.0, 8.1, 3.0, 1),
        (5.0, 2.0, 0.0, 0),
        (None, 8.0, 600.0, 1),
        (5.0, None, 600.0, 1),
    ],
)
def test_what_is_allowed_counts_minutes_more_and_never_unknown_ones(
    old: float | None, new: float | None, allowed: float | None, beyond: int
) -> None:
    finding = counted(case(First("a", old), First("b", new)), allowed=allowed)

    assert finding.beyond == beyond


def test_zips_that_keep_their_hospital_at_other_minutes_are_counted() -> None:
    finding = counted(
        case(First("a", 5.0), First("a", 5.4), OriginKind.ZIP),
        case(First("a", 5.0), First("a", 7.0), OriginKind.ZIP),
        case(First("a", 9.0), First("a", 5.0), OriginKind.ZIP),
    )

    assert (finding.other_minutes, finding.other_worst) == (2, -4.0)


def test_a_question_is_named_in_words() -> None:
    assert question_name(OVERALL) == "Nearest hospital"
    assert question_name("mitraclip") == "Nearest that lists MitraClip"
    assert question_name("mitraclip; tavr") == "Nearest that lists MitraClip or TAVR"
