"""This will type the request as the middleware leaves it."""

from typing import Any

from django.http import HttpRequest

from gongzhi.common.permissions import Actor


class Request(HttpRequest):
    """
    A request that went through the house's middleware.

    ``federation`` is the tenant of the address, ``None`` on entry pages; ``actor`` is who acts in it.
    """

    actor: Actor
    federation: Any
