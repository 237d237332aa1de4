"""Load the invented streets into an empty database; running it again changes nothing."""

import json
from argparse import ArgumentParser
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from gongzhi.common.web.refusals import words_of
from gongzhi.demo.services import DemoReport, load_demo
from gongzhi.kernel.errors import DomainError
from gongzhi.people.demo import demo_cast
from gongzhi.people.models import Person


@dataclass(frozen=True)
class Player:
    """Somebody who can be tried out."""

    code: str
    label: str
    person: Person

    @property
    def name(self) -> str:
        """Who it is."""
        return self.person.name

    @property
    def username(self) -> str:
        """By which the account is known."""
        return self.person.account.username if self.person.account else ""


class Command(BaseCommand):
    """Load, and say who can be tried out."""

    help = "Load the demo: three streets of one district, a year of their work; everything in it is invented."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = monotonic()
        try:
            report = load_demo(now=timezone.now())
        except DomainError as error:
            raise CommandError(words_of(error), returncode=2) from error
        players = _players()
        seconds = round(monotonic() - begun, 1)
        if options["json"]:
            self.stdout.write(json.dumps(_answer(report, players, seconds), ensure_ascii=False))
            return
        if report.is_new:
            self.stdout.write(_("The demo is loaded. All people and organisations in it are invented."))
        else:
            self.stdout.write(_("The demo is there already; nothing was changed."))
        self.stdout.write(_("Sign in without a password at /demo/ as one of these:"))
        for player in players:
            self.stdout.write(f"  {player.username:<26}{player.label} {player.name}")


def _players() -> list[Player]:
    """List who can be tried out: one for each kind of user, then the others."""
    cast = demo_cast()
    kinds = [
        Player(choice.kind.code, str(choice.kind.label), choice.person) for choice in cast.choices if choice.person
    ]
    return [*kinds, *(Player(code, person.post, person) for code, person in cast.others)]


def _answer(report: DemoReport, players: list[Player], seconds: float) -> dict[str, Any]:
    return {
        "loaded": report.is_new,
        "scenes": report.scenes,
        "seconds": seconds,
        "accounts": [{"code": player.code, "username": player.username, "name": player.name} for player in players],
    }
