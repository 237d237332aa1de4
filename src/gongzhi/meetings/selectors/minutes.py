"""This will gather what minutes are compiled from, and set them on paper."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext

from gongzhi.institution.rules import Sentence
from gongzhi.institution.words import speak
from gongzhi.meetings.models import AgendaItem, Ballot, Candidate, Meeting, Resolution, TellersCount, Vote
from gongzhi.meetings.rules.flow import Choice, ItemState, chinese_number
from gongzhi.meetings.rules.minutes import (
    CandidateFacts,
    ItemFacts,
    MinutesFacts,
    Paragraph,
    ResolutionFacts,
    minutes_of,
)
from gongzhi.meetings.selectors.ballots import log_key_of
from gongzhi.meetings.selectors.elections import candidates_by_item
from gongzhi.meetings.selectors.guests import guest_words, guests_who_came, remark_speaker, remarks_by_item
from gongzhi.meetings.selectors.lawful import days_of_notice, lawfulness_of, rule_at_hand
from gongzhi.meetings.selectors.recusals import recusals_of
from gongzhi.meetings.selectors.roll import Roll, Seat, Standing, roll_of
from gongzhi.meetings.selectors.rulebook import rulebook

COMMA = "、"
HEADING = re.compile(r"^(?:[一二三四五六七八九十]{1,3}、|[0-9]{1,2}\. )")


@dataclass(frozen=True)
class PaperSection:
    """A heading of the minutes and its paragraphs; the text before the first heading has none."""

    heading: str
    paragraphs: tuple[str, ...]


def compiled_text(meeting: Meeting) -> str:
    """Write the minutes of a closed meeting in the language of the federation's papers, a paragraph a line."""
    with translation.override(settings.LANGUAGE_CODE):
        lines: list[str] = []
        for place, section in enumerate(minutes_of(facts=facts_of(meeting)), start=1):
            lines += [_numbered(place, speak(section.heading)), *map(_joined_sentences, section.paragraphs), ""]
        return "\n".join(lines).strip()


def sections_of(text: str) -> list[PaperSection]:
    """Read minutes back into sections, for a page and for paper."""
    found: list[tuple[str, list[str]]] = [("", [])]
    for line in (line.strip() for line in text.splitlines()):
        if HEADING.match(line):
            found.append((line, []))
        elif line:
            found[-1][1].append(line)
    return [PaperSection(heading, tuple(lines)) for heading, lines in found if heading or lines]


def resolution_number(resolution: Resolution) -> str:
    """Write a resolution's number as papers do: 决议〔2026〕7号."""
    values = {"year": resolution.year, "number": resolution.number}
    return gettext("Resolution %(number)s of %(year)s") % values


def facts_of(meeting: Meeting) -> MinutesFacts:
    """Gather what happened; the words are in the language at hand."""
    roll = roll_of(meeting)
    items = list(meeting.items.order_by("position", "pk"))
    rule = rule_at_hand(meeting=meeting, items=items, book=rulebook(on=meeting.starts_on))
    there = roll.attendance(since=meeting.opened_at)
    found = rule and lawfulness_of(meeting=meeting, rule=rule, roll=roll, since=meeting.opened_at)
    resolutions = Resolution.objects.filter(meeting=meeting).select_related("owner").order_by("year", "number")
    return MinutesFacts(
        place=meeting.place,
        opened=_moment(meeting.opened_at),
        closed=_hour(meeting.closed_at),
        chair=meeting.chair.name if meeting.chair else "",
        recorder=meeting.recorder.name if meeting.recorder else "",
        entitled=there.entitled,
        present=there.in_person + (there.by_proxy if rule and rule.proxies else 0),
        proxies=there.by_proxy if rule and rule.proxies else 0,
        quorum=found.quorum_needed if found else None,
        notice_sent=date_format(meeting.notice_day, "DATE_FORMAT") if meeting.notice_day else "",
        notice_days=days_of_notice(meeting),
        short_notice=meeting.short_notice,
        consents=roll.consent_count,
        **_names(meeting, roll),
        guest_names=COMMA.join(guest_words(guest) for guest in guests_who_came(meeting)),
        outcome=meeting.outcome,
        items=_item_facts(meeting, items, roll),
        resolutions=[_resolution_facts(each) for each in resolutions],
    )


def _names(meeting: Meeting, roll: Roll) -> dict[str, str]:
    came = [seat for seat in roll.seats if seat.was_there(meeting.opened_at)]
    missing = [seat for seat in roll.entitled if seat not in came]
    held = [seat for seat in missing if seat.holder_id is not None]
    return {
        "present_names": _joined(seat for seat in came if seat.votes),
        "attending_names": _joined(seat for seat in came if not seat.votes),
        "excused_names": _joined(seat for seat in missing if seat.standing is Standing.EXCUSED),
        "absent_names": _joined(seat for seat in missing if seat.standing is not Standing.EXCUSED and seat not in held),
        "proxy_names": COMMA.join(f"{seat.invitee.name} → {seat.holder_name}" for seat in held),
    }


def _item_facts(meeting: Meeting, items: list[AgendaItem], roll: Roll) -> list[ItemFacts]:
    votes, tellers = _votes_by_item(items), _tellers_by_item(items)
    recusals, remarks, candidates = recusals_of(items), remarks_by_item(meeting), candidates_by_item(items)
    names = {seat.person_id: seat.invitee.name for seat in roll.seats}
    ballots = {each.item_id: each for each in Ballot.objects.filter(item__in=items)}
    return [
        ItemFacts(
            title=item.title,
            state=ItemState(item.state),
            method=item.method,
            votes_for=item.for_count or 0,
            against=item.against_count or 0,
            abstain=item.abstain_count or 0,
            spoiled=item.spoiled_count or 0,
            needed=item.votes_needed,
            present=item.present_count or 0,
            clause=item.clause_words,
            note=item.close_note,
            tellers=COMMA.join(count.teller.name for count in tellers.get(item.pk, ())),
            names=tuple(
                (choice, COMMA.join(names.get(vote.person_id, "") for vote in said))
                for choice in Choice
                if (said := [vote for vote in votes.get(item.pk, ()) if vote.choice == choice])
            ),
            seats=item.seats or 0,
            candidates=tuple(_fared(each) for each in candidates.get(item.pk, ())),
            outcome=_kept_outcome(item) if item.is_election else None,
            recused=tuple((each.name, each.reason) for each in recusals.get(item.pk, ())),
            **_ballot_facts(ballots.get(item.pk)),
            remarks=tuple((remark_speaker(each), _one_line(each.words)) for each in remarks.get(item.pk, ())),
        )
        for item in items
    ]


def _ballot_facts(ballot: Ballot | None) -> dict[str, str]:
    if ballot is None:
        return {}
    is_published = ballot.state == Ballot.State.PUBLISHED
    return {"early": ballot.early_reason, "log_key": log_key_of(ballot) if is_published else ""}


def _fared(candidate: Candidate) -> CandidateFacts:
    is_elected = candidate.fate == Candidate.Fate.ELECTED
    return CandidateFacts(name=candidate.name, votes=candidate.votes or 0, is_elected=is_elected)


def _kept_outcome(item: AgendaItem) -> Sentence | None:
    kept = item.outcome_words
    return Sentence(kept["msgid"], kept["params"]) if kept else None


def _one_line(text: str) -> str:
    """Join the lines of a remark: minutes are one paragraph a line."""
    return " ".join(text.split())


def _votes_by_item(items: list[AgendaItem]) -> dict[object, list[Vote]]:
    found: dict[object, list[Vote]] = {}
    for vote in Vote.objects.filter(item__in=items).order_by("cast_at", "pk"):
        found.setdefault(vote.item_id, []).append(vote)
    return found


def _tellers_by_item(items: list[AgendaItem]) -> dict[object, list[TellersCount]]:
    found: dict[object, list[TellersCount]] = {}
    for count in TellersCount.objects.filter(item__in=items).select_related("teller").order_by("signed_at", "pk"):
        found.setdefault(count.item_id, []).append(count)
    return found


def _resolution_facts(each: Resolution) -> ResolutionFacts:
    return ResolutionFacts(
        number=resolution_number(each),
        text=each.text,
        owner=each.owner.name,
        due=date_format(each.due_on, "DATE_FORMAT") if each.due_on else "",
        review=date_format(each.review_on, "DATE_FORMAT"),
    )


def _joined_sentences(paragraph: Paragraph) -> str:
    gap = "" if (translation.get_language() or "").startswith("zh") else " "
    return gap.join(map(speak, paragraph))


def _numbered(place: int, heading: str) -> str:
    if (translation.get_language() or "").startswith("zh"):
        return f"{chinese_number(place)}、{heading}"
    return f"{place}. {heading}"


def _joined(seats: Iterable[Seat]) -> str:
    return COMMA.join(seat.invitee.name for seat in seats)


def _moment(at: datetime | None) -> str:
    return "" if at is None else f"{date_format(localtime(at), 'DATE_FORMAT')} {_hour(at)}"


def _hour(at: datetime | None) -> str:
    return "" if at is None else localtime(at).strftime("%H:%M")
