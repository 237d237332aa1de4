"""This will write down that somebody took part."""

from datetime import date
from uuid import UUID

from gongzhi.participation.models import Contact


def record_contact(*, act: str, channel: str, on: date, community_id: UUID | None = None, group: str = "") -> None:
    """
    Write one contact of one unnamed person, in the transaction of the deed that was the contact.

    No log entry and no key: the deed has both, and a line of the log would tie the contact to a moment.
    """
    Contact.objects.create(act=act, channel=channel, on=on, community_id=community_id, group=group)
