"""This will take down a visit: how it went, what was said, and how the speaker wants to hear back."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.common.permissions import Actor
from gongzhi.common.web.choosing import NamedRowField
from gongzhi.common.web.forms import DeedForm
from gongzhi.federations.models import PopulationCell
from gongzhi.organisations.models import Organisation
from gongzhi.visits.forms.fields import NOT_SAID, community_field, day_field, open_communities, words_area
from gongzhi.visits.models import RESULTS, HotTopic, Remark, Visit
from gongzhi.visits.rules import (
    OF_ORGANISATIONS,
    PER_ORGANISATION,
    TOPICS,
    Circumstances,
    ReplyWay,
    Result,
    Saying,
    Topic,
    VisitKind,
    Whom,
    Wish,
)
from gongzhi.visits.services import KeptWords
from gongzhi.visits.words import KIND_WORDS, REPLY_WORDS, TOPIC_WORDS


class CircumstancesForm(DeedForm):
    """When, how and with whom a visit went."""

    result = forms.ChoiceField(
        label=_("What came of it"), choices=RESULTS, widget=forms.RadioSelect, initial=Result.MET.value
    )
    on = day_field(_("Day of the visit"))
    companions = forms.CharField(label=_("Who went along"), required=False, max_length=100)
    community = community_field()
    group = forms.ChoiceField(
        label=_("Age of whoever was met"), required=False, choices=[NOT_SAID, *PopulationCell.Group.choices]
    )
    note = forms.CharField(
        label=_("Note for readers of visits"),
        help_text=_("It stays with the visits: neither the speaker nor the public sees it."),
        required=False,
        max_length=2000,
        widget=words_area(2),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_communities(self)

    def how(self) -> Circumstances:
        """Give what was typed, as the rules read it."""
        said = self.cleaned_data
        plain = {name: said[name] for name in ("on", "companions", "note", "group")}
        home = said["community"]
        return Circumstances(result=Result(said["result"]), community_id=home.pk if home else None, **plain)


class SayingsForm(DeedForm):
    """What was said, topic by topic, and how the speaker wants to hear back."""

    reply = forms.ChoiceField(
        label=_("How they want to hear back"),
        required=False,
        choices=[(way.value, words) for way, words in REPLY_WORDS.items()],
        widget=forms.RadioSelect,
        initial=ReplyWay.RECEIPT.value,
    )
    speaker = forms.CharField(label=_("Their name"), required=False, max_length=50)
    contact = forms.CharField(
        label=_("Telephone or address"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    consent = forms.BooleanField(
        label=_("They agree that name and contact are kept until the answer has reached them"), required=False
    )

    def __init__(self, *args: Any, kind: VisitKind, hot_topics: Sequence[HotTopic] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for topic in TOPICS[kind]:
            self._ask(topic)
        if hot_topics:
            choices = [("", _("Another one")), *((str(one.pk), one.words) for one in hot_topics)]
            self.fields["hot"] = forms.ChoiceField(label=_("Which topic"), required=False, choices=choices)

    def _ask(self, topic: Topic) -> None:
        said = forms.CharField(label=TOPIC_WORDS[topic], required=False, max_length=2000, widget=words_area(2))
        self._guard(said)
        self.fields[f"said_{topic}"] = said
        self.fields[f"keep_{topic}"] = forms.BooleanField(
            label=_("Keep in the visit only (praise, small talk)"), required=False
        )

    @property
    def asked(self) -> list[dict[str, Any]]:
        """List the topics with their fields, in the order in which they are asked."""
        return [
            {
                "said": self[f"said_{topic}"],
                "keep": self[f"keep_{topic}"],
                "hot": self["hot"] if topic is Topic.HOT and "hot" in self.fields else None,
            }
            for topic in TOPICS[self.kind]
        ]

    def sayings(self) -> tuple[Saying, ...]:
        """Give the remarks, those that have words."""
        said = self.cleaned_data
        hot = UUID(said["hot"]) if said.get("hot") else None
        return tuple(
            Saying(
                topic=topic,
                words=said[f"said_{topic}"],
                keep_only=said[f"keep_{topic}"],
                hot_topic_id=hot if topic is Topic.HOT else None,
            )
            for topic in TOPICS[self.kind]
            if said[f"said_{topic}"].strip()
        )

    def wish(self) -> Wish:
        """Give how the speaker wants to hear back."""
        said = self.cleaned_data
        way = ReplyWay(said["reply"] or ReplyWay.RECEIPT)
        return Wish(way, said["speaker"], said["contact"], said["consent"])


class RecordForm(SayingsForm, CircumstancesForm):
    """A visit to somebody on the list."""


class SpotForm(RecordForm):
    """A visit that nobody planned."""

    label = forms.CharField(label=_("Who was visited"), required=False, max_length=100)

    def __init__(self, *args: Any, actor: Actor, kind: VisitKind, **kwargs: Any) -> None:
        super().__init__(*args, kind=kind, **kwargs)
        if kind in OF_ORGANISATIONS:
            self.fields["organisation"] = NamedRowField(
                label=KIND_WORDS[kind],
                required=False,
                rows=lambda: Organisation.objects.visible_to(actor).in_order_of_name(),
            )
            self.fields["label"].label = _("Or its name, if it is not in the register")
        else:
            self.fields["label"].required = True
        if kind in PER_ORGANISATION:
            self.fields["organisation"].required = True
            del self.fields["label"]
        if kind is VisitKind.HOUSEHOLD:
            self.fields["label"].label = _("Household")
            self.fields["label"].help_text = _("As one finds it, for example: Building 3, entrance 2, 501.")

    @property
    def who(self) -> list[forms.BoundField]:
        """List the fields that say who was visited."""
        return [self[name] for name in ("organisation", "label") if name in self.fields]

    def whom(self) -> Whom:
        """Give who was visited; what stands in the register goes before a typed name."""
        organisation = self.cleaned_data.get("organisation")
        label = "" if organisation else self.cleaned_data.get("label", "")
        return Whom(kind=self.kind, organisation_id=organisation.pk if organisation else None, label=label.strip())


class CorrectForm(CircumstancesForm):
    """A correction: the circumstances, and the remarks kept in the visit only."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, kept: Sequence[Remark] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = kept
        for remark in kept:
            words = forms.CharField(
                label=TOPIC_WORDS[remark.topic_code],
                help_text=_("Kept in the visit only. Clear it to take it away."),
                required=False,
                max_length=2000,
                initial=remark.words,
                widget=words_area(2),
            )
            self._guard(words)
            self.fields[self.name_of(remark)] = words

    @staticmethod
    def name_of(remark: Remark) -> str:
        """Name the field of a remark."""
        return f"kept_{remark.position}"

    def kept_words(self) -> tuple[KeptWords, ...]:
        """Give the remarks whose words changed."""
        said = self.cleaned_data
        new = [(remark, said[self.name_of(remark)]) for remark in self.kept]
        return tuple(KeptWords(remark.pk, words) for remark, words in new if words != remark.words)


def initial_of(visit: Visit) -> dict[str, Any]:
    """Give a visit as `CorrectForm` asks for it."""
    same = ("result", "on", "companions", "group", "note", "version")
    return {"community": visit.community_id, **{name: getattr(visit, name) for name in same}}


class VoidForm(DeedForm):
    """Why a visit does not count."""

    reason = forms.CharField(
        label=_("Why it does not count"), help_text=_("For example: written down twice."), max_length=200
    )
