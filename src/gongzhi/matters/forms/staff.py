"""This will take what clerks and those above type about matters, and how the window is narrowed."""

from collections.abc import Mapping, Sequence
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import Community
from gongzhi.matters.models import Answer, Matter, Voice
from gongzhi.matters.rules.flow import State
from gongzhi.matters.selectors import listing
from gongzhi.offices.models import Body
from gongzhi.offices.selectors import Holder
from gongzhi.participation.models import Channel

ALL = ("", _("All"))
OUTSIDE = "outside"
Choices = Sequence[tuple[str, str | Promise]]


def _set(form: forms.Form, name: str, choices: Choices) -> None:
    cast("forms.ChoiceField", form.fields[name]).choices = list(choices)


def _day(label: Any, **more: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


def _text(label: Any, *, rows: int = 3, longest: int = 2000, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class VersionedForm(DeedForm):
    """A form that carries the version of the matter its reader saw; for the labels of a conflict see `compared`."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def renew(self, version: int) -> None:
        """Put what was typed against the newest version, so that sending again is a choice and not an accident."""
        typed = cast("QueryDict", self.data).copy()
        typed["version"] = str(version)
        self.data = typed

    def compared(self, saved: Mapping[str, object]) -> list[dict[str, object]]:
        """Put what is saved and what was typed side by side, where they differ; ``saved`` by field."""
        both = [(self[name], saved[name], self[name].value() or "") for name in self.fields if name in saved]
        return [
            {"label": field.label, "saved": _said(field, now), "typed": _said(field, typed)}
            for field, now, typed in both
            if str(now) != str(typed)
        ]


def _said(field: forms.BoundField, value: object) -> str:
    if isinstance(field.field, forms.ChoiceField):
        choices: Any = field.field.choices
        return next((str(label) for code, label in choices if str(code) == str(value)), "")
    return str(value or "")


class OwnerMixin(forms.Form):
    """Ask who owns it, among those who may."""

    owner = forms.ChoiceField(label=_("Who handles it"))

    def __init__(self, *args: Any, holders: Sequence[Holder], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "owner", [(str(one.person_id), f"{one.name} · {one.office}") for one in holders])

    def owner_id(self) -> UUID:
        """Who was chosen."""
        return UUID(self.cleaned_data["owner"])


class AcceptForm(OwnerMixin, VersionedForm):
    """Take a matter on: what it is about, and who sees to it."""

    title = forms.CharField(label=_("What it is about"), max_length=100)
    category = forms.ChoiceField(
        label=_("Kind of matter"), choices=[("", _("Please choose")), *Matter.Category.choices]
    )
    field_order = ["title", "category", "owner"]


class HandOverForm(OwnerMixin, DeedForm):
    """Give a matter to a colleague."""

    reason = forms.CharField(label=_("A word to them"), max_length=200)


class AskForm(VersionedForm):
    """Ask the speaker something."""

    question = _text(_("What you need to know"), help_text=_("The speaker reads it as you write it."))


class DeferForm(DeedForm):
    """Put a matter off, once."""

    until = _day(_("Until when"), help_text=_("30 days at most, and only once."))
    reason = _text(_("Why it takes longer"), longest=500, help_text=_("The speakers read it as you write it."))


class ClassifyForm(VersionedForm):
    """What a matter is about, where, and who may read of it."""

    title = forms.CharField(label=_("What it is about"), max_length=100)
    category = forms.ChoiceField(label=_("Kind of matter"), required=False, choices=[("", _("Not said"))])
    community = forms.ChoiceField(label=_("Community"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=100)
    sensitivity = forms.ChoiceField(
        label=_("Who may read of it"),
        widget=forms.RadioSelect,
        choices=Matter.Sensitivity.choices,
        help_text=_("Public ones stand on the public page with title, state and answer, never with words or names."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "category", [("", _("Not said")), *Matter.Category.choices])
        known = [(str(each.pk), each.name) for each in Community.objects.in_order()]
        _set(self, "community", [("", _("Not said")), *known])

    def community_id(self) -> UUID | None:
        """Which community was chosen."""
        chosen = self.cleaned_data["community"]
        return UUID(chosen) if chosen else None


class SplitForm(VersionedForm):
    """Which voices become a matter of their own."""

    voices = forms.MultipleChoiceField(label=_("Which voices go"), widget=forms.CheckboxSelectMultiple)
    title = forms.CharField(label=_("What the new matter is about"), max_length=100)

    def __init__(self, *args: Any, voices: Sequence[Voice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "voices", [(str(voice.pk), voice.words) for voice in voices])

    def voice_ids(self) -> tuple[UUID, ...]:
        """Which were ticked."""
        return tuple(UUID(each) for each in self.cleaned_data["voices"])


class MergeForm(VersionedForm):
    """Into which matter the voices go: one of the similar ones, or another by its number."""

    into = forms.ChoiceField(label=_("Similar matters"), widget=forms.RadioSelect, required=False)
    number = forms.CharField(
        label=_("Or by its number"), required=False, max_length=20, help_text=_("As it stands in the list, 2026-0031.")
    )

    def __init__(self, *args: Any, similar: Sequence[Matter], candidates: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = candidates
        _set(self, "into", [(str(one.pk), f"{one.number} {one.title} · {one.get_state_display()}") for one in similar])
        if not similar:
            del self.fields["into"]
            self.fields["number"].label = _("Number of the other matter")

    def clean(self) -> dict[str, Any]:
        """Find the one that was meant."""
        said = super().clean() or {}
        typed = (said.get("number") or "").strip()
        chosen = said.get("into")
        wanted = {"number": typed} if typed else {"pk": chosen}
        found = self.candidates.filter(**wanted).first() if typed or chosen else None
        if found is None and not self.errors:
            reason = _("There is no open matter of this number.") if typed else _("Choose one, or write its number.")
            self.add_error("number", reason)
        return {**said, "target": found}


class EscalateForm(VersionedForm):
    """To whom a matter goes, and why."""

    to = forms.ChoiceField(label=_("Escalate to whom"), widget=forms.RadioSelect)
    outside = forms.CharField(
        label=_("Name and address of the office"),
        required=False,
        max_length=200,
        help_text=_("Only for an address outside: print the sheet and send it."),
    )
    reason = _text(_("Why, and what is asked of them"))

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: Choices = [*((str(body.pk), body.name) for body in bodies), (OUTSIDE, _("An address outside"))]
        _set(self, "to", choices)
        self.fields["to"].initial = choices[0][0]

    def clean(self) -> dict[str, Any]:
        """Ask for the address where it goes outside."""
        said = super().clean() or {}
        if said.get("to") == OUTSIDE and not said.get("outside"):
            self.add_error("outside", _("Write to whom it goes."))
        return said

    def body_id(self) -> UUID | None:
        """Which body was chosen; ``None`` for an address outside."""
        chosen = self.cleaned_data["to"]
        return None if chosen == OUTSIDE else UUID(chosen)

    def address(self) -> str:
        """The address outside, empty for a body."""
        return self.cleaned_data["outside"] if self.cleaned_data["to"] == OUTSIDE else ""


class AnswerForm(VersionedForm):
    """What all speakers are told, and what came of it."""

    text = _text(
        _("The answer"), rows=6, longest=5000, help_text=_("Every speaker reads it as you write it. Name nobody.")
    )
    result = forms.ChoiceField(label=_("Result of handling"), widget=forms.RadioSelect, choices=Answer.Result.choices)


class AboveAnswerForm(DeedForm):
    """The answer of those above; for an answer on paper also the number of the letter."""

    text = _text(_("The answer"), rows=6, longest=4900, help_text=_("It goes to every speaker as you write it."))
    result = forms.ChoiceField(label=_("Result of handling"), widget=forms.RadioSelect, choices=Answer.Result.choices)
    paper = forms.CharField(label=_("Number and day of the letter"), max_length=80)

    def __init__(self, *args: Any, on_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not on_paper:
            del self.fields["paper"]


class ReasonForm(DeedForm):
    """A reason in words."""

    reason = _text(_("Reason"))

    def __init__(self, *args: Any, label: Any = None, hint: Any = "", longest: int = 2000, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.CharField", self.fields["reason"])
        field.label, field.help_text = label or field.label, hint
        field.max_length = longest


class RevealForm(DeedForm):
    """Why a contact is looked at."""

    reason = forms.CharField(
        label=_("Reason"),
        min_length=2,
        max_length=200,
        help_text=_("It is kept in the log with your name and the time."),
    )


class WordsForm(DeedForm):
    """What a speaker adds, written down for them."""

    words = _text(_("In the speaker's words"))


class WindowFilters(forms.Form):
    """How the window is narrowed; what is wrong narrows nothing."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    state = forms.ChoiceField(label=_("Where it stands"), required=False, choices=[ALL, *Matter.State.choices])
    category = forms.ChoiceField(label=_("Kind of matter"), required=False, choices=[ALL, *Matter.Category.choices])
    community = forms.ChoiceField(label=_("Community"), required=False)
    channel = forms.ChoiceField(label=_("Channel"), required=False, choices=[ALL, *Channel.choices])
    asker = forms.ChoiceField(label=_("Who asks"), required=False, choices=[ALL, *Voice.Asker.choices])
    group = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=[(g, g) for g in listing.GROUPS])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _set(self, "community", [ALL, *((str(each.pk), each.name) for each in Community.objects.in_order())])

    def filters(self) -> listing.Filters:
        """Give what narrows the list."""
        self.full_clean()
        said: Mapping[str, Any] = self.cleaned_data
        same = {name: said.get(name) or "" for name in ("state", "category", "channel", "asker")}
        group = said.get("group") or (listing.ALL if same["state"] in FINISHED else listing.OPEN_NOW)
        chosen = said.get("community")
        return listing.Filters(
            group=group, text=said.get("q") or "", community_id=UUID(chosen) if chosen else None, **same
        )


FINISHED = (State.ANSWERED, State.CLOSED, State.MERGED)
