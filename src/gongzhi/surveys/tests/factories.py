"""What tests of this room begin with."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from gongzhi.common.clock import today
from gongzhi.common.permissions import SYSTEM
from gongzhi.surveys import services
from gongzhi.surveys.models import Round, SurveyVersion
from gongzhi.surveys.services import RoundPlan

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
ON = date(2026, 11, 23)


def option(code: str, zh: str = "") -> dict:
    return {"code": code, "label": {"zh": zh or code}}


def question(code: str, kind: str = "single", **more: Any) -> dict:
    parts: dict = {"code": code, "kind": kind, "label": {"zh": f"问题{code}", "en": f"Question {code}"}}
    if kind in {"single", "multiple", "ranking"} and "options" not in more:
        parts["options"] = [option("a"), option("b"), option("c")]
    return parts | more


def paged(*pages: list[dict]) -> dict:
    return {"pages": [{"questions": list(page)} for page in pages]}


TWO_QUESTIONS = paged([question("likes", required=True), question("why", "text", max=200)])


def make_version(
    definition: dict | None = None, *, audience: str = "residents", title: str = "居民需求调查"
) -> SurveyVersion:
    survey = services.create_survey(
        actor=SYSTEM, title=title, audience=audience, purpose="", at=AT, definition=definition or TWO_QUESTIONS
    )
    return SurveyVersion.objects.get(survey=survey)


def make_plan(**more: Any) -> RoundPlan:
    first = today() - timedelta(days=2)
    plan = {
        "title": "2026年下半年居民需求调查",
        "opens_on": first,
        "closes_on": first + timedelta(days=14),
        "limits_note": "没有人核对是否重复填写。",
    }
    return RoundPlan(**(plan | more))


def make_round(
    definition: dict | None = None, *, audience: str = "residents", codes: int = 0, is_open: bool = True, **more: Any
) -> Round:
    """A round that takes answers today; with ``codes`` one that asks for a personal code."""
    if codes:
        more.setdefault("identity", "personal_code")
    now = datetime.now(UTC)
    version = make_version(definition, audience=audience)
    asked = services.plan_round(actor=SYSTEM, version_id=version.pk, plan=make_plan(**more), at=now)
    if codes:
        services.make_codes(actor=SYSTEM, round_id=asked.pk, count=codes, at=now)
    if is_open:
        services.open_round(actor=SYSTEM, round_id=asked.pk, at=now)
    asked.refresh_from_db()
    return asked
