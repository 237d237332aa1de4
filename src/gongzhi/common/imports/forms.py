"""This will shape an upload and the mending of one row."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm

ENDINGS = (".xlsx", ".csv")


class UploadForm(DeedForm):
    """Choose a workbook."""

    file = forms.FileField(
        label=_("The spreadsheet"),
        help_text=_("An .xlsx or .csv file of at most 20 MB, as the office keeps it: title rows and totals may stay."),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        max_length=255,
    )

    def clean_file(self) -> Any:
        """Say at once that a wrong kind of file was chosen."""
        file = self.cleaned_data["file"]
        if not file.name.lower().endswith(ENDINGS):
            raise ValidationError(_("Please choose an .xlsx or .csv file. Save older spreadsheets as .xlsx first."))
        return file


class MendForm(DeedForm):
    """One field for each column of the row; problems stand beside their fields."""

    def __init__(
        self, *args: Any, headings: Mapping[str, str], problems: Mapping[str, list[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.problems = problems
        for name, heading in headings.items():
            self.fields[name] = forms.CharField(label=heading, required=False, max_length=500)

    def changes(self) -> dict[str, str]:
        """Give the fields that were typed anew."""
        return {name: self.cleaned_data[name] for name in self.changed_data if name != "deed_key"}
