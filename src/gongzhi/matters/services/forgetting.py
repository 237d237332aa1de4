"""This will forget how speakers can be reached once nobody needs it any more."""

from datetime import datetime, timedelta

from gongzhi.common.permissions import SYSTEM
from gongzhi.matters.models import Voice
from gongzhi.matters.rules.flow import State
from gongzhi.matters.services.speaking import erase_speaker

KEPT = timedelta(days=90)
"""How long a contact is kept after its matter was closed: what the notice beside the form says."""
AT_ONCE = 500


def forget_speakers(*, at: datetime) -> int:
    """
    Erase what was left by the speakers of matters closed 90 days ago, at most 500 at a time; count them.

    Each is a deed of its own: a crash leaves the rest for the next time.

    Source: PIPL art. 19, 47 (F)
    """
    done_with = Voice.objects.filter(
        speakers__isnull=False, matter__state=State.CLOSED, matter__closed_at__lt=at - KEPT
    )
    keys = list(done_with.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
    for key in keys:
        erase_speaker(actor=SYSTEM, voice_id=key, at=at)
    return len(keys)
