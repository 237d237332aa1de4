"""Surveys, versions, rounds and answers in each state that a page of the table needs, made through the services."""

from datetime import timedelta
from typing import Any

from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.surveys import services as surveys
from gongzhi.surveys.models import Round, SurveyVersion
from tests.access_acts import MOMENT, TODAY

QUESTIONS = (
    {"code": "likes", "kind": "single", "options": [{"code": each, "label": {"zh": each}} for each in ("a", "b")]},
    {"code": "wish", "kind": "text", "max": 200},
)
ENOUGH = 10
"""So many answers are taken into the results at once."""


def ask_around(made: dict[str, Any], mark: str, *, clerk: Actor) -> None:
    """Ask in rounds that are planned, open, with codes, and closed; put their keys into ``made``."""
    asked = _version(f"居民需求{mark}", mark)
    made["survey"] = asked.survey
    made["round_open"] = _round(asked, f"春季{mark}")
    made["slug"] = made["round_open"].slug
    surveys.open_round(actor=SYSTEM, round_id=made["round_open"].pk, at=MOMENT)
    _answer(made["round_open"], mark)
    made["sheet"] = surveys.enter_paper_response(
        actor=clerk,
        round_id=made["round_open"].pk,
        answers={"likes": "b", "wish": f"多些路灯{mark}"},
        channel="paper",
        answered_on=TODAY,
        at=MOMENT,
    )
    made["version"] = surveys.new_version(actor=SYSTEM, survey_id=asked.survey_id, at=MOMENT)
    made["round_draft"] = _round(made["version"], f"秋季{mark}")
    past = _version(f"会员意见{mark}", mark)
    made["survey_frozen"], made["round_closed"] = past.survey, _round(past, f"去年{mark}")
    surveys.open_round(actor=SYSTEM, round_id=made["round_closed"].pk, at=MOMENT)
    made["response"] = _answer(made["round_closed"], mark)
    surveys.close_round(actor=SYSTEM, round_id=made["round_closed"].pk, at=MOMENT)
    made["round_coded"] = _round(past, f"凭码{mark}", identity="personal_code")
    made["code_batch"] = surveys.make_codes(actor=SYSTEM, round_id=made["round_coded"].pk, count=3, at=MOMENT)


def _version(title: str, mark: str) -> SurveyVersion:
    questions = [
        {**each, "label": {"zh": f"问{each['code']}{mark}", "en": f"Ask {each['code']}"}} for each in QUESTIONS
    ]
    survey = surveys.create_survey(
        actor=SYSTEM,
        title=title,
        audience="residents",
        purpose=f"安排服务{mark}",
        definition={"pages": [{"questions": questions}]},
        at=MOMENT,
    )
    return SurveyVersion.objects.select_related("survey").get(survey=survey)


def _round(version: SurveyVersion, title: str, **more: Any) -> Round:
    plan = surveys.RoundPlan(
        title=title,
        opens_on=TODAY - timedelta(days=2),
        closes_on=TODAY + timedelta(days=12),
        limits_note="没有人核对是否重复填写。",
        **{"asks_cell": True, **more},
    )
    return surveys.plan_round(actor=SYSTEM, version_id=version.pk, plan=plan, at=MOMENT)


def _answer(asked: Round, mark: str) -> Any:
    """Answer often enough that results may be shown; give one of the answers."""
    for number in range(ENOUGH):
        answers = {"likes": "a", "wish": f"多些长椅{number}{mark}"}
        given = surveys.submit_response(
            round_id=asked.pk, answers=answers, channel="web", key=f"{asked.pk.hex[:30]}{number}", at=MOMENT
        )
    return given
