"""This will say how people are named, found and reached, and which account names may be given."""

import re
from dataclasses import dataclass
from datetime import date

from gongzhi.kernel.codes import mobile_problem, normalise_digits
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.kernel.text import mask_phone, name_pinyin_key, search_key

LONGEST_KEY = 100
LONGEST_PINYIN = 300
LONGEST_NAME = 50
ERASED_NAME = "已删除"
DEMO_PREFIX = "demo-"
USERNAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,58}")
E_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
LANDLINE = re.compile(r"(?:0[0-9]{2,3}-?)?[2-9][0-9]{6,7}(?:-[0-9]{1,6})?|(?:400|800)-?[0-9]{3}-?[0-9]{4}|1[0-9]{4}")
ADDRESS_SHOWN = 6


class PersonErased(DomainError):
    """The personal data of this person were erased by law."""

    message = _("This person's data were erased. The entry stays only for what refers to it.")


class UsernameMalformed(DomainError):
    """A user name of other characters, or too short."""

    message = _("A user name has 3 to 59 letters, digits, points and hyphens.")


class UsernameTaken(DomainError):
    """Somebody signs in by this name."""

    message = _("This user name is taken. Choose another.")


class AccountThereAlready(DomainError):
    """The person can sign in already."""

    message = _("This person already has an account.")


class NoAccount(DomainError):
    """The person cannot sign in."""

    message = _("This person has no account.")


class AccountUsedElsewhere(DomainError):
    """One federation may not change how somebody signs in to another."""

    message = _("This account is also used in another federation. Here you can only take it off this person.")


class NotOnesOwn(DomainError):
    """Nobody locks oneself out."""

    message = _("You cannot do this with your own account. Ask somebody else who keeps accounts.")


class PhoneInvalid(DomainError):
    """No telephone number."""

    message = _("This is no telephone number: 11 digits for a mobile, or an area code with the number.")


class EmailInvalid(DomainError):
    """No e-mail address."""

    message = _("This is no e-mail address.")


class ContactThereAlready(DomainError):
    """The same contact twice."""

    message = _("This contact is noted already.")


@dataclass(frozen=True)
class NameKeys:
    """What a name is found and ordered by; cut to the lengths of their columns."""

    name_key: str
    name_pinyin: str


@dataclass(frozen=True)
class PersonDraft:
    """A person as somebody enters it. ``phone`` is ``""`` or a number; party standing is a stored code."""

    name: str
    post: str = ""
    is_cadre: bool = False
    party_standing: str = "unknown"
    deputy_of: str = ""
    born_on: date | None = None
    phone: str = ""


def name_keys(name: str) -> NameKeys:
    """Make the keys of a name. The name itself is never changed."""
    return NameKeys(search_key(name)[:LONGEST_KEY], name_pinyin_key(name)[:LONGEST_PINYIN])


def username_from(name: str) -> str:
    """Propose a user name: the name in pinyin, without spaces; ``user`` where that leaves too little."""
    letters = re.sub(r"[^a-z0-9]", "", name_pinyin_key(name))[:40]
    return letters if USERNAME.fullmatch(letters) else f"user{letters}"


def numbered(username: str, number: int) -> str:
    """Tell the n-th of several who would get the same user name apart; the first has no number."""
    return username if number == 1 else f"{username}{number}"


def require_username(username: str) -> None:
    """
    Refuse what cannot be typed alike on every keyboard.

    :raises UsernameMalformed: for other characters or lengths
    """
    if not USERNAME.fullmatch(username):
        raise UsernameMalformed(field="username")


def clean_contact(*, kind: str, value: str) -> str:
    """
    Give a contact point as it is stored: telephone digits in ASCII, the rest as typed.

    :raises PhoneInvalid: for no mobile, landline or short number
    :raises EmailInvalid: for no e-mail address
    """
    if kind == "phone":
        number = re.sub(r"[\s－—–]", "", normalise_digits(value)).removeprefix("+86")
        if mobile_problem(number) and not LANDLINE.fullmatch(number):
            raise PhoneInvalid(field="value")
        return number
    if kind == "email" and not E_MAIL.fullmatch(value):
        raise EmailInvalid(field="value")
    return value


def masked(*, kind: str, value: str) -> str:
    """Hide most of a contact point: 138****0001, w***@example.cn, the first six characters of an address."""
    if kind == "phone":
        return mask_phone(value)
    if kind == "email":
        name, _at, host = value.rpartition("@")
        return f"{name[:1]}***@{host}"
    return value[:ADDRESS_SHOWN] + "*" * min(len(value) - ADDRESS_SHOWN, 6) if len(value) > ADDRESS_SHOWN else "***"
