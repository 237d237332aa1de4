"""This will take a page of a survey's form as it was sent."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Self
from uuid import UUID, uuid4

from django.http import QueryDict

from gongzhi.kernel.codes import normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.participation.models import Channel
from gongzhi.surveys.forms.reading import read_given
from gongzhi.surveys.models import Draft
from gongzhi.surveys.rules.answers import Given
from gongzhi.surveys.rules.questions import Definition
from gongzhi.surveys.selectors.intake import Kept
from gongzhi.surveys.services import Cell, CommunityUnknown

LONGEST_TOKEN: Final = 36
CELL: Final = ("community", "group")
TYPED: Final = ("code", *CELL)
"""Fields that are no questions; they stand on the last page."""


class DraftUnknown(DomainError):
    message = _("Nothing is kept under this code: it was mistyped, sent already, or kept for longer than a week.")


class DraftGone(DomainError):
    """A form stood open for so long that the pages before were forgotten."""

    message = _(
        "What you typed on the pages before was kept for a week; the week is over. "
        "Please fill them in again. What stood on the page you sent is still there."
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A page that was sent: which button, which page (from 0), what was typed on it and on the pages before.

    ``needs_draft`` tells that earlier pages were kept on the server.
    """

    go: str
    token: str
    channel: str
    page: int
    given: Given
    typed: Mapping[str, str]
    here: frozenset[str]
    needs_draft: bool

    def at_page(self, page: int) -> Self:
        """The same on another page."""
        return replace(self, page=page)

    def over(self, kept: Kept) -> Self:
        """Lay what was typed on this page over what was kept of the others."""
        others = {code: value for code, value in kept.answers.items() if code not in self.here}
        return replace(self, given={**others, **self.given}, typed={**kept.cell, **self.typed})

    def resumed(self, token: str, draft: Draft) -> Self:
        """Go on from a draft."""
        return replace(self, token=token, channel=draft.channel, page=draft.page, given=draft.answers, typed=draft.cell)

    @property
    def chosen_cell(self) -> dict[str, str]:
        """What was chosen of community and group, unchecked; the code of a slip is not kept with it."""
        return {name: self.typed.get(name, "") for name in CELL}

    def cell(self) -> Cell:
        """
        Read the cell that was chosen.

        :raises CommunityUnknown: if that is no community at all
        """
        chosen = self.typed.get("community", "")
        try:
            community_id = UUID(chosen) if chosen else None
        except ValueError as wrong:
            raise CommunityUnknown(field="community") from wrong
        return Cell(community_id=community_id, group=self.typed.get("group", ""))


def sent_by(post: QueryDict, definition: Definition) -> Sent:
    """Take what a browser sent."""
    page = _page(post.get("p", ""), len(definition.pages))
    questions = definition.pages[page].questions
    go = post.get("go", "")
    return Sent(
        go=go,
        token=token_typed(post.get("t", "")) or str(uuid4()),
        channel=Channel.QR if post.get("c") == "qr" else Channel.WEB,
        page=page,
        given=read_given(post, questions),
        typed={name: str(post[name]) for name in TYPED if name in post},
        here=frozenset(question.code for question in questions),
        needs_draft=len(definition.pages) > 1,
    )


def token_typed(text: str) -> str:
    """Read a token as it stands in the form, or as somebody copied it down."""
    return "".join(normalise_digits(text).split())[:LONGEST_TOKEN]


def _page(text: str, count: int) -> int:
    """Read the number of a page (from 0); the first where it is none."""
    page = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else 0  # noqa: PLR2004
    return page if page < count else 0
