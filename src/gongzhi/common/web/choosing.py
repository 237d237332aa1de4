"""This will let a person name a row by typing, with suggestions, where a list to scroll would be too long."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from gongzhi.kernel.text import search_key

SUGGESTED_AT_MOST = 300


class SuggestingInput(forms.TextInput):
    """A line of text with a list of suggestions; works with the keyboard alone and without scripts."""

    template_name = "common/suggesting.html"
    suggestions: Callable[[], list[str]] = staticmethod(list)

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        """Hand the suggestions over and tie them to the input."""
        context = super().get_context(name, value, attrs)
        context["widget"]["suggestions"] = self.suggestions()
        context["widget"]["list_id"] = f"{context['widget']['attrs'].get('id', name)}_suggestions"
        context["widget"]["attrs"]["list"] = context["widget"]["list_id"]
        return context


class NamedRowField(forms.CharField):
    """
    One row of a table, named by its words.

    ``rows`` gives the rows to choose from, in the order of the suggestions; ``words`` the words of one row, which
    tell it apart; ``name`` its bare name, which is enough where only one row has it. Cleans to the row, or ``None``.
    """

    widget = SuggestingInput
    default_error_messages = {
        "nobody": _("Nothing of this name was found. Choose one of the suggestions."),
        "several": _("There are several of this name. Choose one of these: %(words)s."),
    }

    def __init__(
        self,
        *,
        rows: Callable[[], QuerySet[Any]],
        words: Callable[[Any], str] = str,
        name: Callable[[Any], str] = str,
        **kwargs: Any,
    ) -> None:
        self.rows, self.words, self.name = rows, words, name
        super().__init__(max_length=200, **kwargs)
        self.widget.suggestions = self._suggestions

    def clean(self, value: Any) -> Any:
        """Find the row that was meant."""
        typed = search_key(super().clean(value))
        if not typed:
            return None
        rows = list(self.rows())
        found = [row for row in rows if search_key(self.words(row)) == typed]
        found = found or [row for row in rows if search_key(self.name(row)) == typed]
        if not found:
            raise ValidationError(self.error_messages["nobody"], code="nobody")
        if len(found) > 1:
            words = "; ".join(self.words(row) for row in found)
            raise ValidationError(self.error_messages["several"], code="several", params={"words": words})
        return found[0]

    def prepare_value(self, value: Any) -> Any:
        """Write a row as its words."""
        return self.words(value) if isinstance(value, Model) else value

    def _suggestions(self) -> list[str]:
        return [self.words(row) for row in self.rows()[:SUGGESTED_AT_MOST]]
