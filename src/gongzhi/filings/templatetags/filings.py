"""This will let templates say filings, money and sentences of the rules in words."""

from django import template
from django.utils.translation import gettext

from gongzhi.common.web.refusals import spoken
from gongzhi.filings import words
from gongzhi.filings.models import Filing, ReviewStep
from gongzhi.filings.rules import Classification, FilingClass, PlannedStep, SafetyItem, State
from gongzhi.institution.rules import Sentence
from gongzhi.kernel.text import mask_phone

register = template.Library()


@register.filter
def seal_state(state: str) -> str:
    """Give the kit's state for the seal of a filing in a state."""
    return words.SEALS[State(state)][0]


@register.filter
def seal_words(state: str) -> str:
    """Give the words of the seal of a filing in a state."""
    return str(words.SEALS[State(state)][1])


@register.filter
def class_state(classification: Classification) -> str:
    """Give the kit's state for the seal of a class."""
    return words.CLASS_SEALS[classification.filing_class][0]


@register.filter
def class_seal(classification: Classification) -> str:
    """Give the words of the seal of a class."""
    return str(words.CLASS_SEALS[classification.filing_class][1])


@register.filter
def class_words(classification: Classification) -> str:
    """Say the class in a sentence."""
    return str(words.CLASS_WORDS[FilingClass(classification.filing_class)])


@register.filter
def step_words(step: PlannedStep | ReviewStep) -> str:
    """Say who is asked in a step; works for steps to come and for those on the way."""
    return str(words.STEP_WORDS.get(step.right, words.STEP_WORDS[""]))


@register.filter
def safety_words(item: str) -> str:
    """Say a part of the safety plan."""
    return str(words.SAFETY_WORDS[SafetyItem(item)])


@register.filter
def say(sentence: Sentence | None) -> str:
    """Say a sentence of the rules, days and large numbers in the words of the page."""
    if sentence is None:
        return ""
    numbers = {name: f"{value:,}" for name, value in sentence.params.items() if type(value) is int}
    return gettext(sentence.msgid) % spoken({**sentence.params, **numbers})


@register.filter
def yuan(cents: int | None) -> str:
    """Write cents as yuan; whole yuan without decimals; ``""`` for ``None``."""
    if cents is None:
        return ""
    whole, rest = divmod(cents, 100)
    return f"{whole:,}.{rest:02d}" if rest else f"{whole:,}"


@register.filter
def masked(phone: str) -> str:
    """Hide the middle of a telephone number."""
    return mask_phone(phone)


@register.filter
def marks(filing: Filing) -> list[str]:
    """List the marks that are set on an activity, in the words of its form."""
    return [
        str(filing._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        for name in words.FACT_FIELDS
        if getattr(filing, name)
    ]
