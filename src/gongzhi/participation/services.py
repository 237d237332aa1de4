"""This will write down that somebody took part, and take it back where it turns out wrong."""

from datetime import date
from typing import Final
from uuid import UUID

from gongzhi.participation.models import Contact


def record_contact(*, act: str, channel: str, on: date, community_id: UUID | None = None, group: str = "") -> None:
    """
    Write one contact of one unnamed person, in the transaction of the deed that was the contact.

    No log entry and no key: the deed has both, and a line of the log would tie the contact to a moment.
    """
    Contact.objects.create(act=act, channel=channel, on=on, community_id=community_id, group=group)


CONTACT_OF_KEPT: Final = """
INSERT INTO participation_contact (id, federation_id, act, channel, "on", community_id, "group")
SELECT gen_random_uuid(), federation_id, %s, channel, "on", community_id, "group" FROM kept
"""
"""
The same as `record_contact`, as part of a statement, for a room that counts people by the hundred a second.

It stands in a WITH after a part called ``kept`` that gives ``federation_id channel on community_id group`` of what was
just written; its one parameter is the act.
"""


def take_back_contact(*, act: str, channel: str, on: date, community_id: UUID | None = None, group: str = "") -> None:
    """
    Take back one contact that turned out not to have been, in the transaction of the deed that corrects it.

    Contacts that say the same are the same: any one of them goes, and nobody can tell whose it was.
    """
    same = Contact.objects.filter(act=act, channel=channel, on=on, community=community_id, group=group)
    first = same.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True).first()
    if first is not None:
        Contact.objects.filter(pk=first).delete()
