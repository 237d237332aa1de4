"""Actors and divisions for tests of this room and of rooms above."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from gongzhi.common.permissions import Actor
from gongzhi.federations.models import Division
from gongzhi.kernel.decisions import Mandate
from gongzhi.kernel.identifiers import uuid7

AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


def actor_with(*rights: str, federation: Any = None, person_id: UUID | None = None) -> Actor:
    """Make an actor who holds some rights by an invented office."""
    mandates = tuple(Mandate(right=str(right), office="秘书长") for right in rights)
    federation_id = getattr(federation, "pk", None)
    return Actor(uuid7(), person_id or uuid7(), federation_id, "周敏", mandates)


def make_divisions() -> None:
    """Make the way down to 南湖街道 with two communities, and a neighbouring district."""
    rows = [
        ("33", "浙江省", "province", ""),
        ("3304", "嘉兴市", "prefecture", "33"),
        ("330402", "南湖区", "county", "3304"),
        ("330411", "秀洲区", "county", "3304"),
        ("330402010", "南湖街道", "street", "330402"),
        ("330411001", "新城街道", "street", "330411"),
        ("330402010034", "南溪社区居委会", "community", "330402010"),
        ("330402010035", "文星社区居委会", "community", "330402010"),
    ]
    Division.objects.bulk_create(
        [Division(code=c, name=n, level=level, parent_code=p) for c, n, level, p in rows], ignore_conflicts=True
    )
