"""This will let a person say on which resolution a deed rests: one adopted here, or one on paper."""

from typing import Any, ClassVar, cast

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.common.web.forms import DeedForm


class ResolutionForm(DeedForm):
    """
    A form of a deed that rests on a resolution.

    A subclass declares the line for a resolution or document on paper and names it in ``paper``; the resolutions
    adopted here stand above that line, and nothing where there are none. ``needs_one`` false lets both stay empty.
    Cleans to the words of the resolution in the line ``paper`` (what was chosen, then what was typed) and, where one
    was chosen, ``resolution_id``.
    """

    paper: ClassVar[str] = "basis"
    needs_one: ClassVar[bool] = True

    resolution = forms.ChoiceField(
        label=_("Resolution adopted here"),
        required=False,
        help_text=_("If it is not in the list, write it in the next line."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.refs = {str(ref.id): ref for ref in registry.resolutions()}
        if not self.refs:
            del self.fields["resolution"]
            return
        field = cast("forms.ChoiceField", self.fields["resolution"])
        field.choices = [("", _("None of these")), *((key, _words(ref)) for key, ref in self.refs.items())]
        self.fields[self.paper].required = False
        names = [name for name in self.fields if name != "resolution"]
        names.insert(names.index(self.paper), "resolution")
        self.order_fields(names)

    def clean(self) -> dict[str, Any]:
        """Ask for one of the two, and take over the one chosen."""
        cleaned = super().clean() or {}
        ref = self.refs.get(cleaned.pop("resolution", ""))
        typed = cleaned.get(self.paper, "").strip()
        if ref is not None:
            cleaned["resolution_id"] = ref.id
            cleaned[self.paper] = self._joined(ref.label, typed)
        elif self.needs_one and not typed and not {"resolution", self.paper} & set(self.errors):
            self.add_error(self.paper, _("Choose a resolution, or write on which resolution or document this rests."))
        return cleaned

    def _joined(self, label: str, typed: str) -> str:
        """Put both into one line; a label too long for it is cut, its key says which it is."""
        longest = cast("forms.CharField", self.fields[self.paper]).max_length or len(label)
        room = longest - (len(typed) + 3 if typed else 0)
        shown = label if len(label) <= room else f"{label[: max(room - 1, 0)]}…"
        return (f"{shown} · {typed}" if typed else shown)[:longest]


def _words(ref: registry.ResolutionRef) -> str:
    return f"{ref.label} · {date_format(ref.adopted_on, 'DATE_FORMAT')}"
