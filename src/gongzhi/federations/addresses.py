"""This will write addresses from one mount of the site into another."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.urls import get_script_prefix, reverse, set_script_prefix


@contextmanager
def mounted_at(prefix: str) -> Iterator[None]:
    """Let ``reverse`` write addresses below ``prefix`` for the length of the block."""
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        yield
    finally:
        set_script_prefix(before)


def address_in(code: str, name: str, *args: object) -> str:
    """Write the address of a page inside the federation with this code."""
    with mounted_at(f"/f/{code}/"):
        return reverse(name, args=args)


def entry_address(name: str, **kwargs: object) -> str:
    """Write the address of a page that stands outside all federations."""
    with mounted_at("/"):
        return reverse(name, kwargs=kwargs)
