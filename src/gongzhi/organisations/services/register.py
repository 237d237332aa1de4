"""This will enter organisations into the register, change what it says of them, and tie their identities together."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from gongzhi.common import audit, outbox
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Community
from gongzhi.kernel.codes import credit_code_problem, normalise_code
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.errors import ChangedMeanwhile, DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.organisations import permissions
from gongzhi.organisations.models import Organisation, OrganisationIdentity
from gongzhi.organisations.rules import CreditCodeWrong, check_counts, check_credit_code, check_name, name_keys


class NameTaken(DomainError):
    """The register has an organisation of this name; params ``name``."""

    message = _("The register already has “%(name)s”. Open that entry, or add what tells the two apart to the name.")


class CreditCodeTaken(DomainError):
    """The register has an organisation with this code; params ``name``."""

    message = _("This code belongs to “%(name)s” in the register. Compare it with the certificate.")


class AlreadyLinked(DomainError):
    """The two records are already the same organisation."""

    message = _("These two entries are already known to be the same organisation.")


class CodesDiffer(DomainError):
    """Two records with different codes are to be one organisation."""

    message = _("The two entries have different credit codes, so they are not the same organisation.")


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationFacts:
    """
    What the register says of an organisation.

    Counts are persons, ``None`` is what nobody has said. ``founded_on`` is the first day of what
    ``founded_precision`` (day, month, year) says is known.
    """

    name: str
    kind: str = Organisation.Kind.COMMUNITY_SOCIAL
    category: str = ""
    standing: str = Organisation.Standing.FILED
    credit_code: str = ""
    community_id: UUID | None = None
    founded_on: date | None = None
    founded_precision: str = Organisation.Precision.DAY
    people_count: int | None = None
    full_member_count: int | None = None
    probationary_member_count: int | None = None
    offers: str = ""
    note: str = ""


@deed("organisations.organisation.added")
def add_organisation(
    *, actor: Actor, facts: OrganisationFacts, at: datetime, identity_id: UUID | None = None, key: str = ""
) -> Organisation:
    """
    Enter an organisation into the register of the federation.

    It shares its identity with the records of other federations by its credit code, or by ``identity_id``, which
    somebody linked by hand.

    :raises NameTaken: if the register has the name
    :raises CreditCodeTaken: if the register has the code
    :raises CreditCodeWrong: if the code cannot be right
    """
    decision = permissions.may_add(actor).require()
    organisation = Organisation(identity=_identity(facts, identity_id))
    _write(organisation, facts)
    told = {"name": organisation.name, "kind": organisation.kind, "standing": organisation.standing}
    audit.record(
        "organisations.organisation.added",
        actor=actor,
        subject=organisation,
        at=at,
        facts=told,
        mandate=decision.mandate,
    )
    outbox.publish("organisations.organisation.added", {"organisation": str(organisation.pk)})
    return organisation


@deed("organisations.organisation.edited")
def edit_organisation(
    *,
    actor: Actor,
    organisation_id: UUID,
    facts: OrganisationFacts,
    at: datetime,
    seen_at: datetime | None = None,
    key: str = "",
) -> Organisation:
    """
    Change what the register says of an organisation; the log keeps what changed.

    ``seen_at`` is the ``changed_at`` of the record the person was looking at (``None``: whatever stands there).

    :raises ChangedMeanwhile: if somebody else saved after ``seen_at``
    :raises NameTaken: if another organisation has the name
    :raises CreditCodeTaken: if another organisation has the code
    """
    organisation = _lock(organisation_id)
    decision = permissions.may_edit(actor).require()
    if seen_at is not None and organisation.changed_at > seen_at:
        raise ChangedMeanwhile
    before = {name: getattr(organisation, name) for name in asdict(facts)}
    if facts.credit_code.strip():
        organisation.identity = _identity(facts, organisation.identity_id)
    _write(organisation, facts)
    changed = [name for name, value in before.items() if getattr(organisation, name) != value]
    told = {name: [before[name], getattr(organisation, name)] for name in changed}
    audit.record(
        "organisations.organisation.edited",
        actor=actor,
        subject=organisation,
        at=at,
        facts=told,
        mandate=decision.mandate,
    )
    outbox.publish("organisations.organisation.edited", {"organisation": str(organisation.pk)})
    return organisation


@deed("organisations.organisation.linked")
def link_organisation(
    *, actor: Actor, organisation_id: UUID, identity_id: UUID, basis: str, at: datetime, key: str = ""
) -> Organisation:
    """
    Say that a record is the same organisation as one in another federation; ``basis`` says how that is known.

    Only the identities are tied: neither federation sees more of the other's record than before.

    :raises AlreadyLinked: if they share an identity
    :raises CodesDiffer: if both have codes and the codes differ
    """
    organisation = _lock(organisation_id)
    decision = permissions.may_edit(actor).require()
    identity = OrganisationIdentity.objects.get(pk=identity_id)
    if identity.pk == organisation.identity_id:
        raise AlreadyLinked
    if identity.credit_code and organisation.credit_code and identity.credit_code != organisation.credit_code:
        raise CodesDiffer
    organisation.identity = identity
    organisation.save(update_fields=["identity", "changed_at"])
    _tell_link(organisation, actor, at, decision.mandate, basis=basis.strip())
    return organisation


@deed("organisations.organisation.linked")
def link_by_credit_code(
    *, actor: Actor, organisation_id: UUID, credit_code: str, basis: str, at: datetime, key: str = ""
) -> Organisation:
    """
    Say by which credit code an organisation whose record has none is known elsewhere, now or later.

    The answer is the same whether another federation knows the code or not, so that nothing of it shows. The record
    itself gets no code: that is what its own certificate says here.

    :raises CreditCodeWrong: if the code cannot be right, or is missing
    :raises AlreadyLinked: if it is known by this code already
    :raises CodesDiffer: if the record has another code
    """
    organisation = _lock(organisation_id)
    decision = permissions.may_edit(actor).require()
    code = normalise_code(credit_code)
    if credit_code_problem(code):
        raise CreditCodeWrong(field="credit_code")
    if organisation.credit_code not in {"", code}:
        raise CodesDiffer(field="credit_code")
    if organisation.identity.credit_code == code:
        raise AlreadyLinked(field="credit_code")
    identity = identity_for(name=organisation.name, credit_code=code, known_id=organisation.identity_id)
    organisation.identity = identity
    organisation.save(update_fields=["identity", "changed_at"])
    _tell_link(organisation, actor, at, decision.mandate, basis=basis.strip(), credit_code=code)
    return organisation


def identity_for(*, name: str, credit_code: str, known_id: UUID | None = None) -> OrganisationIdentity:
    """
    Find or make the identity of an organisation, shared across federations.

    By its code if it has one; otherwise ``known_id``, or a new one that is only a name. A code that becomes known
    later is written to the identity that had none.
    """
    known = OrganisationIdentity.objects.filter(pk=known_id).first() if known_id else None
    if not credit_code:
        return known or OrganisationIdentity.objects.create(name=name)
    holder = OrganisationIdentity.objects.filter(credit_code=credit_code).first()
    if holder is not None:
        return holder
    if known is not None and known.credit_code is None:
        known.credit_code = credit_code
        known.save(update_fields=["credit_code"])
        return known
    return OrganisationIdentity.objects.get_or_create(credit_code=credit_code, defaults={"name": name})[0]


def _tell_link(organisation: Organisation, actor: Actor, at: datetime, mandate: Mandate | None, **facts: str) -> None:
    code = "organisations.organisation.linked"
    audit.record(code, actor=actor, subject=organisation, at=at, facts=facts, mandate=mandate)


def _lock(organisation_id: UUID) -> Organisation:
    rows = Organisation.objects.select_for_update(of=("self",)).select_related("identity")
    return rows.get(pk=organisation_id)


def _identity(facts: OrganisationFacts, known_id: UUID | None) -> OrganisationIdentity:
    code = check_credit_code(code=facts.credit_code, standing=facts.standing)
    return identity_for(name=check_name(facts.name), credit_code=code, known_id=known_id)


def _write(organisation: Organisation, facts: OrganisationFacts) -> None:
    """Put the facts, checked, on the record and save it; the database keeps names and codes single."""
    name = check_name(facts.name)
    check_counts(people=facts.people_count, full=facts.full_member_count, probationary=facts.probationary_member_count)
    for field, value in asdict(facts).items():
        setattr(organisation, field, value.strip() if isinstance(value, str) else value)
    organisation.credit_code = check_credit_code(code=facts.credit_code, standing=facts.standing)
    if facts.community_id is not None:
        organisation.community = Community.objects.get(pk=facts.community_id)
    keys = name_keys(name)
    organisation.name_key, organisation.name_pinyin, organisation.name_initials = keys.key, keys.pinyin, keys.initials
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise _taken(organisation, error) from error


def _taken(organisation: Organisation, error: IntegrityError) -> DomainError:
    if "organisation_name_once" in str(error):
        return NameTaken(field="name", name=organisation.name)
    if "organisation_code_once" in str(error):
        holder = Organisation.objects.filter(credit_code=organisation.credit_code).exclude(pk=organisation.pk).first()
        return CreditCodeTaken(field="credit_code", name=holder.name if holder else "")
    raise error
