"""This will note activities that were held without their filing, and what the organisation says to it."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.clock import local_day
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.filings import permissions, rules
from gongzhi.filings.models import UnfiledActivity
from gongzhi.filings.selectors.outlook import classification_of
from gongzhi.filings.services.moving import ReasonMissing
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations.models import Organisation


class NotedAlready(DomainError):
    """The same activity was noted before."""

    message = _("This activity is noted already. Open the note to see what the organisation says.")


class NoFilingWasNeeded(DomainError):
    """What was seen lies below every threshold."""

    message = _("By what you entered, this activity needed no filing. Check the number of people and the marks.")


class HasHappenedNot(DomainError):
    """Only what was held can have been held without a filing."""

    message = _("This day has not come yet. Note what was held, not what is planned.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting:
    """What somebody saw: which activity, when, where, how it became known, and the facts that ask for a filing."""

    title: str
    held_on: date
    seen: str
    people: int
    place: str = ""
    foreign_party: bool = False
    public_fund_raising: bool = False
    political_or_religious_lecture: bool = False
    outside_subdistrict: bool = False
    public_outdoor_place: bool = False
    minors: bool = False
    election_or_charter: bool = False
    open_to_public: bool = False


@deed("filings.unfiled.noted")
def note_unfiled_activity(
    *, actor: Actor, organisation_id: UUID, sighting: Sighting, at: datetime, key: str = ""
) -> UnfiledActivity:
    """
    Note that an organisation held an activity without filing it. It is asked to say how that came about.

    :raises NotAllowed: if the actor neither reviews filings nor may note this
    :raises HasHappenedNot: if the day has not come
    :raises OutOfRange: if the number of people cannot be
    :raises NoFilingWasNeeded: if no clause asked for a filing on that day
    :raises NotedAlready: if it is noted
    """
    decision = permissions.may_note_unfiled(actor).require()
    organisation = Organisation.objects.get(pk=organisation_id)
    if sighting.held_on > local_day(at):
        raise HasHappenedNot(field="held_on")
    rules.check_people(sighting.people)
    activity = UnfiledActivity(organisation=organisation, noted_by_id=actor.person_id, noted_at=at, **asdict(sighting))
    judged = classification_of(facts=activity.facts(), on=sighting.held_on)
    if judged.filing_class is rules.FilingClass.NONE:
        raise NoFilingWasNeeded(field="people")
    _insert(activity)
    facts = {"organisation": organisation.name, "title": activity.title, "held_on": activity.held_on}
    audit.record("filings.unfiled.noted", actor=actor, subject=activity, at=at, facts=facts, mandate=decision.mandate)
    outbox.publish("filings.unfiled.noted", {"activity": str(activity.pk)})
    return activity


@deed("filings.unfiled.answered")
def answer_unfiled(*, actor: Actor, activity_id: UUID, answer: str, at: datetime, key: str = "") -> UnfiledActivity:
    """
    Say how it came about that an activity was not filed; once, by a leader of the organisation.

    :raises NotAllowed: if it was answered, or the actor does not lead the organisation
    :raises ReasonMissing: without words
    """
    activity = UnfiledActivity.objects.select_for_update().get(pk=activity_id)
    decision = permissions.may_answer_unfiled(actor, activity).require()
    if not answer.strip():
        raise ReasonMissing(field="answer")
    activity.answer, activity.answered_at, activity.answered_by_id = answer.strip(), at, actor.person_id
    activity.save(update_fields=["answer", "answered_at", "answered_by"])
    audit.record("filings.unfiled.answered", actor=actor, subject=activity, at=at, mandate=decision.mandate)
    return activity


def _insert(activity: UnfiledActivity) -> None:
    try:
        with transaction.atomic():
            activity.save(force_insert=True)
    except IntegrityError as twice:
        raise NotedAlready(field="title") from twice
