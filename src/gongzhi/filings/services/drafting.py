"""This will draft filings, edit them and copy earlier ones."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.filings import permissions
from gongzhi.filings.models import Filing, FundSource
from gongzhi.filings.rules import Content, check_content
from gongzhi.filings.selectors.contents import content_of
from gongzhi.filings.services.moving import locked
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations.models import Organisation
from gongzhi.people.rules import PhoneInvalid, clean_contact

PLAIN = (
    "title",
    "kind",
    "starts_at",
    "ends_at",
    "place",
    "story",
    "people",
    "leader_name",
    "foreign_party",
    "public_fund_raising",
    "political_or_religious_lecture",
    "outside_subdistrict",
    "public_outdoor_place",
    "minors",
    "election_or_charter",
    "open_to_public",
)
"""The fields of a content that a filing keeps under the same name."""


class EditedMeanwhile(ChangedMeanwhile):
    """The same filing was changed in another window while this one was open."""

    message = _(
        "The filing was changed meanwhile. Below both wordings stand side by side; what you typed is still here. "
        "Save again to keep yours."
    )


class PhoneUnreadable(DomainError):
    """No telephone number of a person on site."""

    message = _("This is no telephone number: 11 digits for a mobile, or an area code with the number.")


@deed("filings.filing.drafted")
def draft_filing(*, actor: Actor, organisation_id: UUID, content: Content, at: datetime, key: str = "") -> Filing:
    """
    Draft a filing of an organisation. Nobody else sees it until it is handed in.

    :raises NotAllowed: if the actor does not lead the organisation, or it is no member today
    :raises DomainError: as `check_content`; PhoneUnreadable
    """
    organisation = Organisation.objects.get(pk=organisation_id)
    permissions.may_draft(actor, organisation.pk).require()
    filing = Filing(organisation=organisation, drafted_at=at)
    _write(filing, content, at)
    _log("filings.filing.drafted", actor, filing, at)
    return filing


@deed("filings.filing.edited")
def edit_draft(*, actor: Actor, filing_id: UUID, version: int, content: Content, at: datetime, key: str = "") -> Filing:
    """
    Change what a draft, or a filing returned for correction, says.

    ``version`` is the one the person was looking at.

    :raises NotAllowed: if the filing is not with the organisation
    :raises EditedMeanwhile: if it was changed since
    :raises DomainError: as `check_content`; PhoneUnreadable
    """
    filing = locked(filing_id)
    permissions.may_edit(actor, filing).require()
    if filing.version != version:
        raise EditedMeanwhile
    filing.version += 1
    _write(filing, content, at)
    _log("filings.filing.edited", actor, filing, at)
    return filing


@deed("filings.filing.copied")
def copy_filing(
    *, actor: Actor, filing_id: UUID, starts_at: datetime, ends_at: datetime, people: int, at: datetime, key: str = ""
) -> Filing:
    """
    Draft a like activity from an earlier one of the same organisation: only its day and its people are new.

    Papers are not copied: a consent is given for one day.

    :raises NotAllowed: if the actor does not lead the organisation
    :raises DomainError: as `check_content`
    """
    earlier = Filing.objects.select_related("organisation").get(pk=filing_id)
    permissions.may_copy(actor, earlier).require()
    content = replace(content_of(earlier), starts_at=starts_at, ends_at=ends_at, people=people)
    filing = Filing(organisation=earlier.organisation, copied_from=earlier, drafted_at=at)
    _write(filing, content, at)
    _log("filings.filing.copied", actor, filing, at)
    return filing


def _write(filing: Filing, content: Content, at: datetime) -> None:
    check_content(content=content, at=at)
    for name in PLAIN:
        setattr(filing, name, getattr(content, name))
    filing.leader_phone = _phone(content.leader_phone)
    filing.safety = list(content.safety)
    filing.budget_cents = content.budget_cents
    filing.save()
    filing.funds.all().delete()
    FundSource.objects.bulk_create(
        [FundSource(filing=filing, kind=kind, cents=cents) for kind, cents in content.funds.items() if cents]
    )


def _phone(typed: str) -> str:
    try:
        return clean_contact(kind="phone", value=typed)
    except PhoneInvalid as wrong:
        raise PhoneUnreadable(field="leader_phone") from wrong


def _log(code: str, actor: Actor, filing: Filing, at: datetime) -> None:
    facts = {"title": filing.title, "version": filing.version, "starts_at": filing.starts_at}
    audit.record(code, actor=actor, subject=filing, at=at, facts=facts)
