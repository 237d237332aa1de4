"""This will carry who acts, when, and by which mandate from a deed to its parts."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from gongzhi.common import audit
from gongzhi.common.permissions import Actor
from gongzhi.kernel.decisions import Mandate


@dataclass(frozen=True, slots=True)
class Trace:
    """Who acts, at which aware moment, and on which mandate; ``None`` where none is needed."""

    actor: Actor
    at: datetime
    mandate: Mandate | None = None

    def record(self, code: str, subject: Model, **facts: object) -> None:
        """Write into the log that this was done."""
        audit.record(code, actor=self.actor, subject=subject, at=self.at, facts=facts, mandate=self.mandate)
