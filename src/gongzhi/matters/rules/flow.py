"""Say what can be done with a matter and where it leads."""

from enum import StrEnum

from gongzhi.kernel.states import StateTable


class State(StrEnum):
    """Name the states of a matter."""

    RECEIVED = "received"
    WORKING = "working"
    ASKED = "asked"
    DELIBERATING = "deliberating"
    ESCALATED = "escalated"
    ANSWERED = "answered"
    CLOSED = "closed"
    MERGED = "merged"


class Deed(StrEnum):
    """Name what can be done with a matter."""

    ACCEPT = "accept"
    ASK_BACK = "ask_back"
    HEAR_BACK = "hear_back"
    GO_ON = "go_on"
    ESCALATE = "escalate"
    ANSWER_ABOVE = "answer_above"
    RETURN_ABOVE = "return_above"
    PUT_ON_AGENDA = "put_on_agenda"
    TAKE_OFF_AGENDA = "take_off_agenda"
    ANSWER = "answer"
    DISPUTE = "dispute"
    DISPUTE_AGAIN = "dispute_again"
    REOPEN = "reopen"
    CLOSE = "close"
    MERGE = "merge"
    SPLIT = "split"
    HAND_OVER = "hand_over"
    DEFER = "defer"
    CLASSIFY = "classify"


OPEN = (State.RECEIVED, State.WORKING, State.ASKED, State.DELIBERATING, State.ESCALATED)
"""The states in which an answer is still owed to every voice."""
DONE = (State.ANSWERED, State.CLOSED)
"""The states in which an answer stands."""
STOPPED = (State.ASKED, State.ESCALATED)
"""The states in which the clock stands still: the speaker has it, or those above."""
WITH_US = (State.RECEIVED, State.WORKING, State.DELIBERATING)
"""The states in which the federation itself has it in hand."""
ANSWERABLE = (*WITH_US, State.ASKED)
"""The states in which it can be answered or sent above: also while a question to the speaker waits."""
HANDLED = (State.WORKING, State.ASKED, State.DELIBERATING, State.ESCALATED)
"""The states in which somebody owns it and works on it."""


def _rows() -> list[tuple[State, Deed, State]]:
    """Write the table out, state by state, as it is drawn."""
    return [
        (State.RECEIVED, Deed.ACCEPT, State.WORKING),
        *((state, Deed.ANSWER, State.ANSWERED) for state in ANSWERABLE),
        *((state, Deed.ASK_BACK, State.ASKED) for state in (State.RECEIVED, State.WORKING)),
        (State.ASKED, Deed.HEAR_BACK, State.WORKING),
        (State.ASKED, Deed.GO_ON, State.WORKING),
        *((state, Deed.ESCALATE, State.ESCALATED) for state in ANSWERABLE),
        (State.ESCALATED, Deed.ANSWER_ABOVE, State.ANSWERED),
        (State.ESCALATED, Deed.RETURN_ABOVE, State.WORKING),
        (State.WORKING, Deed.PUT_ON_AGENDA, State.DELIBERATING),
        (State.DELIBERATING, Deed.TAKE_OFF_AGENDA, State.WORKING),
        *((state, Deed.DISPUTE, State.WORKING) for state in DONE),
        *((state, Deed.DISPUTE_AGAIN, State.ESCALATED) for state in DONE),
        *((state, Deed.REOPEN, State.WORKING) for state in DONE),
        (State.ANSWERED, Deed.CLOSE, State.CLOSED),
        *((state, Deed.MERGE, State.MERGED) for state in MERGEABLE),
        *((state, Deed.SPLIT, state) for state in DIVISIBLE),
        *((state, Deed.HAND_OVER, state) for state in HANDLED),
        *((state, Deed.DEFER, state) for state in WITH_US),
        *((state, Deed.CLASSIFY, state) for state in (*OPEN, *DONE)),
    ]


MERGEABLE = (State.RECEIVED, State.WORKING, State.ASKED)
"""The states in which it may go into another matter: no answer, and neither those above nor a meeting has it."""
DIVISIBLE = (*MERGEABLE, State.DELIBERATING)
"""The states in which some of its voices may be put apart: the others stay before the meeting."""

MATTER = StateTable(_rows())
"""
What can be done in which state, and where it leads.

A speaker may dispute after closing too: that nobody objected within the days never counts as confirmed.
"""


def state_after_split(state: State) -> State:
    """
    Tell in which state the new matter of a split begins.

    A question to the speakers and a place on an agenda stay with the matter they were for.
    """
    return State.RECEIVED if state is State.RECEIVED else State.WORKING
