"""Say who reviews a filing, in which order, and what a person is told who comes too late."""

from collections.abc import Iterable
from dataclasses import dataclass

from gongzhi.filings.rights import Right
from gongzhi.filings.rules.classes import FilingClass
from gongzhi.filings.rules.flow import State, StepMode
from gongzhi.kernel.text import gettext_noop as _

# Between two planned steps there is room for those who are added.
GAP = 10
DIVISION_ENDINGS = ("街道", "地区", "镇", "乡")

TOLD = {
    State.DRAFT: _("It has not been handed in yet."),
    State.SUBMITTED: _("It was handed in and waits for its reviewers."),
    State.UNDER_REVIEW: _("It is being reviewed."),
    State.RETURNED: _("It was returned for correction and is with the organisation."),
    State.APPROVED: _("It was approved."),
    State.REFUSED: _("It was refused."),
    State.WITHDRAWN: _("It was withdrawn."),
    State.HELD: _("The activity was held; the report is still to come."),
    State.NOT_HELD: _("The activity was not held."),
    State.REPORTED: _("The activity was held and reported on: nothing is left to do."),
}
"""What a person is told whose deed no longer fits the state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStep:
    """Hold one step of the chain: which right its reviewers hold, and how they answer together."""

    position: int
    right: Right
    mode: StepMode


def review_chain(*, filing_class: FilingClass) -> tuple[PlannedStep, ...]:
    """
    Lay out who reviews: the party branch; for an approval then the president or the street. One of each suffices.

    The class ``none`` is reviewed by nobody.
    """
    rights = {
        FilingClass.APPROVAL: (Right.REVIEW, Right.CONFIRM),
        FilingClass.NOTICE: (Right.REVIEW,),
        FilingClass.NONE: (),
    }[filing_class]
    return tuple(
        PlannedStep(position=number * GAP, right=right, mode=StepMode.ANY)
        for number, right in enumerate(rights, start=1)
    )


def position_after(*, position: int, taken: Iterable[int]) -> int | None:
    """Find the first free place after a step and before the next planned one; ``None`` if there is no room left."""
    used = frozenset(taken)
    next_planned = (position // GAP + 1) * GAP
    return next((place for place in range(position + 1, next_planned) if place not in used), None)


def document_number(*, division_name: str, year: int, number: int) -> str:
    """Write the number of a filing as official documents do: 南湖备〔2026〕12号."""
    place = next(
        (division_name.removesuffix(ending) for ending in DIVISION_ENDINGS if division_name.endswith(ending)),
        division_name,
    )
    return f"{place or division_name}备〔{year}〕{number}号"


def told_of(state: str) -> str:
    """Say where a filing stands, for whoever wanted to do what no longer fits."""
    return TOLD[State(state)]
