"""What the institution, the desks, the front page and the night's job see of rounds."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gongzhi.common import registry
from gongzhi.common.clock import today
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.institution.rules.packs import shipped_pack
from gongzhi.kernel.periods import Period
from gongzhi.offices.testing import actor_of, make_person
from gongzhi.surveys import jobs, services
from gongzhi.surveys.jobs import close_and_forget, close_everywhere
from gongzhi.surveys.models import Draft, Round
from gongzhi.surveys.rights import Right
from gongzhi.surveys.selectors.desk import desk_lines
from gongzhi.surveys.selectors.evidence import round_evidence
from gongzhi.surveys.selectors.rounds import asks_residents_now, public_rounds, with_counts

from .factories import make_round

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
EVER = Period(date(2020, 1, 1), None)


def answered(asked, count=1, at=NOW):
    for number in range(count):
        services.submit_response(
            round_id=asked.pk, answers={"likes": "a"}, channel="web", at=at, key=f"{asked.pk}{number}"
        )
    return asked


def closed(asked, at=NOW):
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=at)
    asked.refresh_from_db()
    return asked


def evidence(federation, period=EVER):
    return [(row.on, row.facts, row.title) for row in round_evidence(federation_id=federation.pk, period=period)]


def test_a_round_shows_once_it_is_closed_and_answered(federation, django_assert_num_queries):
    asked = answered(make_round(audience="members"))
    make_round()
    closed(make_round())  # nobody answered
    assert evidence(federation) == []
    closed(asked)
    with django_assert_num_queries(1):
        assert evidence(federation) == [(today(), {"audience": "members"}, asked.title)]


def test_a_round_of_everybody_shows_for_both(federation):
    closed(answered(make_round(audience="any")))
    assert [facts["audience"] for _on, facts, _title in evidence(federation)] == ["members", "residents"]


def test_a_round_counts_on_its_last_day_however_late_paper_was_typed(federation):
    asked = closed(answered(make_round()), at=NOW + 20 * DAY)
    assert [on for on, _facts, _title in evidence(federation)] == [asked.closes_on]
    assert evidence(federation, Period(asked.closes_on, asked.closes_on + DAY))
    assert not evidence(federation, Period(asked.closes_on + DAY, None))
    assert not evidence(federation, Period(date(2020, 1, 1), asked.closes_on))


def test_the_charter_asks_for_this_evidence():
    asked = [
        each.params
        for each in shipped_pack("charter_model").clauses
        if getattr(each.params, "evidence", "") == "surveys.round"
    ]
    assert len(asked) == 2
    assert "surveys.round" in registry.evidence_providers


def lines(*rights):
    return desk_lines(actor=actor_of(make_person(), rights), at=NOW)


def test_the_desk_shows_rounds_that_wait_for_a_deed(federation, django_assert_num_queries):
    make_round(title="早就开了")
    make_round(title="快结束", opens_on=today(), closes_on=today() + 2 * DAY)
    make_round(title="该开了", is_open=False)
    make_round(title="还没到", is_open=False, opens_on=today() + DAY, closes_on=today() + 5 * DAY)
    over = make_round(title="过了")
    Round.objects.filter(pk=over.pk).update(opens_on=today() - 9 * DAY, closes_on=today() - DAY)
    actor = actor_of(make_person(), {Right.OPEN})
    with django_assert_num_queries(1):
        found = desk_lines(actor=actor, at=NOW)
    assert [(line.kind, line.state, line.title.split(": ")[-1].split("：")[-1]) for line in found] == [
        ("due", "due", "过了"),
        ("waiting", "open", "快结束"),
        ("due", "due", "该开了"),
    ]


def test_the_desk_shows_nothing_to_those_who_may_not_open(federation, django_assert_num_queries):
    make_round(opens_on=today(), closes_on=today() + DAY)
    actor = actor_of(make_person(), {Right.READ, Right.ENTER})
    with django_assert_num_queries(0):
        assert desk_lines(actor=actor, at=NOW) == []


def test_residents_are_shown_what_they_may_answer(federation):
    assert not asks_residents_now()
    make_round(audience="members")
    make_round(opens_on=today() + DAY, closes_on=today() + 2 * DAY)
    make_round(is_open=False)
    assert not asks_residents_now()
    shown = [make_round(), make_round(audience="any")]
    assert asks_residents_now()
    assert {each.pk for each in public_rounds(on=today())} == {each.pk for each in shown}
    deed = next(each for each in registry.public_deeds if each.url_name == "surveys:open")
    assert deed in registry.open_public_deeds()


def test_counts_of_rounds_come_in_one_query(federation, django_assert_num_queries):
    answered(make_round(), 3)
    coded = make_round(codes=4)
    with django_assert_num_queries(1):
        counts = {
            each.pk: (each.answer_count, each.code_count, each.used_count) for each in with_counts(Round.objects.all())
        }
    assert sorted(counts.values()) == [(0, 4, 0), (3, 0, 0)]
    assert counts[coded.pk] == (0, 4, 0)


def test_the_night_closes_what_is_a_week_over_once(federation):
    asked = make_round(opens_on=today(), closes_on=today() + DAY)
    assert close_everywhere(at=NOW + 8 * DAY) == 0
    assert close_everywhere(at=NOW + 9 * DAY) == 1
    assert close_everywhere(at=NOW + 9 * DAY) == 0
    asked.refresh_from_db()
    assert asked.state == "closed"


def test_a_round_that_cannot_be_closed_keeps_no_other_open(federation, other_federation, monkeypatch):
    broken = make_round(opens_on=today(), closes_on=today() + DAY)
    with scope(other_federation.pk):
        theirs = make_round(opens_on=today(), closes_on=today() + DAY)
        fine = make_round(opens_on=today(), closes_on=today() + DAY)
    close = jobs.close_round

    def close_most(*, round_id, **said):
        if round_id in {broken.pk, theirs.pk}:
            raise OSError
        return close(round_id=round_id, **said)

    monkeypatch.setattr(jobs, "close_round", close_most)
    with pytest.raises(ExceptionGroup) as told:
        close_everywhere(at=NOW + 9 * DAY)
    assert len(told.value.exceptions) == 2
    with scope(other_federation.pk):
        assert Round.objects.get(pk=fine.pk).state == "closed"


def test_the_night_forgets_old_drafts(federation):
    asked = make_round()
    services.save_draft(round_id=asked.pk, token="1" * 20, answers={}, page=0, channel="web", at=NOW)
    for days, left in ((7, 1), (8, 0)):
        close_and_forget(at=NOW + days * DAY)
        assert Draft.objects.count() == left


@pytest.mark.parametrize("right", list(Right))
def test_whoever_has_a_right_of_the_room_sees_its_rounds(federation, right):
    make_round()
    assert Round.objects.visible_to(actor_of(make_person(), {right})).count() == 1
    assert Round.objects.visible_to(actor_of(make_person())).count() == 0
