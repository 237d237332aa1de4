"""This will tell a speaker in plain words where a voice stands: in a seal, in one sentence, in a line of stations."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.clock import today
from gongzhi.matters.models import Matter, Station, Voice
from gongzhi.matters.rules.flow import STOPPED
from gongzhi.matters.selectors.speaker import SpeakerPage, answered_on

Kind = Station.Kind
TOLD: dict[str, str | Promise] = {
    Kind.RECEIVED: _("We have received what you said."),
    Kind.JOINED: _(
        "We have received what you said. It goes on together with what was said before about the same matter."
    ),
    Kind.ACCEPTED: _("Somebody has taken it on and stays responsible until the end."),
    Kind.HANDED_OVER: _("A colleague goes on with it."),
    Kind.ASKED: _("We have a question for you:"),
    Kind.HEARD: _("The question was answered. It goes on."),
    Kind.WENT_ON: _("We go on without waiting for an answer. You can still add something."),
    Kind.ADDED: _("You added something."),
    Kind.DEFERRED: _("It takes longer, because:"),
    Kind.ESCALATED: _("We cannot settle it here and have sent it up, because:"),
    Kind.ANSWERED_ABOVE: _("An answer came from above."),
    Kind.RETURNED_ABOVE: _("It was sent back to us, because:"),
    Kind.ON_AGENDA: _("A meeting will talk about it:"),
    Kind.OFF_AGENDA: _("The meeting did not come to it. It goes on."),
    Kind.DISCUSSED: _("A meeting talked about it. It goes on:"),
    Kind.NOT_ADOPTED: _("A meeting voted on it and did not adopt it. It goes on:"),
    Kind.DECIDED: _("A meeting has decided on it:"),
    Kind.ANSWERED: _("It was answered."),
    Kind.TOLD: _("We have told you the answer."),
    Kind.NOT_REACHED: _("We tried to tell you the answer but did not reach you. We will try again."),
    Kind.ALL_TOLD: _("Everybody who spoke of it was told."),
    Kind.CONFIRMED: _("You said: solved."),
    Kind.DISPUTED: _("You said: not solved. It is handled anew."),
    Kind.DISPUTED_AGAIN: _("You said again: not solved. It goes to the next level."),
    Kind.DISPUTE_NOTED: _("You said: not solved."),
    Kind.REOPENED: _("It was taken up again."),
    Kind.CLOSED: _("It is closed. If it is not solved you can still say so."),
    Kind.MERGED: _("Others said the same. It is handled together with theirs."),
    Kind.MERGED_IN: _("Others said the same. Theirs is handled together with yours."),
    Kind.SPLIT: _("Part of it concerned something else and is now handled apart."),
    Kind.MEDIATION: _("It went into mediation. The mediators talk with you in private."),
    Kind.SPLIT_OFF: _("Yours is now handled by itself, so that it gets its own answer."),
}
# What one of several speakers did, as the others read it.
TOLD_OF_OTHERS: dict[str, str | Promise] = {
    Kind.DISPUTED: _("One of those who spoke said: not solved. It is handled anew."),
    Kind.DISPUTED_AGAIN: _("One of those who spoke said again: not solved. It goes to the next level."),
}
# The notes that belong to the speakers; the others name matters of other people.
SHOWN = frozenset(
    {
        Kind.ASKED,
        Kind.DEFERRED,
        Kind.ESCALATED,
        Kind.RETURNED_ABOVE,
        Kind.ON_AGENDA,
        Kind.DISCUSSED,
        Kind.NOT_ADOPTED,
        Kind.DECIDED,
        Kind.REOPENED,
    }
)
FOLLOWED_BY_AN_ANSWER = frozenset({Kind.ANSWERED_ABOVE})

SEALS: dict[str, tuple[str, str | Promise]] = {
    Matter.State.RECEIVED: ("open", _("Received")),
    Matter.State.WORKING: ("due", _("In hand")),
    Matter.State.ASKED: ("due", _("Asking")),
    Matter.State.DELIBERATING: ("due", _("Meeting")),
    Matter.State.ESCALATED: ("due", _("Sent up")),
    Matter.State.ANSWERED: ("met", _("Replied")),
    Matter.State.CLOSED: ("met", _("Settled")),
    Matter.State.MERGED: ("open", _("Joined")),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One station as the speaker reads it; ``state`` is a station's state of the kit, ``note`` may be empty."""

    state: str
    on: date | None
    words: str | Promise
    note: str = ""
    by: str = ""


def seal_of(voice: Voice) -> tuple[str, str | Promise]:
    """Say in a seal where it stands: state of the kit and words. The speaker's own word goes before the office's."""
    if voice.standing == Voice.Standing.CONFIRMED:
        return "met", _("Solved")
    if voice.standing == Voice.Standing.DISPUTED and not voice.matter.is_open:
        return "breached", _("Disputed")
    return SEALS[voice.matter.state]


def sentence_of(page: SpeakerPage) -> str:
    """Say in one sentence where it stands, to be read on the page or aloud on the telephone."""
    matter, told = page.matter, _dated(page)
    if matter.state == Matter.State.ESCALATED:
        return gettext("It was sent up to %(to)s. %(due)s") % {"to": _above(page), "due": told}
    if matter.state in {Matter.State.ANSWERED, Matter.State.CLOSED}:
        return _answered(page)
    sentences = {
        Matter.State.RECEIVED: gettext("It has been received; somebody will take it on."),
        Matter.State.WORKING: gettext("It is being handled."),
        Matter.State.ASKED: gettext("There is a question to you. It goes on as soon as you have answered."),
        Matter.State.DELIBERATING: gettext("A meeting will talk about it."),
    }
    return f"{sentences[matter.state]} {told}".strip()  # type: ignore[index]


def lines_of(page: SpeakerPage) -> list[Line]:
    """List the stations, oldest first, and what comes next; what stands now is marked."""
    own = {each.at for each in page.stations if each.voice_id == page.voice.pk} | {each.at for each in page.additions}
    done = [_line(each, at_own_word=each.at in own) for each in page.stations]
    coming = _coming(page)
    if done and not coming and page.matter.is_open:
        done[-1] = _marked(done[-1])
    return [*done, *coming]


def _line(station: Station, *, at_own_word: bool) -> Line:
    words = TOLD[station.kind]
    if not at_own_word and station.voice_id is None:
        words = TOLD_OF_OTHERS.get(station.kind, words)
    note = station.note if station.kind in SHOWN else ""
    return Line("done", station.day, words, note, station.by)


def _marked(line: Line) -> Line:
    return Line("now", line.on, line.words, line.note, line.by)


def _coming(page: SpeakerPage) -> list[Line]:
    """Say what stands now and what comes, as far as it has a day or waits for the speaker."""
    matter = page.matter
    if page.may_say:
        return [Line("now", None, _("Now it is your turn: is it solved?"))]
    if not matter.is_open:
        return []
    now = Line("now", None, sentence_of(page))
    if matter.state in STOPPED or matter.due_on is None:
        return [now, Line("todo", None, _("Then you get an answer, and we ask you whether it is solved."))]
    return [
        Line("now", None, SENTENCE_NOW[matter.state]),
        Line("breached" if matter.due_on < today() else "todo", matter.due_on, _due_words(matter.due_on)),
    ]


SENTENCE_NOW: dict[str, str | Promise] = {
    Matter.State.RECEIVED: _("It has been received; somebody will take it on."),
    Matter.State.WORKING: _("It is being handled."),
    Matter.State.DELIBERATING: _("A meeting will talk about it."),
}


def _due_words(due_on: date) -> str | Promise:
    if due_on < today():
        return _("By this day you should have had an answer. It is late; you may call us.")
    return _("By this day you get an answer.")


def _dated(page: SpeakerPage) -> str:
    """Say by when an answer comes, ``""`` where no day is set."""
    due_on = page.escalation.due_on if page.escalation else page.matter.due_on
    if due_on is None:
        return ""
    day = date_format(due_on, "DATE_FORMAT")
    if due_on < today():
        return gettext("The answer was due by %(day)s and is late.") % {"day": day}
    return gettext("The answer comes by %(day)s.") % {"day": day}


def _above(page: SpeakerPage) -> str:
    sent = page.escalation
    if sent is None:
        return gettext("the next level")
    return sent.body.name if sent.body else sent.outside


def _answered(page: SpeakerPage) -> str:
    on = answered_on(page)
    day = date_format(on, "DATE_FORMAT") if on else ""
    if page.voice.standing == Voice.Standing.CONFIRMED:
        return gettext("It was answered on %(day)s, and you said that it is solved.") % {"day": day}
    if page.is_with_mediators:
        return gettext("You said that it is not solved. The mediators have read it and go on talking with you.")
    if page.is_at_the_end:
        return gettext("It was answered on %(day)s, and you said that it is not solved.") % {"day": day}
    return gettext("It was answered on %(day)s. Please say whether it is solved.") % {"day": day}
