"""This will say by the colour of a seal where a round stands."""

from django import template

from gongzhi.surveys.models import Round

register = template.Library()

SEALS = {"draft": "open", "open": "due", "closed": "met"}


@register.filter
def round_seal(asked: Round) -> str:
    """Give the state of the seal of a round."""
    return SEALS[asked.state]
