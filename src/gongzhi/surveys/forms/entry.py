"""This will take one sheet after the other from a clerk: a line for each question, digits for options."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import words_of
from gongzhi.federations.models import PopulationCell
from gongzhi.kernel.errors import DomainError
from gongzhi.participation.models import Channel
from gongzhi.surveys.forms.reading import field_of
from gongzhi.surveys.forms.rounds import DAY, community_choices
from gongzhi.surveys.rules.answers import AnswersRefused
from gongzhi.surveys.rules.entry import from_digits, needs_blanks
from gongzhi.surveys.rules.questions import Kind, Question
from gongzhi.surveys.selectors.intake import AskedRound
from gongzhi.surveys.services import Cell

CHANNELS = (Channel.PAPER, Channel.PHONE, Channel.DESK, Channel.VISIT)
LONGEST_DIGITS = 120
NUMERIC = {"inputmode": "numeric", "autocomplete": "off"}


class EntryForm(DeedForm):
    """One sheet. What is the same for a pile of them, day and way, stays from sheet to sheet."""

    answered_on = forms.DateField(label=_("Day on the sheet"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d"))
    channel = forms.ChoiceField(label=_("How it was given"), choices=[(each.value, each.label) for each in CHANNELS])

    def __init__(self, *args: Any, asked: AskedRound, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        if asked.asks_code:
            self.fields["code"] = forms.CharField(
                label=_("The code on the slip"), max_length=30, widget=forms.TextInput(NUMERIC)
            )
        if asked.asks_cell:
            self.fields["community"] = forms.ChoiceField(
                label=_("Community"), required=False, choices=community_choices(_("Not said"))
            )
            groups = [("", _("Not said")), *PopulationCell.Group.choices]
            self.fields["group"] = forms.ChoiceField(label=_("Age group"), required=False, choices=groups)
        for question in asked.definition.questions:
            self.fields[field_of(question)] = self._field(question)

    def _field(self, question: Question) -> forms.CharField:
        is_text = question.kind == Kind.TEXT
        longest = int(question.maximum or 0) if is_text else LONGEST_DIGITS
        attrs = {"autocomplete": "off"} if is_text or question.kind == Kind.NUMBER else NUMERIC
        field = forms.CharField(
            label=f"{question.number}. {question.label.zh}",
            max_length=longest,
            required=False,
            strip=False,
            help_text=_("Leave a blank between two options; after a single one, type a comma.")
            if needs_blanks(question)
            else "",
        )
        field.widget.attrs |= {**attrs, "size": "40" if is_text else "8", "data-kind": question.kind.value}
        return field

    def lines(self) -> Iterator[tuple[Question, BoundField]]:
        """Give each question with its field, in the order of the paper."""
        for question in self.asked.definition.questions:
            yield question, self[field_of(question)]

    def clean(self) -> dict[str, Any]:
        """Read the digits."""
        said = super().clean() or {}
        given: dict[str, str | list[str]] = {}
        for question in self.asked.definition.questions:
            name = field_of(question)
            try:
                value = from_digits(question=question, typed=said.get(name, ""))
            except DomainError as error:
                self.add_error(name, words_of(error))
                continue
            if value:
                given[question.code] = value
        return said | {"given": given}

    def sheet(self) -> dict[str, Any]:
        """Give what the service is told."""
        said = self.cleaned_data
        community = said.get("community", "")
        return {
            "answers": said["given"],
            "channel": said["channel"],
            "answered_on": said["answered_on"],
            "code": said.get("code", ""),
            "cell": Cell(community_id=UUID(community) if community else None, group=said.get("group", "")),
        }

    def refuse(self, refused: AnswersRefused) -> None:
        """Set what is wrong with each answer on its line."""
        for code, error in refused.problems.items():
            self.add_error(field_of(self.asked.definition.by_code[code]), words_of(error))


class VoidForm(DeedForm):
    """Why a sheet counts no more."""

    reason = forms.CharField(
        label=_("Why it counts no more"), max_length=200, help_text=_("For example: typed twice, wrong pile, misread.")
    )
    code = forms.CharField(
        label=_("The code on the slip"),
        max_length=30,
        help_text=_("It may be used again afterwards."),
        widget=forms.TextInput(NUMERIC),
    )

    def __init__(self, *args: Any, asks_code: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not asks_code:
            del self.fields["code"]
