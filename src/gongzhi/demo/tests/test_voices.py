"""What the demo tells of voices: every state a matter can be in, every channel, every way it can go."""

from collections import Counter

import pytest

from gongzhi.demo.tests.conftest import ANY_DAY
from gongzhi.federations.models import Community
from gongzhi.institution.rules.verdicts import Status
from gongzhi.institution.selectors.board import board_of
from gongzhi.kernel.statistics import LEAST_SHOWN
from gongzhi.matters.models import Escalation, Matter, Reply, Station, Voice
from gongzhi.matters.rules.flow import State
from gongzhi.meetings.models import AgendaItem
from gongzhi.participation.models import Channel, Contact
from gongzhi.surveys.models import Response, Round
from gongzhi.surveys.selectors.results import outcome_of
from gongzhi.visits.models import Assignment, Visit
from gongzhi.visits.rules import VisitKind

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("demo", ANY_DAY[:1], indirect=True, scope="package")]


def test_sixty_matters_in_every_state(main):
    states = Counter(Matter.objects.values_list("state", flat=True))
    assert states.total() >= 60
    assert set(states) == {state.value for state in State}


def test_voices_through_every_channel_each_with_its_contact(main):
    assert set(Voice.objects.values_list("channel", flat=True)) == set(Channel.values)
    assert set(Contact.objects.values_list("channel", flat=True)) == set(Channel.values)


def test_speakers_who_confirm_who_dispute_and_who_say_nothing(main):
    standings = set(Voice.objects.values_list("standing", flat=True))
    assert {"waiting", "owed", "told", "confirmed", "disputed", "no_word"} <= standings


def test_answers_from_above_returned_matters_and_addresses_outside(main):
    sent = set(Escalation.objects.values_list("level", "state"))
    assert {("street", "sent"), ("street", "answered"), ("street", "returned")} <= sent
    assert {("community", "sent"), ("community", "answered"), ("outside", "sent")} <= sent


def test_somebody_could_not_be_reached(main):
    assert Reply.objects.filter(state=Reply.State.FAILED).exists()


def test_some_matters_were_put_together_and_one_was_put_apart(main):
    assert Matter.objects.filter(merged_into__isnull=False).count() >= 3
    assert Matter.objects.filter(split_from__isnull=False).count() == 1
    assert Station.objects.exists()


def test_members_and_departments_ask_too(main):
    assert set(Voice.objects.values_list("asker", flat=True)) == {"resident", "member", "department"}


def test_visits_to_all_kinds_of_people_with_every_usual_result(main):
    visits = Visit.objects.all()
    assert set(visits.values_list("kind", flat=True)) == {kind.value for kind in VisitKind}
    assert {"met", "refused", "nobody_home"} <= set(visits.values_list("result", flat=True))
    assert Assignment.objects.open().count() >= 3


def test_last_quarter_had_its_twelve_visits(main, demo):
    found = [each for each in board_of(on=demo.date()).verdicts if each.clause.topic == "visits.quarterly"]
    over = [each for each in found if each.period.ends_on and each.period.ends_on <= demo.date()]
    assert over[-1].status is Status.MET


def test_surveys_of_members_and_residents(main):
    rounds = Round.objects.select_related("survey_version__survey")
    told = {(each.survey_version.survey.audience, each.state) for each in rounds}
    assert {("members", "closed"), ("residents", "closed"), ("residents", "open"), ("members", "draft")} <= told
    assert Response.objects.filter(channel="paper").count() >= 90
    assert Response.objects.count() >= 400


def test_results_are_both_shown_and_withheld(main):
    asked = Round.objects.get(survey_version__survey__template="resident_willingness")
    said = Response.objects.filter(round=asked, community__isnull=False).exclude(group="")
    cells = Counter(said.values_list("community__name", "group"))
    assert max(cells.values()) >= 30
    assert sum(count < LEAST_SHOWN for count in cells.values()) >= 5
    offered = {part.label for part in outcome_of(asked).parts if part.by == "community"}
    assert 2 <= len(offered) < Community.objects.count()


def test_a_matter_waits_for_the_council(main):
    matter = Matter.objects.get(state=State.DELIBERATING)
    item = AgendaItem.objects.get(pk=matter.agenda_item_id)
    assert (item.source_id, item.meeting.body.code, item.meeting.state) == (matter.pk, "council", "called")
