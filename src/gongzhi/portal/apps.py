"""This will register the room."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry


class PortalConfig(AppConfig):
    """The door."""

    name = "gongzhi.portal"
    label = "portal"

    def ready(self) -> None:
        """Fill the slots of the groundwork."""
        registry.nav_item(registry.NavItem("portal", _("Handbook"), "portal:handbook", order=90))
        registry.nav_item(registry.NavItem("portal", _("Find a sub-district"), "federations:divisions", order=80))
