"""This will shape what people hand in when they lead something from one room to the next."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongzhi.common.web.forms import DeedForm
from gongzhi.journeys.services import NewConsultation
from gongzhi.journeys.services.matter_to_motion import MOTION, TALK
from gongzhi.matters.models import Answer, Matter, Voice
from gongzhi.matters.services import ReplyWish
from gongzhi.meetings.models import Meeting
from gongzhi.offices.models import Body

Choices = Sequence[tuple[str, Any]]
NEW = "new"


def _text(label: Any, rows: int, longest: int, **more: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=longest, widget=forms.Textarea(attrs={"rows": rows}), **more)


class ItemForm(DeedForm):
    """What a meeting is asked about."""

    title = forms.CharField(
        label=_("Item of the agenda"),
        max_length=100,
        help_text=_("Whoever may read the agenda reads this, those too who may not read the matter. Name nobody."),
    )
    text = _text(_("What the meeting should know"), 4, 2000, required=False)


class AgendaForm(ItemForm):
    """On which meeting's agenda a matter stands, and how it is dealt with."""

    how = forms.ChoiceField(
        label=_("How it is dealt with"),
        choices=[(TALK, _("It is talked about")), (MOTION, _("It is voted on, by the body’s usual majority"))],
        widget=forms.RadioSelect,
        initial=TALK,
    )

    def __init__(self, *args: Any, meetings: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"] = forms.TypedChoiceField(
            label=_("Meeting"), choices=meetings, coerce=UUID, widget=forms.RadioSelect
        )
        self.order_fields(["meeting", "how", "title", "text"])


class ConsultationForm(ItemForm):
    """A consultation called for a matter."""

    form = forms.ChoiceField(
        label=_("Form of the consultation"), choices=Meeting.Form.choices, widget=forms.RadioSelect
    )
    day = forms.DateField(label=_("Day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    time = forms.TimeField(label=_("Time"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    place = forms.CharField(label=_("Place"), max_length=100)

    def __init__(self, *args: Any, bodies: Sequence[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"] = forms.TypedChoiceField(
            label=_("Which body holds it"), choices=[(str(each.pk), each.name) for each in bodies], coerce=UUID
        )
        self.order_fields(["form", "body", "day", "time", "place", "title", "text"])

    def consultation(self) -> NewConsultation:
        """Give the values as the service wants them."""
        said = self.cleaned_data
        starts_at = timezone.make_aware(datetime.combine(said["day"], said["time"]))
        return NewConsultation(body_id=said["body"], form=said["form"], starts_at=starts_at, place=said["place"])


class AnswerForm(DeedForm):
    """The prepared answer, as its owner sends it."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = _text(_("The answer"), 8, 5000, help_text=_("Every speaker reads it as you write it. Name nobody."))
    result = forms.ChoiceField(
        label=_("What the answer comes to"), widget=forms.RadioSelect, choices=Answer.Result.choices
    )


class VoiceForm(DeedForm):
    """How the speaker of a remark is told, and to which matter it belongs."""

    reply = forms.ChoiceField(
        label=_("How the speaker wants to be told"),
        choices=[each for each in Voice.ReplyChannel.choices if each[0] != Voice.ReplyChannel.ACCOUNT],
        widget=forms.RadioSelect,
        initial=Voice.ReplyChannel.RECEIPT,
    )
    name = forms.CharField(label=_("Name of the speaker"), max_length=50, required=False)
    contact = forms.CharField(label=_("Telephone or address"), max_length=100, required=False)
    consent = forms.BooleanField(
        label=_("The speaker agrees that we keep name and contact to bring the answer"), required=False
    )
    category = forms.ChoiceField(
        label=_("Kind of matter"), choices=[("", _("Not said")), *Matter.Category.choices], required=False
    )
    place = forms.CharField(label=_("Place"), max_length=100, required=False)

    def __init__(self, *args: Any, matter: Matter | None, has_contact: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_contact:
            cast("forms.CharField", self.fields["contact"]).help_text = _(
                "Leave it empty to use what the guest left with the invitation."
            )
        if matter is not None:
            joining = _("Matter %(number)s, which the meeting talked about") % {"number": matter.number}
            self.fields["matter"] = forms.ChoiceField(
                label=_("Where it belongs"),
                choices=[(NEW, _("A matter of its own")), (str(matter.pk), joining)],
                widget=forms.RadioSelect,
                initial=NEW,
            )
            self.order_fields(["matter"])

    def wish(self, left: str) -> ReplyWish:
        """Say how to tell the speaker; ``left`` is the contact the guest left before."""
        said = self.cleaned_data
        is_receipt = said["reply"] == Voice.ReplyChannel.RECEIPT
        contact = said["contact"] or ("" if is_receipt else left)
        return ReplyWish(
            channel=said["reply"], name=said["name"] if contact or said["consent"] else "", contact=contact
        )

    def matter_id(self) -> UUID | None:
        """Tell which matter the voice joins; ``None`` for one of its own."""
        chosen = self.cleaned_data.get("matter", NEW)
        return None if chosen == NEW else UUID(chosen)
