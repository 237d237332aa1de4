"""This will hold accounts, persons and how to reach them."""

from typing import TYPE_CHECKING, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from gongzhi.common.tenancy.fields import TenantForeignKey
from gongzhi.common.tenancy.models import SharedModel, TenantManager, TenantModel, TenantQuerySet
from gongzhi.people.rights import Right

if TYPE_CHECKING:
    from gongzhi.common.permissions import Actor


class AccountManager(BaseUserManager["Account"]):
    """Looks accounts up by user name, in whatever case it was typed."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        """Find an account for Django's own sign-in code."""
        return self.get(username__iexact=username)


class Account(SharedModel, AbstractBaseUser):
    """A way to sign in. It says nothing about rights: those come from the offices of its persons."""

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: list[str] = []

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = AccountManager()

    class Meta:
        constraints = [models.UniqueConstraint(Upper("username"), name="account_name_once_in_any_case")]

    def __str__(self) -> str:
        return self.username


class PersonQuerySet(TenantQuerySet):
    """Persons of the federation."""

    def visible_to(self, actor: "Actor") -> Self:
        """Those whom the actor may know of: all for readers of the register, otherwise only oneself."""
        if actor.may(Right.READ):
            return self.all()
        return self.filter(pk=actor.person_id) if actor.person_id else self.none()

    def in_order_of_name(self) -> Self:
        """Ordered by pinyin, then key."""
        return self.order_by("name_pinyin", "pk")

    def named(self, words: str) -> Self:
        """Those whose name holds ``words`` (a search key), or whose pinyin begins with it or its syllables."""
        return self.filter(
            Q(name_key__contains=words) | Q(name_pinyin__startswith=words) | Q(name_pinyin__contains=f" {words}")
        )

    def with_account(self) -> Self:
        """Those who can sign in."""
        return self.filter(account__isnull=False)


class Person(TenantModel):
    """
    Somebody known to this federation.

    ``post`` is the present unit and post in words. ``is_cadre`` marks a leading cadre of party or government, whose
    office in a social organisation needs an approval document (中办发〔1998〕17号, mark X). Party standing is
    treated as sensitive. ``version`` counts the changes, so that of two people who change a person at once the second
    is told. ``erased_at`` is set once the law had the personal data erased; the row stays for what refers to it.
    """

    class PartyStanding(models.TextChoices):
        UNKNOWN = "unknown", _("Not known")
        NONE = "none", _("Not a party member")
        FULL = "full", _("Full member")
        PROBATIONARY = "probationary", _("Probationary member")

    name = models.CharField(max_length=50)
    name_key = models.CharField(max_length=100, editable=False)
    name_pinyin = models.CharField(max_length=300, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, blank=True, related_name="persons")
    post = models.CharField(max_length=100, blank=True)
    is_cadre = models.BooleanField(default=False)
    born_on = models.DateField(null=True, blank=True)
    party_standing = models.CharField(max_length=12, choices=PartyStanding.choices, default=PartyStanding.UNKNOWN)
    deputy_of = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = TenantManager.from_queryset(PersonQuerySet)()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["federation", "account"], condition=Q(account__isnull=False), name="account_once_a_federation"
            )
        ]
        indexes = [models.Index(fields=["federation", "name_key"], name="person_by_name")]

    def __str__(self) -> str:
        return self.name


class ContactPoint(TenantModel):
    """How to reach a person. ``masked`` is what pages show; ``value`` is read only by the deed that logs a reason."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Telephone")
        EMAIL = "email", _("E-mail")
        ADDRESS = "address", _("Address")

    person = TenantForeignKey(Person, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    value = models.CharField(max_length=200)
    masked = models.CharField(max_length=200)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["federation", "person", "kind", "value"], name="contact_point_once")
        ]

    def __str__(self) -> str:
        return self.masked


class CacheEntry(models.Model):
    """
    One entry of the cache that all processes share: attempts to sign in, counted for the limits.

    ``value`` is JSON, never a pickle. Entries past ``expires_at`` count as absent and are swept away now and then.
    """

    key = models.CharField(primary_key=True, max_length=255)
    value = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key
