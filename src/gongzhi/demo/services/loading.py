"""This will load the demo into an empty database, all of it or nothing."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import override

from gongzhi.common import audit, outbox
from gongzhi.common.tenancy import scope
from gongzhi.demo.services.days import MONTHS_TOLD, Days
from gongzhi.demo.services.election import election_scenes
from gongzhi.demo.services.filings import filing_scenes, unfiled_scenes
from gongzhi.demo.services.founding import found, founding_scenes, people_scenes
from gongzhi.demo.services.ground import ground_scenes
from gongzhi.demo.services.meetings import meeting_scenes
from gongzhi.demo.services.registers import member_scenes, roster_scenes
from gongzhi.demo.services.stage import Scene, Stage
from gongzhi.demo.services.surveys import survey_scenes
from gongzhi.demo.services.turns import turn_scenes
from gongzhi.demo.services.visits import visit_scenes
from gongzhi.demo.services.voices import community_desk_scenes, voice_scenes
from gongzhi.demo.story.election import ELECTION
from gongzhi.demo.story.filings import OVER, UNFILED
from gongzhi.demo.story.filings_ahead import AHEAD, EAST, NORTH
from gongzhi.demo.story.meetings import MONTHS_OF_CHECKS, SITTINGS, supervisors_sitting
from gongzhi.demo.story.neighbours import neighbour_sittings
from gongzhi.demo.story.party import main_street_life
from gongzhi.demo.story.sittings import Sitting
from gongzhi.demo.story.streets import DISTRICT, EAST_CODE, MAIN_CODE, NORTH_CODE, STREETS
from gongzhi.demo.story.voices_now import NOW
from gongzhi.demo.story.voices_told import TOLD
from gongzhi.federations.models import Division, Federation
from gongzhi.federations.services import load_divisions
from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

FILED_BY = {NORTH_CODE: NORTH, EAST_CODE: EAST}


class NotADemoDatabase(DomainError):
    """The database holds a federation of real people; params ``name``."""

    message = _("The database holds “%(name)s”, which is no demo. The demo is never loaded beside real data.")


@dataclass(frozen=True)
class DemoReport:
    """What was loaded: federation code → scenes told; empty where the demo was there already."""

    scenes: dict[str, int]

    @property
    def is_new(self) -> bool:
        """Whether anything was loaded."""
        return bool(self.scenes)


def load_demo(*, now: datetime) -> DemoReport:
    """
    Load the demo as it stands at a moment; a demo that is there already is left as it is.

    :raises NotADemoDatabase: if a federation of real people is there
    """
    real = Federation.objects.filter(is_demo=False).order_by("code").first()
    if real is not None:
        raise NotADemoDatabase(name=real.name)
    if Federation.objects.exists():
        return DemoReport({})
    audit.ensure_signing_key()
    if not Division.objects.below(MAIN_CODE).exists():
        load_divisions()
    with transaction.atomic(), override(settings.LANGUAGE_CODE):
        stages = [found(tenant, Days(now)) for tenant in (DISTRICT, *STREETS)]
        report = DemoReport({stage.tenant.code: stage.play(_scenes(stage)) for stage in stages})
    outbox.drain()
    for stage in stages:
        with scope(stage.federation.pk):
            audit.seal_now()
    return report


def _scenes(stage: Stage) -> Iterator[Scene]:
    """List the scenes of a tenant; those of one moment in the order in which they need each other."""
    code = stage.tenant.code
    yield from founding_scenes(stage)
    if code == MAIN_CODE:
        yield from roster_scenes(stage)
    yield from people_scenes(stage)
    yield from member_scenes(stage)
    yield from ground_scenes(stage)
    if code == MAIN_CODE:
        yield from _main_street(stage)
    else:
        sittings = neighbour_sittings(code=code, month_now=stage.days.today.month)
        yield from meeting_scenes(stage, list(sittings))
        yield from filing_scenes(stage, FILED_BY.get(code, ()))


def _main_street(stage: Stage) -> Iterator[Scene]:
    life = main_street_life(first=1 - MONTHS_TOLD, month_now=stage.days.today.month)
    yield from meeting_scenes(stage, [*SITTINGS, *_checks(stage), *life])
    yield from election_scenes(stage, ELECTION)
    yield from turn_scenes(stage)
    yield from filing_scenes(stage, [*OVER, *AHEAD])
    yield from unfiled_scenes(stage, UNFILED)
    yield from community_desk_scenes(stage)
    yield from voice_scenes(stage, [*TOLD, *NOW])
    yield from visit_scenes(stage)
    yield from survey_scenes(stage)


def _checks(stage: Stage) -> Iterator[Sitting]:
    """List the supervisors' half-yearly checks of the months told."""
    for ahead in range(1 - MONTHS_TOLD, 1):
        if stage.days.day_of_month(ahead, 1).month in MONTHS_OF_CHECKS:
            yield supervisors_sitting(ahead)
