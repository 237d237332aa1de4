"""This will put the desk first in the navigation."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry


class DeskConfig(AppConfig):
    """The room of the desk."""

    name = "gongzhi.desk"
    label = "desk"

    def ready(self) -> None:
        """Offer the way home."""
        registry.nav_item(registry.NavItem("desk", _("Desk"), "desk:home", order=0))
