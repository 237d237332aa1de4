"""This will register the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.people.rights import Right

SENTENCES = {
    "people.person.registered": _("entered the person"),
    "people.person.changed": _("changed the entry"),
    "people.person.exported": _("handed out all that is known of the person"),
    "people.person.erased": _("erased the person's data by law"),
    "people.contact.added": _("added a contact"),
    "people.contact.removed": _("struck a contact"),
    "people.contact.revealed": _("read a contact in full"),
    "people.account.made": _("gave the person an account"),
    "people.account.tied": _("tied an account to the person"),
    "people.account.untied": _("took the account off the person"),
    "people.account.link_renewed": _("renewed the one-time link"),
    "people.account.deactivated": _("closed the account"),
    "people.account.reactivated": _("opened the account again"),
    "people.account.signed_in": _("signed in"),
    "people.account.signed_out": _("signed out"),
    "people.account.sign_in_failed": _("noticed a sign-in with a wrong password"),
    "people.secretary.made": _("entered the first secretary"),
}
RIGHTS = {
    Right.READ: _("read the register of people"),
    Right.MANAGE: _("enter people and change their entries"),
    Right.REVEAL_CONTACT: _("read contacts in full, with a reason"),
    Right.EXPORT: _("hand out all that is known of a person"),
    Right.ERASE: _("erase a person's data by law"),
    Right.MANAGE_ACCOUNTS: _("give and close accounts"),
}


class PeopleConfig(AppConfig):
    """The room of people."""

    name = "gongzhi.people"
    label = "people"

    def ready(self) -> None:
        """Fill the slots of the groundwork and listen to sign-ins."""
        from gongzhi.people import receivers  # noqa: PLC0415 -- models exist only now

        receivers.connect()
        for code, sentence in SENTENCES.items():
            registry.audit_sentence(code, sentence)
        for right, words in RIGHTS.items():
            registry.right(right, words)
        items = (
            registry.NavItem("alliance", _("People"), "people:list", right=Right.READ, order=60),
            registry.NavItem("alliance", _("Accounts"), "people:accounts", right=Right.MANAGE_ACCOUNTS, order=70),
            registry.NavItem("desk", _("My data"), "people:me", order=90),
        )
        for item in items:
            registry.nav_item(item)
