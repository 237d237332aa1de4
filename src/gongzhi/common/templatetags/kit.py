"""Give the kit's templates what a template language cannot say by itself."""

from collections.abc import Iterator
from itertools import count
from typing import Protocol
from uuid import uuid4

from django import template
from django.core.paginator import Page
from django.utils.translation import gettext, pgettext

from gongzhi.common.web.refusals import spoken

register = template.Library()

_ids = count(1)


class Judged(Protocol):
    """What a decision shows: the English msgid of its reason and the msgid's parameters."""

    reason: str
    params: dict[str, object]


@register.filter
def reason(decision: Judged | bool | str | None) -> str:  # noqa: FBT001 - a template hands over what it has
    """Say in the reader's language why a decision was refused; a bare yes or no has no reason."""
    msgid = getattr(decision, "reason", "")
    if not msgid:
        return ""
    text = gettext(msgid)
    params = getattr(decision, "params", None)
    return text % spoken(params) if params else text


@register.filter
def percent(part: float | None, whole: float | None) -> str:
    """Measure ``part`` of ``whole`` for a drawing: "0%" to "100%"; nothing of nothing is "0%"."""
    share = float(part or 0) / float(whole) if whole else 0.0
    return f"{max(0.0, min(1.0, share)) * 100:.1f}%"


@register.simple_tag
def unique_id(prefix: str) -> str:
    """Make an id that no other element of the page has, to tie a text to its control."""
    return f"{prefix}-{next(_ids)}"


@register.simple_tag
def deed_key() -> str:
    """Make a fresh key for a one-button form, so that a resend is known as one."""
    return str(uuid4())


@register.simple_tag
def month_names() -> list[str]:
    """List the heads of the twelve columns of a year in the reader's language."""
    return [pgettext("column of a year", "%(month)s") % {"month": month} for month in range(1, 13)]


@register.simple_tag
def page_numbers(page: Page) -> Iterator[int | str]:
    """List the page numbers to offer around ``page``, with an ellipsis for what is left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.simple_tag(takes_context=True)
def page_url(context: template.Context, param: str, number: int) -> str:
    """Make the address of page ``number`` of this list, keeping everything else of the address."""
    query = context["request"].GET.copy()
    query[param] = str(number)
    return f"?{query.urlencode()}"
