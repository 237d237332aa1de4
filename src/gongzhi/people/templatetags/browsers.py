"""This will say in few words with which browser and on what device somebody is signed in."""

from django import template
from django.utils.translation import gettext_lazy as _

register = template.Library()

# What a browser calls itself → what people call it; the first that fits wins, as each names those before it too.
BROWSERS = (
    ("MicroMessenger", _("WeChat")),
    ("DingTalk", _("DingTalk")),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
DEVICES = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", _("Android phone")),
    ("Windows", _("Windows computer")),
    ("Mac OS", _("Mac")),
    ("Linux", _("Linux computer")),
)


@register.filter
def browser_words(user_agent: str) -> str:
    """Turn ``Mozilla/5.0 (Windows NT 10.0) … Edg/120`` into ``Edge · Windows computer``."""
    words = [next((name for mark, name in names if mark in user_agent), None) for names in (BROWSERS, DEVICES)]
    return " · ".join(str(word) for word in words if word) or str(_("Unknown browser"))
