"""Read the bounds of a question: what ``min`` and ``max`` mean for its kind, and what they may be."""

from collections.abc import Mapping
from typing import Final

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.surveys.rules import questions as q
from gongzhi.surveys.rules.questions import Kind

Bound = int | float | None
DEFAULT_SCALE: Final = (1, 5)
DEFAULT_TEXT: Final = 500


class BoundsUnfit(DomainError):
    message = _("Here the smallest and the largest value lie between %(least)s and %(most)s, in this order.")


def bounds(*, raw: Mapping[str, object], kind: Kind, options: int) -> tuple[Bound, Bound]:
    """
    Read ``min`` and ``max`` of a question, with what stands for them where they are missing.

    scale: its ends, 1 to 5 by itself · number: closed bounds, none by itself · multiple: how many may be chosen ·
    ranking: ``max`` places, all options by itself · text: characters, 500 by itself · single: none.

    :raises BoundsUnfit: if they are out of order or beyond what the kind bears
    """
    least, most = (_number(raw.get(key)) for key in ("min", "max"))
    match kind:
        case Kind.SCALE:
            low, high = DEFAULT_SCALE[0] if least is None else least, DEFAULT_SCALE[1] if most is None else most
            return _within(low, high, 0, q.HIGHEST_SCALE, apart=True)
        case Kind.NUMBER:
            return _within(least, most, -q.LARGEST_NUMBER, q.LARGEST_NUMBER, whole=False)
        case Kind.MULTIPLE:
            return _within(least, most, 0, options)
        case Kind.RANKING:
            return _within(least, options if most is None else most, 0, options)
        case Kind.TEXT:
            return _within(None, DEFAULT_TEXT if most is None else most, 1, q.LONGEST_ANSWER)
        case Kind.SINGLE:
            return None, None


def _number(value: object) -> Bound:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    raise BoundsUnfit(least=-q.LARGEST_NUMBER, most=q.LARGEST_NUMBER)


def _within(
    least: Bound, most: Bound, lowest: int, highest: int, *, whole: bool = True, apart: bool = False
) -> tuple[Bound, Bound]:
    """``whole``: no fractions. ``apart``: the two ends may not fall together."""
    given = [each for each in (least, most) if each is not None]
    fits = all(lowest <= each <= highest and (not whole or isinstance(each, int)) for each in given)
    in_order = least is None or most is None or least < most or (least == most and not apart)
    if not fits or not in_order:
        raise BoundsUnfit(least=lowest, most=highest)
    return least, most
