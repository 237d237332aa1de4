"""This will put the model charter in force, for the tests of the rooms above."""

from gongzhi.common.permissions import SYSTEM
from gongzhi.institution import services
from gongzhi.offices.services import set_up_standard_bodies
from gongzhi.offices.testing import FOUNDED, LONG_AGO


def make_institution() -> None:
    """Set up the standard bodies and the model charter, both in force since the founding."""
    set_up_standard_bodies(actor=SYSTEM, at=LONG_AGO)
    draft = services.found_charter(actor=SYSTEM, title="示范章程", at=LONG_AGO)
    services.adopt_charter(
        actor=SYSTEM,
        charter_id=draft.pk,
        starts_on=FOUNDED,
        adopted_on=FOUNDED,
        resolution_label="成立大会第1号决议",
        at=LONG_AGO,
    )
