"""This will shape what people hand in about calling, sitting, voting and following up."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import TextChoices
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.meetings.models import AgendaItem, Meeting, Resolution, Vote
from gongzhi.meetings.rules.flow import Choice
from gongzhi.meetings.services import Counts, NewItem, NewPaper
from gongzhi.offices.models import Body

AGENDA_ROWS = 5
MOST_PAPERS = 10
Choices = Sequence[tuple[str, Any]]


def date_field(label: Any, **more: Any) -> forms.DateField:
    """Ask for a day with the browser's own calendar."""
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **more)


def time_field(label: Any, **more: Any) -> forms.TimeField:
    """Ask for a time of day with the browser's own clock."""
    return forms.TimeField(label=label, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}), **more)


def text_area(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    """Ask for a longer text."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **more)


class SeveralFilesInput(forms.ClearableFileInput):
    """A file control that takes several files."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Several files at once, as a list; at most ten."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Clean each file by itself."""
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_PAPERS:
            raise forms.ValidationError(_("Attach ten files at most at a time."), code="too_many")
        if not given and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return [super(SeveralFiles, self).clean(each, initial) for each in given]


class PersonChoice(forms.TypedChoiceField):
    """One person of those who belong to the meeting."""

    def __init__(self, people: Choices, *, empty: Any, **more: Any) -> None:
        super().__init__(choices=[("", empty), *people], coerce=UUID, empty_value=None, **more)


class PlanForm(DeedForm):
    """When and where a meeting is, and who leads it."""

    title = forms.CharField(label=_("Title of the meeting"), max_length=100)
    day = date_field(_("Day"))
    time = time_field(_("Time"))
    place = forms.CharField(label=_("Place"), max_length=100)
    kinds = forms.MultipleChoiceField(
        label=_("What it is"),
        help_text=_("One meeting may be several of these at once."),
        choices=[each for each in Meeting.Kind.choices if each[0] != Meeting.Kind.CONSULTATION],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, body: Body, people: Choices, consultation: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if consultation or body.code not in {Body.Code.BRANCH, Body.Code.BRANCH_COMMITTEE}:
            del self.fields["kinds"]
        nobody = _("Decide later")
        self.fields["chair"] = PersonChoice(people, empty=nobody, label=_("Chair"), required=False)
        self.fields["recorder"] = PersonChoice(people, empty=nobody, label=_("Recorder"), required=False)
        self.fields["message"] = text_area(_("Words of the invitation"), required=False, max_length=1000)
        self._guard(self.fields["message"])  # type: ignore[arg-type]

    def plan(self) -> dict[str, Any]:
        """Give the values as the services want them."""
        said = self.cleaned_data
        return {
            "title": said["title"],
            "starts_at": moment(said["day"], said["time"]),
            "place": said["place"],
            "kinds": said.get("kinds") or [Meeting.Kind.ORDINARY.value],
            "message": said["message"],
            "chair_id": said["chair"],
            "recorder_id": said["recorder"],
        }


class CallForm(PlanForm):
    """A new meeting on one page: plan, agenda lines, papers."""

    def __init__(self, *args: Any, decisions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, AGENDA_ROWS + 1):
            title = forms.CharField(label=_("Item %(row)s") % {"row": row}, max_length=100, required=row == 1)
            self.fields[f"item_{row}"] = title
            self._guard(title)
            self.fields[f"decision_{row}"] = forms.ChoiceField(
                label=_("How item %(row)s is decided") % {"row": row},
                choices=decisions,
                required=False,
                initial=decisions[0][0],
            )
        self.fields["papers"] = SeveralFiles(
            label=_("Papers"), required=False, help_text=_("Word, PDF, pictures; 20 MB each at most.")
        )

    def agenda(self) -> list[NewItem]:
        """List the items that were filled in, in order."""
        rows = range(1, AGENDA_ROWS + 1)
        said = self.cleaned_data
        return [
            NewItem(title=said[f"item_{row}"], decision=said[f"decision_{row}"]) for row in rows if said[f"item_{row}"]
        ]

    def new_papers(self) -> list[NewPaper]:
        """List the files."""
        return [NewPaper(name=file.name, content=file.read()) for file in self.cleaned_data["papers"]]

    @property
    def rows(self) -> list[tuple[Any, Any]]:
        """Pair the fields of each agenda line, for the page."""
        return [(self[f"item_{row}"], self[f"decision_{row}"]) for row in range(1, AGENDA_ROWS + 1)]


class ItemForm(DeedForm):
    """One item of the agenda."""

    title = forms.CharField(label=_("Item"), max_length=100)
    text = text_area(_("What is to be decided, in words"), rows=4, required=False, max_length=2000)
    proposer = forms.CharField(label=_("Who proposes it"), max_length=100, required=False)

    def __init__(self, *args: Any, decisions: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["decision"] = forms.ChoiceField(
            label=_("How the item is decided"), choices=decisions, required=False, widget=forms.RadioSelect
        )


class PapersForm(DeedForm):
    """Papers to attach."""

    papers = SeveralFiles(label=_("Papers"), help_text=_("Word, PDF, pictures; 20 MB each at most."))


class NoticeForm(DeedForm):
    """Send the notice; a short one knowingly."""

    as_short_notice = forms.BooleanField(label=_("Send it as a short notice, knowingly"), required=False)


class ReasonForm(DeedForm):
    """A deed that says why."""

    reason = text_area(_("Reason"), max_length=200)


class NoteForm(DeedForm):
    """A deed with a remark."""

    note = text_area(_("Remark"), max_length=500, required=False)


class OpenForm(DeedForm):
    """Open the session: who leads it and who writes."""

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = _("Choose a person")
        self.fields["chair"] = PersonChoice(people, empty=choose, label=_("Chair"))
        self.fields["recorder"] = PersonChoice(people, empty=choose, label=_("Recorder"))


class NumberForm(DeedForm):
    """A number at the desk."""

    number = forms.IntegerField(
        label=_("Number at the desk"),
        min_value=1,
        max_value=9999,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )


class CodeForm(DeedForm):
    """The code shown in the room."""

    code = forms.CharField(
        label=_("Code of the meeting"),
        max_length=12,
        help_text=_("Six digits, shown in the room."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


class PersonForm(DeedForm):
    """A deed about one person of the meeting."""

    person = forms.UUIDField()


class ProxyForm(DeedForm):
    """A written proxy."""

    def __init__(self, *args: Any, principals: Choices, holders: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = _("Choose a person")
        self.fields["principal"] = PersonChoice(principals, empty=choose, label=_("Who cannot come"))
        self.fields["holder"] = PersonChoice(holders, empty=choose, label=_("Who votes instead"))


class OpenVoteForm(DeedForm):
    """How a motion is put to the vote."""

    method = forms.ChoiceField(
        label=_("How the vote is taken"), choices=AgendaItem.Method.choices, widget=forms.RadioSelect
    )
    closes = time_field(_("The vote ends at"), required=False, help_text=_("Leave it empty to close the vote by hand."))

    def closes_at(self, day: date) -> datetime | None:
        """Give the end as a moment of the day of the meeting."""
        return moment(day, self.cleaned_data["closes"]) if self.cleaned_data["closes"] else None


class VoteForm(DeedForm):
    """One vote by name."""

    choice = forms.ChoiceField(label=_("Your vote"), choices=Vote.Choice.choices, widget=forms.RadioSelect)
    person = forms.UUIDField(required=False, widget=forms.HiddenInput)


class CountForm(DeedForm):
    """The numbers of a count, and which tellers signed them."""

    votes_for = forms.IntegerField(label=Choice.FOR.value, min_value=0, max_value=9999)
    against = forms.IntegerField(label=Choice.AGAINST.value, min_value=0, max_value=9999)
    abstain = forms.IntegerField(label=Choice.ABSTAIN.value, min_value=0, max_value=9999)
    spoiled = forms.IntegerField(label=_("Spoiled papers"), min_value=0, max_value=9999, initial=0)

    def __init__(self, *args: Any, tellers: Choices, both: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        labels: dict[str, TextChoices] = {
            "votes_for": Vote.Choice.FOR, "against": Vote.Choice.AGAINST, "abstain": Vote.Choice.ABSTAIN,
        }  # fmt: skip
        for name, choice in labels.items():
            self.fields[name].label = choice.label
        choose = _("Choose a person")
        self.fields["teller"] = PersonChoice(tellers, empty=choose, label=_("Teller"))
        if both:
            self.fields["second_teller"] = PersonChoice(
                tellers, empty=choose, label=_("Second teller"), required=False,
                help_text=_("If both signed one sheet; otherwise the second teller enters the count too."),
            )  # fmt: skip
        self.order_fields(["teller", "second_teller"])

    def counts(self) -> Counts:
        """Give the numbers."""
        said = self.cleaned_data
        return Counts(
            votes_for=said["votes_for"], against=said["against"], abstain=said["abstain"], spoiled=said["spoiled"]
        )


class ResolutionForm(DeedForm):
    """A resolution with who sees to it."""

    title = forms.CharField(label=_("Title"), max_length=100)
    text = text_area(_("Text of the resolution"), rows=6, max_length=5000)
    due_on = date_field(_("To be done by"), required=False)
    review_on = date_field(_("Looked at again on"))

    def __init__(self, *args: Any, people: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = PersonChoice(people, empty=_("Choose a person"), label=_("Who sees to it"))
        self.order_fields(["title", "text", "owner", "due_on", "review_on"])


class ReviewForm(DeedForm):
    """How a resolution stands."""

    note = text_area(_("How it stands"), max_length=1000)
    review_on = date_field(_("Looked at again on"))


class ResultForm(DeedForm):
    """What came of a resolution."""

    result = text_area(_("Result"), max_length=1000)


class MinutesForm(DeedForm):
    """The minutes as corrected by hand."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    text = text_area(_("Minutes"), rows=24, max_length=20000)


class VersionForm(DeedForm):
    """A signature under one version."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class MeetingFilter(forms.Form):
    """Narrow the list of meetings."""

    q = forms.CharField(label=_("Words in the title"), required=False, max_length=50)
    year = forms.IntegerField(label=_("Year"), required=False, min_value=2000, max_value=2100)

    def __init__(self, *args: Any, bodies: Iterable[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All")), *((str(body.pk), body.name) for body in bodies)]
        self.fields["body"] = forms.TypedChoiceField(
            label=_("Body"), choices=everything, required=False, coerce=UUID, empty_value=None
        )


class ResolutionFilter(forms.Form):
    """Narrow the list of resolutions."""

    q = forms.CharField(label=_("Words in it"), required=False, max_length=50)
    state = forms.ChoiceField(
        label=_("How it stands"), required=False, choices=[("", _("All")), *Resolution.State.choices]
    )


def moment(day: date, at: time) -> datetime:
    """Join a local day and time."""
    return timezone.make_aware(datetime.combine(day, at))
