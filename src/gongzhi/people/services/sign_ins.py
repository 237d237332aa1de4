"""This will record who came in, who tried in vain and who left, in the log of each federation of the account."""

from datetime import datetime

from django.db import transaction

from gongzhi.common import audit
from gongzhi.common.permissions import SYSTEM, Actor
from gongzhi.common.tenancy import scope
from gongzhi.people import selectors
from gongzhi.people.models import Account


@transaction.atomic
def record_sign_in(*, account: Account, at: datetime) -> None:
    """Record that somebody signed in."""
    _record("people.account.signed_in", account, at, by_bearer=True)


@transaction.atomic
def record_sign_out(*, account: Account, at: datetime) -> None:
    """Record that somebody signed out."""
    _record("people.account.signed_out", account, at, by_bearer=True)


@transaction.atomic
def record_sign_in_failure(*, username: str, at: datetime) -> None:
    """Record that somebody tried a user name with a wrong password; a name that nobody has leaves no record."""
    account = Account.objects.filter(username__iexact=username).first()
    if account is not None:
        _record("people.account.sign_in_failed", account, at, by_bearer=False)


def _record(code: str, account: Account, at: datetime, *, by_bearer: bool) -> None:
    for person in selectors.persons_of(account_id=account.pk):
        with scope(person.federation.pk):
            bearer = Actor(account.pk, person.pk, person.federation_id, person.name)
            audit.record(code, actor=bearer if by_bearer else SYSTEM, subject=account, at=at)
