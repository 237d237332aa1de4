"""Say which deed leads a round from which state to which."""

from enum import StrEnum

from gongzhi.kernel.states import StateTable


class RoundState(StrEnum):
    """Where a round stands."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class RoundDeed(StrEnum):
    """What can be done with a round."""

    PLAN = "plan"
    OPEN = "open"
    CLOSE = "close"


ROUNDS = StateTable(
    (
        (RoundState.DRAFT, RoundDeed.PLAN, RoundState.DRAFT),
        (RoundState.DRAFT, RoundDeed.OPEN, RoundState.OPEN),
        (RoundState.OPEN, RoundDeed.CLOSE, RoundState.CLOSED),
    )
)
