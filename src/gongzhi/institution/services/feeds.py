"""This will make the secret address of a person's calendar."""

import secrets
from datetime import datetime
from hashlib import sha256

from gongzhi.common import audit
from gongzhi.common.deeds import deed
from gongzhi.common.permissions import Actor
from gongzhi.institution.models import CalendarFeed
from gongzhi.kernel.decisions import NotAllowed
from gongzhi.kernel.text import gettext_noop as _

TOKEN_BYTES = 24


def fingerprint(token: str) -> str:
    """Give the fingerprint under which a token is kept (hex SHA-256)."""
    return sha256(token.encode()).hexdigest()


def new_token() -> str:
    """Draw a token of 192 random bits, safe in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


@deed("institution.feed.renewed")
def renew_feed(*, actor: Actor, token: str, at: datetime, key: str = "") -> CalendarFeed:
    """
    Keep the fingerprint of a new address; the one before stops working.

    :raises NotAllowed: for somebody who is no person of this federation
    """
    if actor.person_id is None:
        raise NotAllowed(_("Please sign in first."))
    feed, _new = CalendarFeed.objects.update_or_create(
        person_id=actor.person_id, defaults={"fingerprint": fingerprint(token), "made_at": at}
    )
    audit.record("institution.feed.renewed", actor=actor, subject=feed, at=at)
    return feed
