"""This will tell which voices an answer becomes, and their receipts, before they are written."""

from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid5

from django.urls import NoReverseMatch, reverse

from gongzhi.matters.rules.codes import grouped
from gongzhi.matters.selectors.codes import code_for
from gongzhi.surveys.models import Response
from gongzhi.surveys.rules.questions import Definition, Question


@dataclass(frozen=True, slots=True)
class TextReceipt:
    """The receipt of words that become a voice: ``written`` as people read it, ``address`` where it is looked up."""

    question: Question
    text: str
    written: str
    address: str


def voice_id_of(*, response_id: UUID, question: str) -> UUID:
    """Name the voice that the answer to a question becomes; the same however often it is asked."""
    return uuid5(response_id, question)


def receipts_of(response: Response, definition: Definition) -> list[TextReceipt]:
    """List the receipts of an answer's words that become voices by rule; no query."""
    found = []
    for question in definition.questions:
        text = response.answers.get(question.code)
        if question.becomes_voice and isinstance(text, str):
            code = code_for(voice_id_of(response_id=response.pk, question=question.code))
            found.append(TextReceipt(question, text, grouped(code), _address(code)))
    return found


def _address(code: str) -> str:
    """Find the page of the receipt; ``""`` where the site has none."""
    with suppress(NoReverseMatch):
        return reverse("matters:speaker", args=[code])
    return ""
