"""This will take what is typed in the designer: a survey, a question, a page, a workbook."""

from typing import Any

from django import forms
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.common.web.refusals import words_of
from gongzhi.surveys.models import Survey
from gongzhi.surveys.rules import questions as q
from gongzhi.surveys.rules.conditions import written
from gongzhi.surveys.rules.editing import lines_of, options_from_lines
from gongzhi.surveys.rules.parsing import LONGEST
from gongzhi.surveys.rules.questions import Definition, DefinitionRefused, Kind, Question
from gongzhi.surveys.rules.shipped import shipped

ROWS_OF_OPTIONS = 6
PARTS = {"label": "label_zh", "help": "help_zh", "min": "least", "low": "low_zh", "high": "high_zh"}
"""Key of a definition → field of the form, where they are called differently."""


class SurveyForm(DeedForm):
    """Title and purpose of a survey."""

    title = forms.CharField(label=_("Title of the survey"), max_length=100)
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who are asked read it, and those who read the results."),
    )


class NewSurveyForm(SurveyForm):
    """A new survey: empty, or with the questions of a shipped template."""

    audience = forms.ChoiceField(
        label=_("Who is asked"), choices=Survey.Audience.choices, widget=forms.RadioSelect, initial="residents"
    )
    template = forms.ChoiceField(label=_("Begin with"), required=False, widget=forms.RadioSelect)

    field_order = ["template", "title", "audience", "purpose"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or ""
        choices = [(each.code, each.title.said(language)) for each in shipped()]
        self.fields["template"].choices = [("", gettext("No questions yet")), *choices]  # type: ignore[attr-defined]


class WordsForm(DeedForm):
    """Words in two languages: the title of a page, or what stands before the first question."""

    zh = forms.CharField(label=_("In Chinese"), required=False, max_length=q.LONGEST_OPTION)
    en = forms.CharField(label=_("In English"), required=False, max_length=q.LONGEST_OPTION)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def words(self) -> dict[str, str]:
        """Give the words by language, without what is empty."""
        return {name: self.cleaned_data[name] for name in ("zh", "en") if self.cleaned_data[name]}


class IntroForm(WordsForm):
    """What stands before the first question."""

    zh = forms.CharField(
        label=_("In Chinese"), required=False, max_length=q.LONGEST_INTRO, widget=forms.Textarea(attrs={"rows": 5})
    )
    en = forms.CharField(
        label=_("In English"), required=False, max_length=q.LONGEST_INTRO, widget=forms.Textarea(attrs={"rows": 5})
    )


class ArrangeForm(DeedForm):
    """One step in the order of questions and pages."""

    revision = forms.IntegerField()
    act = forms.ChoiceField(
        choices=[(each, each) for each in ("up", "down", "delete", "page_up", "page_down", "page_delete")]
    )
    code = forms.CharField(required=False, max_length=q.LONGEST_CODE)
    page = forms.IntegerField(required=False, min_value=0, max_value=q.MOST_PAGES)


class UploadForm(DeedForm):
    """A workbook with an XLSForm."""

    file = forms.FileField(label=_("XLSForm workbook (.xlsx)"))


class DefinitionField(forms.JSONField):
    """What was read from a workbook; text nested too deep, or with a number too long, is no JSON of ours."""

    widget = forms.HiddenInput

    def to_python(self, value: Any) -> Any:
        """Read the text, or refuse it on the field."""
        try:
            return super().to_python(value)
        except (RecursionError, ValueError) as error:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid", params={"value": ""}) from error

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Give what the form shows again: nothing, where nothing could be read."""
        try:
            return super().bound_data(data, initial)
        except (RecursionError, ValueError):
            return forms.fields.InvalidJSONInput("")


class TakeOverForm(SurveyForm):
    """What was read from a workbook, on its way into a new survey."""

    audience = forms.ChoiceField(
        label=_("Who is asked"), choices=Survey.Audience.choices, widget=forms.RadioSelect, initial="residents"
    )
    definition = DefinitionField()


class TakeInForm(DeedForm):
    """What was read from a workbook, on its way into a version that has its survey."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    definition = DefinitionField()


class QuestionForm(DeedForm):
    """One question of a kind: only what this kind needs is asked."""

    label_zh = forms.CharField(
        label=_("Question"), max_length=q.LONGEST_LABEL, widget=forms.Textarea(attrs={"rows": 2})
    )
    label_en = forms.CharField(label=_("Question in English"), max_length=q.LONGEST_LABEL, required=False)
    help_zh = forms.CharField(label=_("Hint below the question"), max_length=q.LONGEST_HELP, required=False)
    help_en = forms.CharField(label=_("Hint in English"), max_length=q.LONGEST_HELP, required=False)
    options = forms.CharField(
        label=_("Options"),
        widget=forms.Textarea(attrs={"rows": ROWS_OF_OPTIONS}),
        help_text=_("One a line; English after a bar."),
    )
    least = forms.DecimalField(
        label=_("Smallest"), required=False, min_value=-q.LARGEST_NUMBER, max_value=q.LARGEST_NUMBER
    )
    most = forms.DecimalField(
        label=_("Largest"), required=False, min_value=-q.LARGEST_NUMBER, max_value=q.LARGEST_NUMBER
    )
    low_zh = forms.CharField(label=_("Words at the low end"), max_length=q.LONGEST_OPTION, required=False)
    low_en = forms.CharField(label=_("Low end in English"), max_length=q.LONGEST_OPTION, required=False)
    high_zh = forms.CharField(label=_("Words at the high end"), max_length=q.LONGEST_OPTION, required=False)
    high_en = forms.CharField(label=_("High end in English"), max_length=q.LONGEST_OPTION, required=False)
    required = forms.BooleanField(label=_("Must be answered"), required=False)
    becomes_voice = forms.BooleanField(
        label=_("Each answer becomes an opinion that is followed up"),
        required=False,
        help_text=_("Whoever answers gets a receipt and hears back."),
    )
    only_if = forms.ChoiceField(label=_("Ask only if"), required=False)
    shown_if = forms.CharField(
        label=_("Condition in full"),
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For more than one test: selected(q1, 'o2') and q3 >= 60. It counts if nothing is chosen above."),
    )
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, kind: Kind, definition: Definition, before: Question | None = None, **kwargs: Any
    ) -> None:
        self.kind = kind
        self._before = before
        super().__init__(*args, **kwargs)
        for name in _unneeded(kind):
            del self.fields[name]
        self._name_bounds()
        tests = _tests(definition, before)
        self.fields["only_if"].choices = tests  # type: ignore[attr-defined]
        simple = {test for _label, group in tests[1:] for test, _words in group}
        # A condition is shown in one of the two fields only.
        self.initial["only_if" if self.initial.get("shown_if") not in simple else "shown_if"] = ""

    def _name_bounds(self) -> None:
        """Say what the bounds mean for the kind."""
        labels = {
            Kind.SCALE: (_("First step"), _("Last step")),
            Kind.NUMBER: (_("Smallest number"), _("Largest number")),
            Kind.MULTIPLE: (_("Choose at least"), _("Choose at most")),
            Kind.RANKING: (_("Rank at least"), _("Rank at most")),
            Kind.TEXT: (_("Shortest"), _("Longest answer, in characters")),
        }
        for name, label in zip(("least", "most"), labels.get(self.kind, ()), strict=False):
            if name in self.fields:
                self.fields[name].label = label

    def raw(self) -> dict[str, Any]:
        """Give the question as a definition has it, without its code."""
        said = self.cleaned_data
        raw: dict[str, Any] = {"kind": self.kind.value}
        for name in ("label", "help", "low", "high"):
            words = {language: said.get(f"{name}_{language}", "") for language in ("zh", "en")}
            raw[name] = {language: text for language, text in words.items() if text}
        if "options" in self.fields:
            before = [{"code": each.code, "label": {"zh": each.label.zh}} for each in self._options_before()]
            raw["options"] = options_from_lines(said["options"], before=before)
        for name, key in (("least", "min"), ("most", "max")):
            if said.get(name) is not None:
                raw[key] = int(said[name]) if said[name] == int(said[name]) else float(said[name])
        raw |= {name: True for name in ("required", "becomes_voice") if said.get(name)}
        return raw | {"shown_if": said["only_if"] or said["shown_if"]}

    def _options_before(self) -> tuple[q.Option, ...]:
        return self._before.options if self._before else ()

    def refuse(self, refused: DefinitionRefused, code: str) -> None:
        """Set each problem of this question on its field, and those of others above the form."""
        for problem in refused.problems:
            words = words_of(problem.error)
            if problem.code == code:
                fields = [PARTS.get(problem.part, problem.part), "most"]
                self.add_error(next((each for each in fields if each in self.fields), None), words)
            else:
                where = gettext("Question %(number)s: %(words)s") if problem.question else "%(words)s"
                self.add_error(None, where % {"number": problem.question, "words": words})


def initial_of(question: Question) -> dict[str, Any]:
    """Give what stands in the form of a question that is there."""
    initial: dict[str, Any] = {
        "options": lines_of([{"label": {"zh": each.label.zh, "en": each.label.en}} for each in question.options]),
        "least": question.minimum,
        "most": question.maximum,
        "required": question.required,
        "becomes_voice": question.becomes_voice,
    }
    for name in ("label", "help", "low", "high"):
        words = getattr(question, name)
        initial |= {f"{name}_zh": words.zh, f"{name}_en": words.en}
    condition = written(question.shown_if) if question.shown_if else ""
    return initial | {"only_if": condition, "shown_if": condition}


def _unneeded(kind: Kind) -> list[str]:
    """Name the fields that mean nothing for a kind."""
    ends = ["low_zh", "low_en", "high_zh", "high_en"]
    unneeded = [] if kind == Kind.SCALE else ends
    if kind not in q.WITH_OPTIONS:
        unneeded = [*unneeded, "options"]
    if kind in {Kind.SINGLE, Kind.TEXT}:
        unneeded = [*unneeded, "least"]
    if kind == Kind.SINGLE:
        unneeded = [*unneeded, "most"]
    return unneeded if kind == Kind.TEXT else [*unneeded, "becomes_voice"]


def _tests(definition: Definition, question: Question | None) -> list[Any]:
    """Offer one test for each option of each earlier question; more than that is written in full."""
    language = get_language() or ""
    choices: list[Any] = [("", gettext("Always, or by the condition in full"))]
    for each in definition.questions:
        if question is not None and each.number >= question.number:
            break
        tests = [
            (f"selected({each.code}, '{option.code}')", option.label.said(language)) for option in each.options
        ] or [(f"answered({each.code})", gettext("it is answered"))]
        choices.append((f"{each.number}. {each.label.said(language)}"[:60], tests))
    return choices
