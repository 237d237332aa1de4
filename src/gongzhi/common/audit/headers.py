"""This will say which of an event's columns its fingerprint covers: all of them but ``seq``, its place in the tree."""

from datetime import datetime
from typing import NamedTuple, Self
from uuid import UUID

from gongzhi.common.audit import canonical
from gongzhi.common.audit.models import AuditEvent


class Header(NamedTuple):
    """
    An event without its contents, of which it carries the digest; every value as text, ``None`` where there is none.

    The order of the fields is part of the form. Ids are hyphenated, ``at`` is in UTC to the microsecond, ``digest``
    is hex.
    """

    federation_id: str
    id: str
    at: str
    action: str
    subject_label: str
    subject_id: str
    account_id: str | None
    person_id: str | None
    office: str
    clause_code: str
    term_id: str | None
    digest: str

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        """Take the header of an event in memory."""
        return cls(
            federation_id=str(event.federation_id),
            id=str(event.pk),
            at=canonical.instant(event.at),
            action=event.action,
            subject_label=event.subject_label,
            subject_id=str(event.subject_id),
            account_id=_id_text(event.account_id),
            person_id=_id_text(event.person_id),
            office=event.office,
            clause_code=event.clause_code,
            term_id=_id_text(event.term_id),
            digest=bytes(event.digest).hex(),
        )

    def encoded(self) -> bytes:
        """Write the header as a JSON list in the order of the fields."""
        return canonical.text(self).encode()

    def leaf(self) -> bytes:
        """Take the fingerprint of the event."""
        return canonical.leaf_hash(self.encoded())

    def moment(self) -> datetime:
        """Tell when the deed was done."""
        return datetime.fromisoformat(self.at)


def _id_text(value: UUID | None) -> str | None:
    return None if value is None else str(value)
