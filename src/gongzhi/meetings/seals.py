"""This will say states, rules and conclusions of meetings in the words of the page."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, gettext_lazy, pgettext, pgettext_lazy

from gongzhi.institution.rules import Base, Sentence
from gongzhi.institution.words import speak, title_of
from gongzhi.kernel.majorities import Threshold
from gongzhi.meetings.models import AgendaItem, Candidate, Guest, Meeting, Resolution
from gongzhi.meetings.rules import DecisionRule, Lawfulness, NoticeOutlook, votes_needed
from gongzhi.meetings.rules.flow import ItemState, MeetingState, chinese_number
from gongzhi.meetings.selectors.roll import Standing

HALF = Threshold.parse(">1/2")


@dataclass(frozen=True)
class Seal:
    """A seal of the kit: its colour and its words."""

    state: str
    label: str


@dataclass(frozen=True)
class VerdictWords:
    """A conclusion on paper: seal, what it means, the numbers, and the sentences it was drawn from."""

    seal: Seal
    title: str
    numbers: str
    reasons: tuple[str, ...] = ()
    clause_code: str = ""
    clause: str = ""


MEETING_SEALS = {
    MeetingState.DRAFT: ("open", pgettext_lazy("meeting", "Draft")),
    MeetingState.CALLED: ("due", gettext_lazy("Called")),
    MeetingState.OPEN: ("due", gettext_lazy("In session")),
    MeetingState.CLOSED: ("met", gettext_lazy("Closed")),
    MeetingState.CANCELLED: ("breached", gettext_lazy("Cancelled")),
}
ITEM_SEALS = {
    ItemState.PENDING: ("open", gettext_lazy("To come")),
    ItemState.VOTING: ("due", gettext_lazy("Voting")),
    ItemState.COUNTING: ("due", gettext_lazy("Being opened")),
    ItemState.CARRIED: ("met", gettext_lazy("Carried")),
    ItemState.REJECTED: ("breached", gettext_lazy("Not carried")),
    ItemState.HEARD: ("met", gettext_lazy("Heard")),
    ItemState.WITHDRAWN: ("open", gettext_lazy("Withdrawn")),
}
CANDIDATE_SEALS = {
    Candidate.Fate.ELECTED: ("met", pgettext_lazy("election", "Elected")),
    Candidate.Fate.TOO_FEW: ("open", gettext_lazy("Not elected")),
    Candidate.Fate.OUTRUN: ("open", gettext_lazy("Others had more")),
    Candidate.Fate.TIED: ("due", pgettext_lazy("election", "Tied")),
}
ELECTION_SEALS = {
    ItemState.CARRIED: ("met", pgettext_lazy("election", "Elected")),
    ItemState.REJECTED: ("breached", gettext_lazy("Nobody elected")),
}
STANDING_SEALS = {
    Standing.THERE: ("met", gettext_lazy("Present")),
    Standing.LEFT: ("open", pgettext_lazy("meeting", "Left")),
    Standing.EXCUSED: ("due", gettext_lazy("Excused")),
    Standing.AWAITED: ("open", gettext_lazy("Awaited")),
}
RESOLUTION_SEALS = {
    Resolution.State.IN_FORCE: ("due", pgettext_lazy("resolution", "In force")),
    Resolution.State.DONE: ("met", gettext_lazy("Carried out")),
    Resolution.State.REPLACED: ("open", gettext_lazy("Ended")),
}
SORTS = {
    "": gettext_lazy("Usual business"),
    "ordinary": gettext_lazy("Usual business"),
    "special": gettext_lazy("Charter, dissolution"),
    "election": gettext_lazy("Election"),
    "fees": gettext_lazy("Fee standards"),
    "admission": gettext_lazy("Admission of members"),
    "expulsion": gettext_lazy("Expulsion of members"),
}
FACT_WORDS = {
    "item": gettext_lazy("Item: %(value)s"),
    "paper": gettext_lazy("Paper: %(value)s"),
    "invited": gettext_lazy("Told: %(value)s"),
    "papers": gettext_lazy("Papers: %(value)s"),
    "present": gettext_lazy("Present: %(value)s"),
    "quorum": gettext_lazy("Quorum: %(value)s"),
    "votes_for": gettext_lazy("For: %(value)s"),
    "against": gettext_lazy("Against: %(value)s"),
    "abstain": gettext_lazy("Abstained: %(value)s"),
    "needed": gettext_lazy("Votes needed: %(value)s"),
    "name": gettext_lazy("Person: %(value)s"),
    "principal": gettext_lazy("Principal: %(value)s"),
    "holder": gettext_lazy("Held by: %(value)s"),
    "reason": gettext_lazy("Reason: %(value)s"),
    "note": gettext_lazy("Note: %(value)s"),
    "version": gettext_lazy("Version: %(value)s"),
    "place": gettext_lazy("Place: %(value)s"),
    "owner": gettext_lazy("Owner: %(value)s"),
    "number": gettext_lazy("Number: %(value)s"),
    "names": gettext_lazy("Elected: %(value)s"),
    "seats": gettext_lazy("Seats: %(value)s"),
    "round": gettext_lazy("Round: %(value)s"),
}
TRUTHS: dict[str, dict[bool, Any]] = {
    "carried": {True: gettext_lazy("Carried."), False: gettext_lazy("Not carried.")},
    "short": {True: gettext_lazy("Short notice, sent knowingly."), False: ""},
}


def meeting_seal(meeting: Meeting) -> Seal:
    """Give a meeting's seal."""
    state, label = MEETING_SEALS[MeetingState(meeting.state)]
    return Seal(state, str(label))


def item_seal(item: AgendaItem) -> Seal:
    """Give an agenda item's seal."""
    kept = ItemState(item.state)
    state, label = ELECTION_SEALS[kept] if item.is_election and kept in ELECTION_SEALS else ITEM_SEALS[kept]
    return Seal(state, str(label))


def candidate_seal(candidate: Candidate) -> Seal:
    """Give the seal of what became of a candidate."""
    state, label = CANDIDATE_SEALS[Candidate.Fate(candidate.fate)]
    return Seal(state, str(label))


def guest_seal(guest: Guest, meeting: Meeting) -> Seal:
    """Give the seal of how a guest stands to a consultation."""
    if guest.came_at is not None:
        return Seal("met", gettext("Present"))
    if meeting.state == MeetingState.CLOSED:
        return Seal("open", gettext("Did not come"))
    return Seal("due", pgettext("guest", "Told")) if guest.told_at else Seal("open", gettext("Listed"))


def standing_seal(standing: Standing) -> Seal:
    """Give the seal of how a person stands to a meeting."""
    state, label = STANDING_SEALS[standing]
    return Seal(state, str(label))


def resolution_seal(resolution: Resolution) -> Seal:
    """Give a resolution's seal."""
    state, label = RESOLUTION_SEALS[Resolution.State(resolution.state)]
    return Seal(state, str(label))


def share_words(share: Threshold) -> str:
    """Say a share: two thirds, more than half."""
    if share == HALF:
        return gettext("more than half")
    part, whole = share.share.numerator, share.share.denominator
    if (get_language() or "").startswith("zh"):
        said = f"{chinese_number(whole)}分之{chinese_number(part)}"
    else:
        said = f"{part}/{whole}"
    return gettext("more than %(share)s") % {"share": said} if share.strict else said


def decision_words(rule: DecisionRule) -> str:
    """Name a sort of vote with its majority: usual business (two thirds of those present)."""
    sort = rule.decision.partition(".")[2]
    name = SORTS.get(sort) or title_of(rule.passes_clause)
    of_entitled = gettext("%(sort)s (%(share)s of the entitled)")
    of_present = gettext("%(sort)s (%(share)s of those present)")
    words = of_entitled if rule.base is Base.ENTITLED else of_present
    return words % {"sort": name, "share": share_words(rule.passes)}


def position_words(position: int) -> str:
    """Number an item of the agenda: 一、 in Chinese, 1. in English."""
    if (get_language() or "").startswith("zh"):
        return f"{chinese_number(position)}、"
    return f"{position}. "


def clause_words(rule: DecisionRule) -> str:
    """Name the clause a rule rests on."""
    return f"{rule.quorum_clause.source} {rule.quorum_clause.article}"


def lawful_words(rule: DecisionRule, found: Lawfulness, meeting: Meeting) -> VerdictWords:
    """Say whether a meeting may decide, with its numbers and its clause."""
    values = {
        "present": found.present,
        "entitled": found.entitled,
        "needed": found.quorum_needed,
        "share": share_words(rule.quorum),
    }
    numbers = gettext("Present %(present)s, entitled %(entitled)s, quorum %(needed)s (%(share)s).") % values
    return VerdictWords(
        seal=_lawful_seal(found, meeting),
        title=_lawful_title(found, meeting),
        numbers=f"{numbers}{_notice_words(rule, found, meeting)}",
        reasons=tuple(map(speak, found.reasons)),
        clause_code=rule.quorum_clause.code,
        clause=clause_words(rule),
    )


def outlook_words(rule: DecisionRule | None, outlook: NoticeOutlook) -> VerdictWords:
    """Say what a notice sent on that day would be worth."""
    if rule is None or outlook.needed == 0:
        title = gettext("The notice may go out.")
        return VerdictWords(Seal("met", gettext("May go")), title, gettext("No length of notice is prescribed."))
    values = {
        "needed": outlook.needed,
        "days": outlook.full_days,
        "earliest": date_format(outlook.earliest_on, "MONTH_DAY_FORMAT"),
        "last": date_format(outlook.send_by, "MONTH_DAY_FORMAT"),
    }
    if outlook.is_long_enough:
        words = gettext(
            "Notice must go out %(needed)s full days before: sent today, %(days)s. The last day to send it is %(last)s."
        )
        seal, title = Seal("met", gettext("In time")), gettext("The notice is long enough.")
    else:
        words = gettext(
            "Notice must go out %(needed)s full days before: sent today, the earliest day to meet is %(earliest)s."
        )
        seal, title = Seal("breached", gettext("Too short")), gettext("The notice would be too short.")
    cited = f"{rule.notice_clause.source} {rule.notice_clause.article}"
    return VerdictWords(seal, title, words % values, (), rule.notice_clause.code, cited)


def needed_words(rule: DecisionRule, found: Lawfulness) -> tuple[int, str]:
    """Count the votes that carry a motion, and say of what they are a share."""
    of_entitled, of_present = (
        gettext("votes (%(share)s of the entitled)"),
        gettext("votes (%(share)s of those present)"),
    )
    words = of_entitled if rule.base is Base.ENTITLED else of_present
    return votes_needed(rule=rule, lawfulness=found), words % {"share": share_words(rule.passes)}


def election_words(item: AgendaItem, candidates: int) -> str:
    """Say what is elected: 2 seats, 3 candidates, run-off."""
    values = {"seats": item.seats, "candidates": candidates, "round": item.get_round_display()}
    if item.follows_id is not None:
        return gettext("Election: seats %(seats)s, candidates %(candidates)s · %(round)s") % values
    return gettext("Election: seats %(seats)s, candidates %(candidates)s") % values


def outcome_words(item: AgendaItem) -> str:
    """Say the kept outcome of a vote."""
    kept = item.outcome_words
    return speak(Sentence(kept["msgid"], kept["params"])) if kept else ""


def tally_words(item: AgendaItem) -> str:
    """Say how a vote went, in one line."""
    if item.for_count is None:
        return ""
    values = {
        "method": item.get_method_display(),
        "votes_for": item.for_count,
        "against": item.against_count,
        "abstain": item.abstain_count,
        "needed": item.votes_needed if item.votes_needed is not None else "—",
    }
    if item.is_election:
        words = gettext(
            "%(method)s · valid %(votes_for)s · blank %(abstain)s · spoiled %(spoiled)s · needed %(needed)s"
        )
        return words % {**values, "spoiled": item.spoiled_count}
    words = gettext("%(method)s · for %(votes_for)s · against %(against)s · abstained %(abstain)s · needed %(needed)s")
    return words % values


def said_facts(facts: Mapping[str, object]) -> Iterable[str]:
    """Say the facts of a line of the log that a reader of the page wants to see, the weightiest first."""
    for name, words in FACT_WORDS.items():
        if facts.get(name) not in (None, "", 0):
            yield str(words) % {"value": facts[name]}
    for name, truths in TRUTHS.items():
        value = facts.get(name)
        if isinstance(value, bool) and truths[value]:
            yield str(truths[value])


def _lawful_seal(found: Lawfulness, meeting: Meeting) -> Seal:
    if meeting.state == MeetingState.CLOSED:
        return Seal("met", gettext("Valid")) if found.may_decide else Seal("breached", gettext("Not valid"))
    if found.may_decide:
        return Seal("met", gettext("May decide"))
    if not found.notice_ok:
        return Seal("breached", gettext("Notice too short"))
    return Seal("open" if meeting.state == MeetingState.CALLED else "due", gettext("Awaiting quorum"))


def _lawful_title(found: Lawfulness, meeting: Meeting) -> str:
    if meeting.state == MeetingState.CLOSED:
        return gettext("The meeting could decide.") if found.may_decide else gettext("The meeting could not decide.")
    if found.may_decide:
        return gettext("Votes may be opened.")
    if not found.notice_ok:
        return gettext("The meeting may talk, not decide.")
    return gettext("Votes cannot be opened yet.")


def _notice_words(rule: DecisionRule, found: Lawfulness, meeting: Meeting) -> str:
    if rule.notice_days == 0 or meeting.notice_day is None:
        return ""
    days = max(0, (meeting.starts_on - meeting.notice_day).days - 1)
    values = {"days": days, "needed": rule.notice_days}
    if days >= rule.notice_days:
        return gettext(" Notice went out %(days)s full days before.") % values
    if found.notice_ok:
        return gettext(" Notice was short (%(days)s of %(needed)s full days); everybody entitled agreed.") % values
    return gettext(" Notice went out only %(days)s of %(needed)s full days before.") % values
