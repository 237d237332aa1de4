"""Found a federation on a real division, with bodies, model charter and a first secretary who can sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from gongzhi.common.web.refusals import words_of
from gongzhi.federations.models import Division
from gongzhi.kernel.errors import DomainError
from gongzhi.people.links import one_time_path
from gongzhi.portal.services import begin_federation


class Command(BaseCommand):
    """Begin, and print the link by which the secretary chooses a password: it is shown this once."""

    help = "Found the federation of a division and make its first secretary; prints a one-time link."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--federation", required=True, metavar="CODE", help="the division's code, like 330402010")
        parser.add_argument("--name", default="", help="the federation's name (default: made from the division's)")
        parser.add_argument("--secretary", required=True, metavar="NAME", help="the name of the first secretary")
        parser.add_argument("--username", default="", help="how the secretary signs in (default: the name in pinyin)")
        parser.add_argument("--phone", default="", help="a telephone number of the federation, shown to the public")

    def handle(self, *args: Any, federation: str, name: str, secretary: str, **options: Any) -> None:
        try:
            person = begin_federation(
                division_code=federation,
                name=name or _default_name(federation),
                secretary=secretary,
                username=options["username"],
                phone=options["phone"],
                at=timezone.now(),
            )
        except DomainError as error:
            raise CommandError(words_of(error), returncode=2) from error
        made = person.federation
        self.stdout.write(f"Founded: {made.name} ({made.code}), page /f/{made.code}/")
        if person.account is not None:
            self.stdout.write(f"{secretary} signs in as {person.account.username}. The password is chosen once at:")
            self.stdout.write(one_time_path(person.account))


def _default_name(code: str) -> str:
    division = Division.objects.filter(pk=code).first()
    return f"{division.name}社区社会组织联合会" if division else code
