"""This will let templates show matters, voices and mediations as seals and tags, and shares as percentages."""

from django import template

from gongzhi.matters import words
from gongzhi.matters.rules.flow import State
from gongzhi.matters.rules.mediation import MediationState

register = template.Library()


@register.filter
def seal_state(state: str) -> str:
    """Give the kit's state for the seal of a matter in a state."""
    return words.SEALS[State(state)][0]


@register.filter
def seal_words(state: str) -> str:
    """Give the words of the seal of a matter in a state."""
    return str(words.SEALS[State(state)][1])


@register.filter
def mediation_seal_state(state: str) -> str:
    """Give the kit's state for the seal of a mediation in a state."""
    return words.MEDIATION_SEALS[MediationState(state)][0]


@register.filter
def mediation_seal_words(state: str) -> str:
    """Give the words of the seal of a mediation in a state."""
    return str(words.MEDIATION_SEALS[MediationState(state)][1])


@register.filter
def standing_state(standing: str) -> str:
    """Give the kit's state for the tag of a voice's standing."""
    return words.STANDINGS[standing]


@register.filter
def as_percent(share: float | None) -> str:
    """Write a share of 0..1 as whole percents; ``""`` for ``None``."""
    return "" if share is None else f"{share * 100:.0f}%"
