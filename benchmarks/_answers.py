"""This will fill a round with invented answers to twenty questions, of all kinds."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

from benchmarks._words import remark
from gongzhi.common.permissions import SYSTEM
from gongzhi.federations.models import Community, PopulationCell
from gongzhi.participation.models import Channel
from gongzhi.surveys import services
from gongzhi.surveys.models import Response, Round, SurveyVersion
from gongzhi.surveys.services import RoundPlan

AT = datetime(2026, 11, 22, 2, tzinfo=UTC)
ON = date(2026, 11, 22)
AT_ONCE = 2_000
OPTIONS = 6
KINDS = ("single",) * 9 + ("scale",) * 5 + ("multiple",) * 3 + ("ranking", "number", "text")
COMMUNITIES = ("梅湾社区", "柳堤社区", "桥南社区", "望江社区")


def make_round(responses: int) -> Round:
    """Open a round of the scope's federation and give it answers; half as many questions again depend on others."""
    survey = services.create_survey(
        actor=SYSTEM, title="居民需求调查", audience="residents", purpose="", at=AT, definition=_definition()
    )
    version = SurveyVersion.objects.get(survey=survey)
    plan = RoundPlan(
        title="居民需求调查", opens_on=ON, closes_on=date(2099, 1, 1), limits_note="没有人核对。", asks_cell=True
    )
    asked = services.plan_round(actor=SYSTEM, version_id=version.pk, plan=plan, at=AT)
    services.open_round(actor=SYSTEM, round_id=asked.pk, at=AT)
    communities = [Community.objects.create(name=name).pk for name in COMMUNITIES]
    rows: list[Response] = []
    for answers in _answers(responses):
        rows.append(_response(asked, answers, communities, len(rows)))
        if len(rows) == AT_ONCE:
            Response.objects.bulk_create(rows)
            rows = []
    Response.objects.bulk_create(rows)
    asked.refresh_from_db()
    return asked


def _response(asked: Round, answers: dict[str, Any], communities: list[Any], place: int) -> Response:
    groups = ("", *PopulationCell.Group.values)
    return Response(
        round=asked,
        answers=answers,
        channel=(Channel.WEB, Channel.QR, Channel.PAPER)[place % 3],
        answered_on=ON,
        community_id=communities[place % len(communities)],
        group=groups[place % 7 % len(groups)],
        deed_hash=uuid4().hex,
    )


def _definition() -> dict[str, Any]:
    questions = []
    for number, kind in enumerate(KINDS, start=1):
        question: dict[str, Any] = {"code": f"q{number}", "kind": kind, "label": {"zh": f"第{number}个问题？"}}
        if kind in {"single", "multiple", "ranking"}:
            question["options"] = [{"code": f"o{place}", "label": {"zh": f"选项{place}"}} for place in range(OPTIONS)]
        if number in {5, 12}:
            question["shown_if"] = f"not selected(q{number - 4}, 'o0')" if number == 5 else "q11 >= 2"  # noqa: PLR2004
        questions.append(question)
    pages = [{"questions": questions[start : start + 5]} for start in range(0, len(questions), 5)]
    return {"pages": pages}


def _answers(count: int) -> Iterator[dict[str, Any]]:
    dice = random.Random(7)
    codes = [f"o{place}" for place in range(OPTIONS)]
    make = {
        "single": lambda: dice.choices(codes, weights=range(OPTIONS, 0, -1))[0],
        "scale": lambda: dice.randint(1, 5),
        "multiple": lambda: sorted(dice.sample(codes, dice.randint(1, 3))),
        "ranking": lambda: dice.sample(codes, 3),
        "number": lambda: dice.randint(0, 90),
        "text": lambda: remark(dice),
    }
    for _each in range(count):
        answers = {f"q{number}": make[kind]() for number, kind in enumerate(KINDS, start=1)}
        if answers["q1"] == "o0":
            del answers["q5"]
        if answers["q11"] < 2:  # noqa: PLR2004 -- as the condition says
            del answers["q12"]
        yield answers
