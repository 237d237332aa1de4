"""This will hand every template what the frame of the page needs."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from gongzhi.common import registry
from gongzhi.common.web.requests import Request

SECTIONS = {
    "desk": _("Desk"),
    "institution": _("Institution"),
    "alliance": _("Alliance"),
    "nurture": _("Nurture"),
    "cooperation": _("Cooperation"),
    "consultation": _("Consultation"),
    "services": _("Services"),
    "insight": _("Insight"),
    "portal": _("Portal"),
}

# Above these sections the rail draws a line.
APART = frozenset({"alliance", "insight"})
# "/f/<code>/" is the front page: every other address begins with it.
SLASHES_OF_HOME = 3


@dataclass(frozen=True)
class NavLink:
    """One link of the rail."""

    label: Any
    url: str
    current: bool


@dataclass(frozen=True)
class NavGroup:
    """A section of the rail: where it leads, its links, and whether a line is drawn above it."""

    label: Any
    url: str
    items: tuple[NavLink, ...]
    current: bool
    apart: bool


def _link(request: Request, item: registry.NavItem, here: str) -> NavLink | None:
    if item.right is not None and not request.actor.may(item.right):
        return None
    try:
        url = reverse(item.url_name)
    except NoReverseMatch:
        return None
    return NavLink(item.label, url, url == here)


def _is_current(path: str, url: str) -> bool:
    home = url.count("/") <= SLASHES_OF_HOME
    return path == url if home else path.startswith(url)


def _here(request: Request) -> str:
    """Find the entry that the page lies under: the longest address that begins its own; ``""`` for none."""
    urls = []
    for item in registry.navigation:
        with suppress(NoReverseMatch):
            urls.append(reverse(item.url_name))
    return max((url for url in urls if _is_current(request.path, url)), key=len, default="")


def navigation(request: Request) -> list[NavGroup]:
    """List the sections that have a page for this actor, in the order of the federation's own work."""
    groups = []
    here = _here(request)
    for section, label in SECTIONS.items():
        items = sorted((i for i in registry.navigation if i.section == section), key=lambda i: i.order)
        links = tuple(link for link in (_link(request, item, here) for item in items) if link)
        if links:
            current = any(link.current for link in links)
            groups.append(NavGroup(label, links[0].url, links, current, section in APART))
    return groups


def house(request: Request) -> dict[str, Any]:
    """Give federation, actor, navigation and the person's choices to every template."""
    federation = getattr(request, "federation", None)
    actor = getattr(request, "actor", None)
    signed_in = federation is not None and actor is not None and actor.is_signed_in
    wish = request.GET.get("elder", request.COOKIES.get("elder", ""))
    return {
        "federation": federation,
        "actor": actor,
        "navigation": navigation(request) if signed_in else [],
        "elder": wish == "1",
        "demo": settings.DEMO or bool(getattr(federation, "is_demo", False)),
    }
