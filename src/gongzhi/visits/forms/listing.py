"""This will narrow the lists of visits and of targets; what is wrong narrows nothing."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from gongzhi.visits.forms.fields import ALL, community_field, day_field, open_communities
from gongzhi.visits.models import KINDS, RESULTS
from gongzhi.visits.selectors import listing


class VisitFilterForm(forms.Form):
    """How the list of visits is narrowed."""

    kind = forms.ChoiceField(label=_("Kind of visit"), required=False, choices=[ALL, *KINDS])
    result = forms.ChoiceField(label=_("What came of it"), required=False, choices=[ALL, *RESULTS])
    community = community_field(ALL[1])
    first = day_field(_("Visited from"), required=False)
    last = day_field(_("Until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_communities(self)

    def filters(self) -> listing.VisitFilters:
        """Give what narrows the list."""
        self.full_clean()
        said = self.cleaned_data
        home = said.get("community")
        return listing.VisitFilters(
            kind=said.get("kind") or "",
            result=said.get("result") or "",
            community_id=home.pk if home else None,
            first=said.get("first"),
            last=said.get("last"),
        )


class TargetFilterForm(forms.Form):
    """How the list of targets is narrowed."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("Kind of visit"), required=False, choices=[ALL, *KINDS])
    community = community_field(ALL[1])
    stands = forms.ChoiceField(
        label=_("This quarter"),
        required=False,
        choices=[
            ALL,
            (listing.UNGIVEN, _("Nobody was asked to go")),
            (listing.GIVEN, _("Somebody is to go")),
            (listing.SEEN, _("Was met")),
            (listing.GONE, _("Taken off the list")),
        ],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_communities(self)

    def filters(self) -> listing.TargetFilters:
        """Give what narrows the list."""
        self.full_clean()
        said = self.cleaned_data
        home = said.get("community")
        return listing.TargetFilters(
            text=said.get("q") or "",
            kind=said.get("kind") or "",
            community_id=home.pk if home else None,
            stands=said.get("stands") or "",
        )
