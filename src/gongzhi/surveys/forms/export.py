"""This will ask how answers are to be taken away."""

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.surveys.rules.codebook import Writing

XLSX, CSV = "xlsx", "csv"


class ExportForm(DeedForm):
    """As what, how written, and whether small groups are told."""

    form = forms.ChoiceField(
        label=_("File"),
        choices=[(XLSX, _("Workbook for Excel or WPS (.xlsx)")), (CSV, _("Tables of text (.csv, in a .zip)"))],
        initial=XLSX,
        widget=forms.RadioSelect,
    )
    writing = forms.ChoiceField(
        label=_("Answers"),
        choices=[
            (Writing.WORDS.value, _("in words, to be read")),
            (Writing.CODES.value, _("in codes, to be reckoned with")),
        ],
        initial=Writing.WORDS.value,
        widget=forms.RadioSelect,
    )
    is_whole = forms.BooleanField(
        label=_("Also tell community and age group where fewer than ten answered"), required=False
    )
    reason = forms.CharField(label=_("What that is needed for"), max_length=200, required=False)
