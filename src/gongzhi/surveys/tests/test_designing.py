"""Making surveys and versions, planning rounds, opening and closing them."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from gongzhi.common import audit
from gongzhi.common.clock import today
from gongzhi.common.permissions import ANONYMOUS, SYSTEM
from gongzhi.federations.models import Community
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.offices.testing import actor_of, make_person
from gongzhi.surveys import services
from gongzhi.surveys.models import Draft, Round, RoundCode, Survey, SurveyVersion
from gongzhi.surveys.rights import Right
from gongzhi.surveys.rules.questions import DefinitionRefused
from gongzhi.surveys.rules.shipped import shipped
from gongzhi.surveys.selectors.codes import codes_of

from .factories import AT, TWO_QUESTIONS, make_plan, make_round, make_version, paged, question

NOW = datetime.now(UTC)


def edit(version, definition, *, revision=1, **more):
    return services.edit_draft_version(
        actor=SYSTEM, version_id=version.pk, revision=revision, definition=definition, at=AT, **more
    )


@pytest.mark.parametrize("code", [each.code for each in shipped()])
def test_a_survey_begins_from_each_shipped_template(federation, code):
    begun = next(each for each in shipped() if each.code == code)
    survey = services.create_survey(
        actor=SYSTEM,
        title=begun.title.zh,
        audience=begun.audience,
        purpose=begun.purpose.zh,
        at=AT,
        template=code,
        definition=begun.raw,
    )
    version = SurveyVersion.objects.get(survey=survey)
    assert (version.number, version.frozen_at, version.revision) == (1, None, 1)
    assert version.read() == begun.definition
    assert [entry.facts["template"] for entry in audit.thread(survey)] == [code]


def test_a_survey_sent_twice_is_made_once(federation):
    key = str(uuid4())
    made = [
        services.create_survey(actor=SYSTEM, title="问卷", audience="any", purpose="", at=AT, key=key) for _turn in "ab"
    ]
    assert made[0].pk == made[1].pk
    assert Survey.objects.count() == 1


def test_questions_are_edited_until_a_round_is_opened(federation):
    version = make_version()
    edited = edit(version, paged([question("new")]))
    assert edited.revision == 2
    assert [each.code for each in edited.read().questions] == ["new"]
    asked = services.plan_round(actor=SYSTEM, version_id=version.pk, plan=make_plan(), at=NOW)
    services.open_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    with pytest.raises(NotAllowed, match="stays as it was asked"):
        edit(version, paged([question("newer")]), revision=2)


def test_the_second_of_two_editors_is_told_and_sees_what_was_saved(federation):
    version = make_version()
    edit(version, paged([question("hers")]))
    with pytest.raises(services.VersionChanged) as refused:
        edit(version, paged([question("his")]), revision=1)
    assert [each.code for each in refused.value.version.read().questions] == ["hers"]


def test_a_definition_with_faults_is_not_kept(federation):
    version = make_version()
    with pytest.raises(DefinitionRefused):
        edit(version, paged([question("q", label={})]))
    version.refresh_from_db()
    assert version.read() == make_version().read()


def test_a_new_version_begins_from_the_newest_one_that_was_asked(federation):
    asked = make_round()
    survey_id = asked.survey_version.survey_id
    version = services.new_version(actor=SYSTEM, survey_id=survey_id, at=AT)
    assert (version.number, version.frozen_at) == (2, None)
    assert version.definition == asked.survey_version.definition
    with pytest.raises(services.DraftThere):
        services.new_version(actor=SYSTEM, survey_id=survey_id, at=AT)


def test_titles_are_edited(federation):
    version = make_version()
    survey = services.edit_survey(actor=SYSTEM, survey_id=version.survey_id, title="新题", purpose="为了", at=AT)
    assert (survey.title, survey.purpose) == ("新题", "为了")


def test_a_plan_is_changed_until_the_round_is_opened(federation):
    asked = make_round(is_open=False)
    community = Community.objects.create(name="新桥社区")
    changed = services.edit_round(
        actor=SYSTEM,
        round_id=asked.pk,
        version=1,
        plan=make_plan(title="改过", community_id=community.pk, asks_cell=True),
        at=NOW,
    )
    assert (changed.title, changed.version, changed.community_id, changed.asks_cell) == (
        "改过",
        2,
        community.pk,
        False,
    )
    with pytest.raises(services.RoundChanged) as refused:
        services.edit_round(actor=SYSTEM, round_id=asked.pk, version=1, plan=make_plan(), at=NOW)
    assert refused.value.round.title == "改过"
    services.open_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    with pytest.raises(NotAllowed):
        services.edit_round(actor=SYSTEM, round_id=asked.pk, version=2, plan=make_plan(), at=NOW)


def test_days_out_of_order_are_told_on_the_field(federation):
    with pytest.raises(services.DaysUnfit) as refused:
        make_round(is_open=False, opens_on=today(), closes_on=today() - timedelta(days=1))
    assert refused.value.field == "closes_on"


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"definition": {"pages": []}}, services.NothingAsked),
        ({"definition": {"pages": [{"title": {"zh": "空"}}]}}, services.NothingAsked),
        ({"limits_note": " "}, services.LimitsMissing),
        (
            {"opens_on": today() - timedelta(days=9), "closes_on": today() - timedelta(days=1)},
            services.rounds.AlreadyOver,
        ),
        ({"identity": "household_code", "limits_note": ""}, services.CodesMissing),
    ],
)
def test_a_round_is_opened_only_when_it_can_be_answered(federation, more, error):
    with pytest.raises(error):
        make_round(**more)
    assert Round.objects.get().state == "draft"
    assert SurveyVersion.objects.get().frozen_at is None


def test_opening_freezes_the_version_once(federation):
    first = make_round()
    frozen_at = first.survey_version.frozen_at
    second = services.plan_round(actor=SYSTEM, version_id=first.survey_version_id, plan=make_plan(), at=NOW)
    services.open_round(actor=SYSTEM, round_id=second.pk, at=NOW + timedelta(hours=1))
    assert SurveyVersion.objects.get().frozen_at == frozen_at
    assert first.slug != second.slug
    with pytest.raises(NotAllowed, match="already been opened"):
        services.open_round(actor=SYSTEM, round_id=second.pk, at=NOW)


def test_closing_takes_answers_no_more_and_drops_drafts(federation):
    asked = make_round()
    services.save_draft(round_id=asked.pk, token="1" * 20, answers={"likes": "a"}, page=0, channel="web", at=NOW)
    services.submit_response(round_id=asked.pk, answers={"likes": "a"}, channel="web", at=NOW, key="k")
    closed = services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    assert (closed.state, closed.closed_on) == ("closed", today())
    assert not Draft.objects.exists()
    with pytest.raises(services.RoundNotOpen):
        services.submit_response(round_id=asked.pk, answers={"likes": "a"}, channel="web", at=NOW, key="late")
    with pytest.raises(NotAllowed):
        services.close_round(actor=SYSTEM, round_id=asked.pk, at=NOW)
    assert {"answers": 1} in [entry.facts for entry in audit.thread(closed)]


def test_codes_are_made_for_rounds_that_ask_for_them(federation):
    asked = make_round(codes=5)
    batch = asked.code_batches.get()
    codes = codes_of(batch)
    assert len(codes) == len({code for code, _label in codes}) == 5
    assert all(len(code) == 12 and code.isdigit() for code, _label in codes)
    kept = set(RoundCode.objects.values_list("code_hash", flat=True))
    assert not kept & {code for code, _label in codes}
    with pytest.raises(NotAllowed, match="asks for no codes"):
        services.make_codes(actor=SYSTEM, round_id=make_round().pk, count=1, at=NOW)


def test_codes_carry_labels_for_addressed_slips(federation):
    asked = make_round(codes=1, identity="household_code")
    labels = ["3幢201", "3幢202"]
    batch = services.make_codes(actor=SYSTEM, round_id=asked.pk, count=2, labels=labels, at=NOW)
    assert [label for _code, label in codes_of(batch)] == labels


@pytest.mark.parametrize(("count", "labels"), [(0, ()), (5001, ()), (2, ("a",)), (1, ("长" * 61,))])
def test_unfit_numbers_of_codes_are_refused(federation, count, labels):
    asked = make_round(codes=1)
    with pytest.raises(services.LabelsUnfit):
        services.make_codes(actor=SYSTEM, round_id=asked.pk, count=count, labels=labels, at=NOW)


def test_codes_stay_good_when_the_secret_is_changed(federation, settings):
    asked = make_round(codes=2)
    batch = asked.code_batches.get()
    before = codes_of(batch)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret"
    assert codes_of(batch) == before
    response = services.submit_response(
        round_id=asked.pk, answers={"likes": "a"}, channel="web", at=NOW, code=before[0][0], key="k"
    )
    assert response.pk
    settings.SECRET_KEY_FALLBACKS = []
    assert codes_of(batch) == []


DEEDS = {
    "design": (
        Right.DESIGN,
        lambda actor, asked: services.create_survey(actor=actor, title="题", audience="any", purpose="", at=AT),
    ),
    "edit": (
        Right.DESIGN,
        lambda actor, asked: services.edit_draft_version(
            actor=actor, version_id=asked.survey_version_id, revision=1, definition=TWO_QUESTIONS, at=AT
        ),
    ),
    "plan": (
        Right.OPEN,
        lambda actor, asked: services.plan_round(
            actor=actor, version_id=asked.survey_version_id, plan=make_plan(), at=NOW
        ),
    ),
    "open": (Right.OPEN, lambda actor, asked: services.open_round(actor=actor, round_id=asked.pk, at=NOW)),
}


@pytest.mark.parametrize("name", DEEDS)
def test_each_deed_needs_its_right(federation, name):
    right, deed = DEEDS[name]
    asked = make_round(is_open=False)
    person = make_person()
    for actor in (ANONYMOUS, actor_of(person, set(Right) - {right})):
        with pytest.raises(NotAllowed):
            deed(actor, asked)
    assert deed(actor_of(person, {right}), asked)
