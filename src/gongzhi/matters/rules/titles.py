"""Say which titles anybody may read: never the words of somebody who spoke."""

from collections.abc import Iterable

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import search_key

LONG_ENOUGH = 8
"""A title of so many characters that stands anywhere in the words was taken from them; shorter ones are just words."""


class TitleRepeatsWords(DomainError):
    """A matter is to be public under a title that somebody said."""

    message = _("The title repeats what somebody said. Everybody reads it once it is public: put it in your own words.")


def check_public_title(title: str, words: Iterable[str]) -> None:
    """
    Accept a title for everybody to read.

    A voice by itself gives its matter the beginning of its words as a title, with whatever names stand in them.

    :raises TitleRepeatsWords: if it is the beginning of what somebody said, or a longer piece of it
    """
    bare = _bare(title)
    for said in map(_bare, words):
        if said.startswith(bare) or (len(bare) >= LONG_ENOUGH and bare in said):
            raise TitleRepeatsWords(field="title")


def _bare(text: str) -> str:
    """Keep what is said, without spaces and signs."""
    return "".join(sign for sign in search_key(text) if sign.isalnum())
