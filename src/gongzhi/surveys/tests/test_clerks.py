"""Paper typed by clerks, and drafts of those who type themselves."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from gongzhi.common.audit.models import AuditEvent
from gongzhi.common.clock import today
from gongzhi.common.deeds import KeyReused
from gongzhi.common.permissions import SYSTEM
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.offices.testing import actor_of, make_person
from gongzhi.surveys import services
from gongzhi.surveys.models import Draft, Response, RoundCode
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.answers import AnswersRefused
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.services.answering import ChannelUnfit, DayOutside

from .factories import make_round, paged, question

NOW = datetime.now(UTC)
LIKES = {"likes": "a"}


def submit(asked, answers=LIKES, **more):
    sent = {"channel": "web", "at": NOW, "key": str(uuid4())} | more
    return services.submit_response(round_id=asked.pk, answers=answers, **sent)


def a_code(asked, place=0):
    return codes_of(asked.code_batches.order_by("made_at").first())[place][0]


@pytest.fixture
def clerk(federation):
    return actor_of(make_person("陆平"), {Right.ENTER})


def enter(asked, actor, answers=LIKES, **more):
    sent = {"channel": "paper", "answered_on": today(), "at": NOW, "key": str(uuid4())} | more
    return services.enter_paper_response(actor=actor, round_id=asked.pk, answers=answers, **sent)


def test_a_clerk_types_paper_for_the_day_it_was_filled_in(federation, clerk):
    asked = make_round()
    response = enter(asked, clerk, answered_on=asked.opens_on)
    kept = Response.objects.get(pk=response.pk)
    assert (kept.channel, kept.answered_on, kept.entered_by_id) == ("paper", asked.opens_on, clerk.person_id)
    event = AuditEvent.objects.get(action="surveys.response.entered")
    assert event.subject_id == asked.pk  # of the round: the log names no answer


def test_paper_sent_twice_is_counted_and_logged_once(federation, clerk):
    asked = make_round()
    assert enter(asked, clerk, key="k").pk == enter(asked, clerk, key="k").pk
    assert AuditEvent.objects.filter(action="surveys.response.entered").count() == 1


@pytest.mark.parametrize("other", [{"channel": "phone"}, {"shift": 1}, {"group": "elder"}, {"place": 1}])
def test_another_sheet_with_the_same_key_is_told_and_uses_no_code(federation, clerk, other):
    asked = make_round(codes=2, asks_cell=True)
    enter(asked, clerk, key="k", code=a_code(asked))
    again = {
        "channel": other.get("channel", "paper"),
        "answered_on": today() - timedelta(days=other.get("shift", 0)),
        "cell": services.Cell(group=other.get("group", "")),
        "code": a_code(asked, other.get("place", 0)),
    }
    with pytest.raises(KeyReused):
        enter(asked, clerk, key="k", **again)
    assert (Response.objects.count(), RoundCode.objects.used().count()) == (1, 1)


def test_a_sheet_sent_again_after_the_closing_is_the_first_one(federation, clerk):
    asked = make_round(codes=2)
    first = enter(asked, clerk, key="k", code=a_code(asked))
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    assert enter(asked, clerk, key="k", code=a_code(asked)).pk == first.pk
    with pytest.raises(NotAllowed):
        enter(asked, clerk, code=a_code(asked, 1))
    with pytest.raises(NotAllowed):
        enter(asked, actor_of(make_person("何秋"), {Right.READ}), key="k", code=a_code(asked))


def test_paper_is_typed_after_the_last_day_until_the_round_is_closed(federation, clerk):
    asked = make_round()
    later = NOW + timedelta(days=15)
    assert enter(asked, clerk, answered_on=asked.closes_on, at=later).pk
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=later)
    with pytest.raises(NotAllowed):
        enter(asked, clerk, answered_on=asked.closes_on, at=later)


@pytest.mark.parametrize("shift", [-1, 99])
def test_paper_of_a_day_outside_the_round_is_refused(federation, clerk, shift):
    asked = make_round()
    with pytest.raises(DayOutside):
        enter(asked, clerk, answered_on=asked.opens_on + timedelta(days=shift))


def test_paper_needs_the_right_and_a_channel_of_clerks(federation, clerk):
    asked = make_round()
    with pytest.raises(NotAllowed):
        enter(asked, actor_of(make_person("何秋"), {Right.READ}))
    with pytest.raises(ChannelUnfit):
        enter(asked, clerk, channel="web")


def test_a_slip_counts_on_paper_or_on_the_web_not_twice(federation, clerk):
    asked = make_round(codes=1)
    submit(asked, code=a_code(asked))
    with pytest.raises(services.CodeUsed):
        enter(asked, clerk, code=a_code(asked))


def save(asked, answers, **more):
    sent = {"token": "1" * 20, "page": 0, "channel": "web", "at": NOW} | more
    return services.save_draft(round_id=asked.pk, answers=answers, **sent)


def test_a_draft_is_saved_over_and_goes_when_its_form_is_sent(federation):
    asked = make_round()
    save(asked, {"why": "先写"})
    save(asked, {"why": "再写", "likes": "a"}, page=7)
    draft = Draft.objects.get()
    assert (draft.answers, draft.page) == ({"why": "再写", "likes": "a"}, 0)
    assert "1" * 20 not in draft.token_hash
    submit(asked, key="1" * 20)
    assert not Draft.objects.exists()


def test_a_text_that_may_count_is_never_cut(federation):
    asked = make_round(paged([question("t", "text", max=2000)]))
    fits = ("字" * 99 + "\r\n") * 19 + "尾" * 100
    save(asked, {"t": f"  {fits}\r\n"})
    assert Draft.objects.get().answers["t"] == fits.replace("\r\n", "\n")
    save(asked, {"t": "长" * 9000})
    cut = Draft.objects.get().answers
    with pytest.raises(AnswersRefused):  # what was cut is told, not counted
        submit(asked, cut)


def test_a_draft_keeps_what_the_database_would_refuse_out(federation):
    asked = make_round(paged([question("m", "multiple"), question("t", "text")]))
    save(asked, {"t": "a\x00b" + "长" * 5000, "m": ["a" * 99] * 99, "unknown": "x"})
    kept = Draft.objects.get().answers
    assert set(kept) == {"t", "m"}
    assert len(kept["t"]) == 4000
    assert "\x00" not in kept["t"]
    assert len(kept["m"]) == 3


def test_drafts_are_kept_only_while_the_round_takes_answers(federation):
    asked = make_round()
    with pytest.raises(services.RoundNotOpen):
        save(asked, LIKES, at=NOW + timedelta(days=30))


def test_old_drafts_are_forgotten(federation):
    asked = make_round()
    save(asked, LIKES)
    assert services.forget_drafts(before=today()) == 0
    assert services.forget_drafts(before=today() + timedelta(days=1)) == 1
