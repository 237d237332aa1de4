"""This will take a roster over twice: by the importer, and bare."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from benchmarks._streets import make_federation
from benchmarks._words import PLACES
from gongzhi.common.clock import local_day
from gongzhi.common.imports.models import ImportBatch, ImportRow
from gongzhi.common.imports.services import commit_import, preview_import
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Community, Federation
from gongzhi.organisations.models import Membership, Organisation, OrganisationIdentity
from gongzhi.people.models import Person

AT_ONCE = 1000


def make_ground(number: int) -> Federation:
    """Create a street with the communities that the roster names."""
    federation = make_federation(number)
    with scope(federation.pk):
        Community.objects.bulk_create([Community(name=f"{place}社区") for place in PLACES])
    return federation


class Preview:
    """One workbook on its way into one street's register, as the pages take it."""

    def __init__(self, federation: Federation, content: bytes, at: datetime) -> None:
        self.federation, self.content, self.at = federation, content, at
        self.batch: ImportBatch | None = None

    def look(self) -> None:
        """Read the workbook and judge its rows."""
        with scope(self.federation.pk):
            self.batch = preview_import(actor=SYSTEM, file_name="花名册.xlsx", content=self.content, at=self.at)

    def commit(self) -> None:
        """Take the clean rows over."""
        assert self.batch is not None
        with scope(self.federation.pk):
            commit_import(actor=SYSTEM, batch_id=self.batch.pk, at=self.at)

    def counts(self) -> dict[str, int]:
        """Count what came of it."""
        with scope(self.federation.pk):
            problems = ImportRow.objects.filter(batch=self.batch, state=ImportRow.State.PROBLEM).count()
            return {"taken_over": Organisation.objects.count(), "problems": problems}


def insert_bare(federation: Federation, book: Any, at: datetime) -> None:
    """Insert the same rows by bulk, nothing judged, nothing logged."""
    rows = book.get_sheet_by_index(0).to_python()[1:]
    on = local_day(at)
    with scope(federation.pk):
        identities = OrganisationIdentity.objects.bulk_create(
            [OrganisationIdentity(name=row[1]) for row in rows], batch_size=AT_ONCE
        )
        organisations = Organisation.objects.bulk_create(
            [_organisation(row, identity) for row, identity in zip(rows, identities, strict=True)], batch_size=AT_ONCE
        )
        Membership.objects.bulk_create(
            [Membership(organisation=each, state=Membership.State.ADMITTED, since=on) for each in organisations],
            batch_size=AT_ONCE,
        )
        Person.objects.bulk_create([Person(name=row[5]) for row in rows], batch_size=AT_ONCE)


def _organisation(row: Sequence[Any], identity: OrganisationIdentity) -> Organisation:
    return Organisation(identity=identity, name=row[1], name_key=row[1], people_count=int(row[8]), note=row[10])
