"""Say what can be done with a filing and where it leads, and what several reviewers decide together."""

from collections.abc import Sequence
from enum import StrEnum

from gongzhi.kernel.states import StateTable


class State(StrEnum):
    """Name the states of a filing."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    UNDER_REVIEW = "under_review"
    RETURNED = "returned"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    NOT_HELD = "not_held"
    REPORTED = "reported"


class Deed(StrEnum):
    """Name what can be done with a filing: the nine verbs of approval, and what follows them."""

    SUBMIT = "submit"
    WITHDRAW = "withdraw"
    URGE = "urge"
    TAKE_UP = "take_up"
    HAND_OVER = "hand_over"
    ADD_REVIEWER = "add_reviewer"
    ANSWER_STEP = "answer_step"
    RETURN = "return"
    RESUBMIT = "resubmit"
    APPROVE = "approve"
    REFUSE = "refuse"
    RECORD_HELD = "record_held"
    RECORD_NOT_HELD = "record_not_held"
    REPORT = "report"


FILING = StateTable(
    [
        (State.DRAFT, Deed.SUBMIT, State.SUBMITTED),
        (State.DRAFT, Deed.WITHDRAW, State.WITHDRAWN),
        (State.SUBMITTED, Deed.TAKE_UP, State.UNDER_REVIEW),
        (State.SUBMITTED, Deed.URGE, State.SUBMITTED),
        (State.SUBMITTED, Deed.HAND_OVER, State.SUBMITTED),
        (State.SUBMITTED, Deed.ADD_REVIEWER, State.SUBMITTED),
        (State.SUBMITTED, Deed.ANSWER_STEP, State.UNDER_REVIEW),
        (State.SUBMITTED, Deed.RETURN, State.RETURNED),
        (State.SUBMITTED, Deed.APPROVE, State.APPROVED),
        (State.SUBMITTED, Deed.REFUSE, State.REFUSED),
        (State.SUBMITTED, Deed.WITHDRAW, State.WITHDRAWN),
        (State.UNDER_REVIEW, Deed.URGE, State.UNDER_REVIEW),
        (State.UNDER_REVIEW, Deed.HAND_OVER, State.UNDER_REVIEW),
        (State.UNDER_REVIEW, Deed.ADD_REVIEWER, State.UNDER_REVIEW),
        (State.UNDER_REVIEW, Deed.ANSWER_STEP, State.UNDER_REVIEW),
        (State.UNDER_REVIEW, Deed.RETURN, State.RETURNED),
        (State.UNDER_REVIEW, Deed.APPROVE, State.APPROVED),
        (State.UNDER_REVIEW, Deed.REFUSE, State.REFUSED),
        (State.UNDER_REVIEW, Deed.WITHDRAW, State.WITHDRAWN),
        (State.RETURNED, Deed.RESUBMIT, State.UNDER_REVIEW),
        (State.RETURNED, Deed.WITHDRAW, State.WITHDRAWN),
        (State.APPROVED, Deed.WITHDRAW, State.WITHDRAWN),
        (State.APPROVED, Deed.RECORD_HELD, State.HELD),
        (State.APPROVED, Deed.RECORD_NOT_HELD, State.NOT_HELD),
        (State.APPROVED, Deed.REPORT, State.REPORTED),
        (State.HELD, Deed.REPORT, State.REPORTED),
    ]
)
"""What can be done in which state, and where it leads. Silence is no deed: nothing is approved by waiting."""


UNDER_REVIEW = (State.SUBMITTED, State.UNDER_REVIEW)
"""The states in which the reviewers have it and their clock runs."""


class StepMode(StrEnum):
    """Say how the reviewers of one step answer together: all must agree (会签) or one suffices (或签)."""

    ALL = "all"
    ANY = "any"


class Answer(StrEnum):
    """Name what a reviewer may say."""

    APPROVE = "approve"
    REFUSE = "refuse"
    RETURN = "return"


def step_result(*, mode: StepMode, reviewer_count: int, answers: Sequence[Answer]) -> Answer | None:
    """
    Say what a step's reviewers have decided together; ``None`` while the step is open.

    ``answers`` is in the order given, at most one for each reviewer. A return for correction ends the step at once.
    Where all must agree, the first refusal decides; where one suffices, the first answer does.
    """
    if Answer.RETURN in answers:
        return Answer.RETURN
    if mode is StepMode.ANY:
        return answers[0] if answers else None
    if Answer.REFUSE in answers:
        return Answer.REFUSE
    return Answer.APPROVE if len(answers) >= reviewer_count > 0 else None
