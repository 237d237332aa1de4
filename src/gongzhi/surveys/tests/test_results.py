"""What results show, what they hold back, and how they come up to date."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone

from gongzhi.common.permissions import ANONYMOUS, SYSTEM
from gongzhi.federations.models import Community
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.matters.rights import Right as MattersRight
from gongzhi.offices.testing import actor_of, make_officer, sign_in
from gongzhi.participation.models import Contact
from gongzhi.surveys import services
from gongzhi.surveys.models import ColumnBlock, Response, Round, VoidResponse
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.layout import lay_out
from gongzhi.surveys.selectors.codes import codes_of
from gongzhi.surveys.selectors.columns import fresh_rows, layout_of, progress_of
from gongzhi.surveys.selectors.results import outcome_of, words_given
from gongzhi.surveys.services.columns import TooFewNew, count_closed, update_results
from gongzhi.surveys.services.voiding import AlreadyVoid, NotTypedByYou, ReasonMissing, void_response
from gongzhi.surveys.tests.factories import make_round, option, paged, question

pytestmark = pytest.mark.django_db

EVERY_KIND = paged(
    [
        question("way"),
        question("several", "multiple"),
        question("like", "scale", min=1, max=5),
        question("age", "number"),
        question("best", "ranking"),
        question("why", "text"),
        question("more", shown_if="selected(way, 'a')"),
    ]
)


def _answer(asked: Round, **answers: Any) -> Response:
    return services.submit_response(
        round_id=asked.pk, answers=answers, channel="web", at=timezone.now(), key=str(uuid4())
    )


def _many(asked: Round, count: int, **answers: Any) -> list[Response]:
    return [_answer(asked, **answers) for _each in range(count)]


def _update(asked: Round) -> Round:
    return update_results(actor=SYSTEM, round_id=asked.pk, at=timezone.now())


def _close(asked: Round) -> Round:
    """Close a round and hand the fact to its listener, as the outbox does."""
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=timezone.now())
    with transaction.atomic():
        count_closed(round=str(asked.pk))
    asked.refresh_from_db()
    return asked


def _result(asked: Round, code: str, **narrowed: str) -> Any:
    return next(each for each in outcome_of(asked, **narrowed).results if each.question.code == code)


def test_each_kind_is_counted(federation: Any) -> None:
    asked = make_round(EVERY_KIND)
    _many(asked, 30, way="a", several=["a", "b"], like="4", age="40", best=["b", "a"], why="好", more="a")
    _many(asked, 20, way="b", several=["b"], like="2", age="60", best=["a", "b"])
    _close(asked)
    assert [line.count for line in _result(asked, "way").lines] == [30, 20, 0]
    assert [line.count for line in _result(asked, "several").lines] == [30, 50, 0]
    assert [line.count for line in _result(asked, "like").lines] == [0, 20, 0, 30, 0]
    assert _result(asked, "like").mean == pytest.approx(3.2)
    assert _result(asked, "age").quartiles == (40, 40, 60)
    assert [line.mean_place for line in _result(asked, "best").lines] == [pytest.approx(1.6), pytest.approx(1.4), None]
    assert (_result(asked, "why").answered, _result(asked, "more").asked) == (30, 30)


def test_a_share_comes_with_its_interval(federation: Any) -> None:
    asked = make_round()
    _many(asked, 30, likes="a")
    _many(asked, 70, likes="b")
    share = _result(_close(asked), "likes").lines[0].share
    assert (share.share, round(share.low, 3), round(share.high, 3)) == (0.3, 0.219, 0.396)


def test_a_small_cell_takes_another_one_with_it(federation: Any) -> None:
    asked = make_round()
    _many(asked, 30, likes="a")
    _many(asked, 12, likes="b")
    _many(asked, 3, likes="c")
    assert [line.count for line in _result(_close(asked), "likes").lines] == [30, None, None]


def test_fewer_than_ten_answers_show_nothing(federation: Any) -> None:
    asked = make_round()
    _many(asked, 9, likes="a")
    assert _result(_close(asked), "likes").is_closed


def test_the_number_of_those_asked_tells_no_small_cell(federation: Any) -> None:
    asked = make_round(EVERY_KIND)
    _many(asked, 4, way="a", more="b")
    _many(asked, 40, way="b")
    _close(asked)
    assert _result(asked, "more").is_closed
    assert _result(asked, "more").asked is None


def test_results_of_a_running_round_come_up_to_date_ten_at_a_time(federation: Any) -> None:
    asked = make_round()
    _many(asked, 9, likes="a")
    with pytest.raises(TooFewNew):
        _update(asked)
    _answer(asked, likes="a")
    _update(asked)
    assert outcome_of(asked).size == 10
    _many(asked, 4, likes="b")
    assert outcome_of(asked).size == 10
    assert progress_of(asked).missing == 6
    with pytest.raises(TooFewNew, match="6 more"):
        _update(asked)


def test_what_is_left_over_after_an_early_look_stays_out(federation: Any) -> None:
    asked = make_round()
    _many(asked, 20, likes="a")
    _update(asked)
    _many(asked, 5, likes="b")
    _close(asked)
    assert outcome_of(asked).size == 20
    assert progress_of(asked).new == 5


def test_without_an_early_look_every_answer_counts(federation: Any) -> None:
    asked = make_round()
    _many(asked, 23, likes="a")
    assert outcome_of(_close(asked)).size == 23


def test_a_closed_round_is_reckoned_before_the_job_has_come(federation: Any) -> None:
    asked = make_round()
    _many(asked, 12, likes="a")
    services.close_round(actor=SYSTEM, round_id=asked.pk, at=timezone.now())
    asked.refresh_from_db()
    assert outcome_of(asked).size == 12
    assert not ColumnBlock.objects.exists()


def test_closing_twice_counts_once(federation: Any) -> None:
    asked = make_round()
    _many(asked, 12, likes="a")
    _close(asked)
    with transaction.atomic():
        count_closed(round=str(asked.pk))
    assert [block.count for block in ColumnBlock.objects.all()] == [12]


def test_step_by_step_comes_to_the_same_as_all_at_once(federation: Any) -> None:
    asked = make_round(EVERY_KIND)
    _many(asked, 15, way="a", several=["a", "c"], like="5", best=["c"], more="b")
    _update(asked)
    _many(asked, 11, way="b", age="7.5", why="慢")
    _update(asked)
    definition = asked.survey_version.read()
    stepwise = layout_of(asked, definition)
    ColumnBlock.objects.all().delete()
    at_once = lay_out(definition=definition, rows=fresh_rows(asked))
    for code, column in at_once.columns.items():
        assert sorted(map(str, column.tolist())) == sorted(map(str, stepwise.columns[code].tolist()))


def test_parts_are_offered_once_the_round_is_closed(federation: Any) -> None:
    here, there = Community.objects.create(name="梅湾社区"), Community.objects.create(name="柳堤社区")
    asked = make_round(asks_cell=True)
    for community, likes in ((here, "a"), (there, "b")):
        for _each in range(15):
            services.submit_response(
                round_id=asked.pk,
                answers={"likes": likes},
                channel="web",
                at=timezone.now(),
                cell=services.Cell(community_id=community.pk),
                key=str(uuid4()),
            )
    _update(asked)
    assert outcome_of(asked).parts == []
    _close(asked)
    assert {(part.label, part.count) for part in outcome_of(asked).parts} == {("梅湾社区", 15), ("柳堤社区", 15)}
    narrowed = _result(asked, "likes", by="community", value=str(here.pk))
    assert [line.count for line in narrowed.lines] == [15, 0, 0]
    assert outcome_of(asked, by="community", value=str(uuid4())).part is None


class TestVoiding:
    @pytest.fixture
    def clerk(self, federation: Any) -> Any:
        return actor_of(make_officer([Right.ENTER]), [Right.ENTER])

    def _typed(self, asked: Round, clerk: Any, code: str = "") -> Response:
        return services.enter_paper_response(
            actor=clerk,
            round_id=asked.pk,
            answers={"likes": "a"},
            channel="paper",
            answered_on=asked.opens_on,
            at=timezone.now(),
            code=code,
            key=str(uuid4()),
        )

    def _void(self, clerk: Any, sheet: Response, reason: str = "录了两遍", **more: str) -> VoidResponse:
        return void_response(actor=clerk, response_id=sheet.pk, reason=reason, at=timezone.now(), **more)

    def test_a_void_sheet_stays_and_counts_no_more(self, clerk: Any) -> None:
        asked = make_round()
        sheet = self._typed(asked, clerk)
        self._void(clerk, sheet)
        assert Response.objects.filter(pk=sheet.pk).exists()
        assert not Response.objects.counted().exists()
        assert not Contact.objects.exists()

    def test_a_void_sheet_leaves_the_blocks_at_the_next_step(self, clerk: Any) -> None:
        asked = make_round()
        sheet = self._typed(asked, clerk)
        _many(asked, 10, likes="b")
        _update(asked)
        self._void(clerk, sheet)
        assert progress_of(asked).void == 1
        _many(asked, 10, likes="c")
        _update(asked)
        assert [block.count for block in ColumnBlock.objects.order_by("serial")] == [10, 10]
        assert [line.count for line in _result(asked, "likes").lines] == [0, 10, 10]

    def test_only_the_one_who_typed_it_voids_it(self, clerk: Any) -> None:
        asked = make_round()
        sheet = self._typed(asked, clerk)
        other = actor_of(make_officer([Right.ENTER], name="吴晓芬"), [Right.ENTER])
        with pytest.raises(NotTypedByYou):
            self._void(other, sheet)
        with pytest.raises(NotTypedByYou):
            self._void(clerk, _answer(asked, likes="a"))
        with pytest.raises(NotAllowed):
            self._void(ANONYMOUS, sheet)

    def test_once_and_with_a_reason(self, clerk: Any) -> None:
        sheet = self._typed(make_round(), clerk)
        with pytest.raises(ReasonMissing):
            self._void(clerk, sheet, reason="  ")
        self._void(clerk, sheet)
        with pytest.raises(AlreadyVoid):
            self._void(clerk, sheet)

    def test_after_the_end_it_stays_as_it_is(self, clerk: Any) -> None:
        asked = make_round()
        sheet = self._typed(asked, clerk)
        _close(asked)
        with pytest.raises(NotAllowed):
            self._void(clerk, sheet)

    def test_its_code_can_be_used_again(self, clerk: Any) -> None:
        asked = make_round(codes=1)
        code = codes_of(asked.code_batches.get())[0][0]
        sheet = self._typed(asked, clerk, code)
        with pytest.raises(services.CodeMissing):
            self._void(clerk, sheet)
        self._void(clerk, sheet, code=code)
        assert self._typed(asked, clerk, code).pk != sheet.pk


def test_options_beyond_nine_are_counted(federation: Any) -> None:
    options = [option(f"o{place}", f"选项{place}") for place in range(50)]
    asked = make_round(paged([question("many", "multiple", options=options)]))
    _many(asked, 12, many=["o0", "o49"])
    _close(asked)
    assert [line.count for line in _result(asked, "many").lines if line.count] == [12, 12]


def test_shares_on_the_page_are_rounded_not_cut_off(federation: Any) -> None:
    asked = make_round()
    _many(asked, 35, likes="a")
    _many(asked, 55, likes="b")
    _close(asked)
    page = sign_in(Client(), make_officer([Right.READ])).get(f"/f/{federation.code}/surveys/results/{asked.pk}/")
    assert "38.9%" in page.content.decode()  # 38.888…
    assert "61.1%" in page.content.decode()


def _words_of(asked: Round, code: str) -> list[str] | None:
    rows = words_given(asked, asked.survey_version.read().by_code[code])
    return None if rows is None else sorted(vars(row)["text"] for row in rows)


BRANCHED = paged([question("way"), question("why", "text"), question("rare", "text", shown_if="selected(way, 'c')")])


def test_words_of_a_question_that_is_held_back_are_listed_nowhere(federation: Any) -> None:
    asked = make_round(BRANCHED)
    few = [_answer(asked, way="c", rare=f"少数{number}") for number in range(3)]
    _many(asked, 30, way="a", why="多数")
    _close(asked)
    reader = sign_in(Client(), make_officer([Right.READ, MattersRight.TAKE]))
    address = f"/f/{asked.federation.code}/surveys/results/{asked.pk}/words"
    page = reader.get(f"{address}/rare/").content.decode()
    assert "少数" not in page
    assert "不显示" in page
    assert reader.post(f"{address}/rare/voice/", {"response": str(few[0].pk)}).status_code == 404
    assert reader.get(f"{address}/why/").content.decode().count("多数") == 30


def test_what_few_wrote_where_all_were_asked_can_be_read_and_followed(federation: Any) -> None:
    asked = make_round(BRANCHED)
    _many(asked, 30, way="a")
    few = [_answer(asked, way="a", why=f"想说的{number}") for number in range(3)]
    _close(asked)
    reader = sign_in(Client(), make_officer([Right.READ, MattersRight.TAKE]))
    base = f"/f/{asked.federation.code}/surveys/results/{asked.pk}/"
    assert f"{base}words/why/" in reader.get(base).content.decode()
    assert reader.get(f"{base}words/why/").content.decode().count("想说的") == 3
    assert reader.post(f"{base}words/why/voice/", {"response": str(few[0].pk)}).status_code == 303


def test_words_of_a_running_round_come_with_its_tables(federation: Any) -> None:
    asked = make_round(BRANCHED)
    _many(asked, 10, why="先说的")
    assert _words_of(asked, "why") is None
    _update(asked)
    late = _answer(asked, why="后说的")
    assert _words_of(asked, "why") == ["先说的"] * 10
    reader = sign_in(Client(), make_officer([Right.READ, MattersRight.TAKE]))
    address = f"/f/{asked.federation.code}/surveys/results/{asked.pk}/words/why/voice/"
    assert reader.post(address, {"response": str(late.pk)}).status_code == 404
    _close(asked)
    assert "后说的" in (_words_of(asked, "why") or ())


def test_words_left_over_at_the_end_tell_no_condition(federation: Any) -> None:
    asked = make_round(BRANCHED)
    _many(asked, 20, way="c", rare="甲")
    _many(asked, 20, way="a")
    _update(asked)
    _answer(asked, way="c", rare="乙")
    assert _words_of(_close(asked), "rare") == ["甲"] * 20
