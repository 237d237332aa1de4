"""This will say visits in seals."""

from django import template

from gongzhi.visits.models import Visit
from gongzhi.visits.rules import Result
from gongzhi.visits.words import RESULT_SEALS, VOID_SEAL

register = template.Library()


@register.filter
def result_state(visit: Visit) -> str:
    """Give the state of the kit's seal."""
    return (VOID_SEAL if visit.is_void else RESULT_SEALS[Result(visit.result)])[0]


@register.filter
def result_seal(visit: Visit) -> str:
    """Give the words of the seal."""
    return str((VOID_SEAL if visit.is_void else RESULT_SEALS[Result(visit.result)])[1])
