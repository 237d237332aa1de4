"""This will list the pages of the house: the demo's main street, and what the demo does not tell on the chosen day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from gongzhi.common.tenancy import scope
from gongzhi.demo.story.streets import MAIN_CODE
from gongzhi.federations.models import Federation
from gongzhi.filings.models import Filing
from gongzhi.filings.rules import State
from gongzhi.institution.models import Charter
from gongzhi.matters.models import Escalation, Matter, Reply, Voice
from gongzhi.matters.selectors.codes import receipt_code
from gongzhi.meetings.models import Meeting, Resolution
from gongzhi.offices.models import Body
from gongzhi.organisations.models import Organisation
from gongzhi.surveys.models import Round, SurveyVersion
from gongzhi.visits.models import Assignment, Visit
from tests.access_world import dress

STRANGER, SECRETARY, REVIEWER, LEADER = "", "demo-secretary", "demo-reviewer", "demo-leader"
CADRE, STREET = "demo-cadre", "demo-street"
VIEWERS = (SECRETARY, REVIEWER, LEADER, CADRE, STREET)


@dataclass(frozen=True)
class Place:
    """A page, and whose eyes it is looked at with: a user name, or nobody's."""

    path: str
    viewer: str = SECRETARY


def there(name: str, *args: object) -> str:
    """Write an address in the main street."""
    return f"/f/{MAIN_CODE}" + reverse(name, args=args)


def all_places() -> list[Place]:
    """Add to the demo what it lacks, and list every page once for whoever it is made for."""
    with scope(Federation.objects.get(code=MAIN_CODE).pk):
        added = dress("", leader="林娟", reviewer="周飞", secretary="朱明", cadre="沈佳怡")
        return [
            *_doors(),
            *_house(),
            *_meetings(added),
            *_voices(),
            *_matters(added),
            *_mediation(added),
            *_surveys(added),
            *_visits(),
        ]


def _doors() -> Iterator[Place]:
    yield Place("/", STRANGER)
    yield Place("/demo/", STRANGER)
    yield Place(reverse("account_login"), STRANGER)
    yield Place(there("portal:face"), STRANGER)


def _house() -> Iterator[Place]:
    """List what was there before people had a say: registers, institution, filings."""
    for name in (
        *("desk:home", "organisations:list", "organisations:individuals", "offices:bodies", "imports:upload"),
        *("institution:board", "institution:calendar", "institution:clauses", "institution:duties"),
        *("institution:charters", "filings:list", "filings:calendar"),
    ):
        yield Place(there(name))
    yield Place(there("organisations:detail", _first(Organisation.objects)))
    yield Place(there("offices:body", _first(Body.objects)))
    yield Place(there("institution:charter", _first(Charter.objects)))
    yield Place(there("institution:clause", "charter.council.cadence"))
    for pk in _one_of_each_state(Filing.objects.exclude(state=State.DRAFT)):
        yield Place(there("filings:detail", pk), REVIEWER)
    yield Place(there("desk:home"), LEADER)
    yield Place(there("filings:new"), LEADER)


def _meetings(added: Mapping[str, str]) -> Iterator[Place]:
    """List meetings in each state, an election from its candidates to its count, a ballot from its key to its list."""
    for name in ("meetings:list", "meetings:call", "meetings:resolutions"):
        yield Place(there(name))
    yield Place(there("meetings:resolution", _first(Resolution.objects)))
    for pk in _one_of_each_state(Meeting.objects.all()):
        yield Place(there("meetings:detail", pk))
    for name, word in (
        *(("election", "election"), ("election_count", "election_counting"), ("recusals", "election")),
        *(("election", "election_failed"), ("election_follow", "election_failed")),
        *(("open_vote", "election"), ("ballot_prepare", "motion"), ("ballot_key", "ballot_keyed")),
        *(("ballot", "ballot_keyed"), ("ballot", "ballot_open"), ("ballot_papers", "ballot_open")),
        *(("ballot_vote", "ballot_open"), ("ballot_receipt", "ballot_open"), ("ballot", "ballot_closed")),
        *(("ballot_opening", "ballot_closed"), ("ballot", "ballot_agreed"), ("ballot_result", "ballot_published")),
        *(("detail", "consultation"), ("guests", "consultation"), ("opinions", "consultation")),
    ):
        yield Place(there(f"meetings:{name}", added[word]))


def _voices() -> Iterator[Place]:
    """List what residents see without an account: speaking, receipts at each standing, surveys."""
    for name in ("matters:say", "matters:receipt", "matters:poster", "matters:paper_form", "surveys:open"):
        yield Place(there(name), STRANGER)
    standings = {voice.standing: voice for voice in Voice.objects.order_by("taken_at", "pk")}
    for _standing, voice in sorted(standings.items()):
        yield Place(there("matters:speaker", receipt_code(voice)), STRANGER)
    code = receipt_code(standings["confirmed"])
    yield Place(there("matters:kept", code), STRANGER)
    yield Place(there("matters:again", code), STRANGER)
    for each in Round.objects.filter(state=Round.State.OPEN).order_by("pk"):
        yield Place(there("surveys:answer", each.slug), STRANGER)


def _matters(added: Mapping[str, str]) -> Iterator[Place]:
    """List the window, matters in each state, what is done with them, and the desk that takes voices down."""
    for name in ("window", "rates", "intake", "look_up", "replies", "above"):
        yield Place(there(f"matters:{name}"), STREET if name == "above" else SECRETARY)
    yield Place(there("matters:window") + "?group=all")
    for pk in _one_of_each_state(Matter.objects.all()):
        yield Place(there("matters:matter", pk))
    for name in ("hand_over", "ask_back", "defer", "classify", "merge", "split", "escalate", "answer"):
        yield Place(there(f"matters:{name}", added["matter_working"]))
    yield Place(there("matters:accept", added["matter"]))
    yield Place(there("matters:reopen", added["matter_answered"]))
    yield Place(there("matters:reminders", added["digest"]))
    yield Place(there("journeys:agenda", added["matter_working"]))
    reply = Reply.objects.filter(state="owed").exclude(channel="letter").first() or Reply.objects.get(pk=added["reply"])
    yield Place(there("matters:reply", reply.pk))
    yield Place(there("matters:reply_letter", added["reply"]))
    waiting = Escalation.objects.get(pk=added["escalation"])
    yield Place(there("matters:above_one", waiting.pk), STREET)
    yield Place(there("matters:above_sheet", waiting.pk), STREET)


def _mediation(added: Mapping[str, str]) -> Iterator[Place]:
    for name in ("mediations", "mediation_ask", "mediation_counts"):
        yield Place(there(f"matters:{name}"))
    for word in ("mediation_asked", "mediation", "mediation_agreed", "mediation_ended"):
        yield Place(there("matters:mediation", added[word]))
    yield Place(there("matters:mediation_agree", added["mediation"]))
    yield Place(there("matters:mediation_paper", added["mediation_agreed"]))


def _surveys(added: Mapping[str, str]) -> Iterator[Place]:
    """List surveys from their questions to their results."""
    for name in ("surveys:list", "surveys:new", "surveys:import"):
        yield Place(there(name))
    version = SurveyVersion.objects.get(pk=added["version"])
    yield Place(there("surveys:survey", version.survey_id))
    for name in ("version", "preview", "intro", "changes", "plan"):
        yield Place(there(f"surveys:{name}", version.pk))
    yield Place(there("surveys:question", version.pk, "likes"))
    yield Place(there("surveys:new_question", version.pk, 0) + "?kind=scale")
    for pk in _one_of_each_state(Round.objects.all()):
        yield Place(there("surveys:round", pk))
    asked = Round.objects.filter(state=Round.State.OPEN).order_by("-pk")
    for name in ("entry", "poster", "paper_form"):
        yield Place(there(f"surveys:{name}", asked[0].pk))
    yield Place(there("surveys:codes", added["round_coded"]))
    for closed in Round.objects.filter(state=Round.State.CLOSED).order_by("pk"):
        yield Place(there("surveys:results", closed.pk))
    yield Place(there("surveys:words", added["round_closed"], "wish"))
    yield Place(there("surveys:export", added["round_closed"]))


def _visits() -> Iterator[Place]:
    """List the phone pages of cadres, and the plan with its coverage."""
    yield Place(there("desk:home"), CADRE)
    yield Place(there("visits:mine"), CADRE)
    yield Place(there("visits:spot", "household"), CADRE)
    for assignment in Assignment.objects.open().filter(person__account__username=CADRE).order_by("pk")[:2]:
        yield Place(there("visits:record", assignment.target_id), CADRE)
        yield Place(there("visits:target", assignment.target_id))
    made = Visit.objects.filter(visitor__account__username=CADRE).order_by("recorded_at", "pk").last()
    assert made is not None
    for name in ("done", "slip", "add", "visit", "correct", "void"):
        yield Place(there(f"visits:{name}", made.pk), CADRE)
    for name in ("list", "plan", "plan_edit", "targets"):
        yield Place(there(f"visits:{name}"))
    yield Place(there("visits:target_new", "household"))


def _first(rows: Any) -> Any:
    return rows.order_by("pk").values_list("pk", flat=True)[0]


def _one_of_each_state(rows: Any) -> list[Any]:
    first = {each.state: each.pk for each in rows.order_by("-pk")}
    return [pk for _state, pk in sorted(first.items())]
