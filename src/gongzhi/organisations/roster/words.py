"""This will understand the words offices use for classes, standings, communities and posts."""

import re
from dataclasses import dataclass

from gongzhi.common.imports.cells import match_key

# The longer words first: 邻里互助 before 互助, and 为民服务 before 服务.
_CATEGORIES = (
    ("culture_sport", ("文体", "文化", "体育", "艺术", "文娱")),
    ("mutual_aid", ("互助", "邻里")),
    ("safety", ("平安", "治安", "安全", "巡逻", "禁毒", "消防")),
    ("affairs", ("事务", "议事", "协商", "治理")),
    ("charity", ("公益", "慈善", "志愿", "爱心")),
    ("service", ("服务", "便民", "为民", "生活")),
)
_STANDINGS = (
    ("dissolved", ("注销", "撤销", "解散")),
    ("incubating", ("培育", "孵化", "筹备", "未登记", "未备案")),
    ("registered", ("登记", "注册")),
    ("filed", ("备案",)),
)
_COMMUNITY_TAIL = re.compile(r"(?:社区居民委员会|社区居委会|居民委员会|居委会|社区党委|社区|村民委员会|村委会|村)$")
_GOVERNMENT = re.compile(
    r"党工委|纪工委|人大工委|办事处|人民政府|街道.{0,8}(?:办|科|站|所|中心)(?:公室)?(?:副)?(?:主任|科长|所长|站长|负责人|干部)"
    r"|街道(?:党委)?(?:副)?(?:书记|主任)|[区县市]委|[^药邮]局(?:副)?局长|法院|检察院|公务员"
)
_NO_GOVERNMENT = re.compile(r"社区(?:党委|居委会)|企业|公司")


@dataclass(frozen=True)
class Seat:
    """
    An office as the roster's word names it; ``body`` and ``code`` are the words of clauses.

    ``seats`` is how many can hold it at once. ``votes``: its holders are entitled in the body's meetings. ``leads``:
    an office for which a leading cadre needs an approval document.
    """

    body: str
    code: str
    title: str
    seats: int = 9
    votes: bool = False
    leads: bool = False


MANY = 300
SEATS = (
    Seat("officers", "president", "会长", seats=1, leads=True),
    Seat("officers", "executive_vice_president", "常务副会长", seats=1, leads=True),
    Seat("officers", "vice_president", "副会长", leads=True),
    Seat("officers", "secretary_general", "秘书长", seats=1, leads=True),
    Seat("secretariat", "deputy_secretary_general", "副秘书长"),
    Seat("secretariat", "secretary", "秘书"),
    Seat("branch", "branch_secretary", "党支部书记", seats=1, votes=True),
    Seat("branch", "branch_deputy_secretary", "党支部副书记", votes=True),
    Seat("branch", "branch_committee_member", "党支部委员", votes=True),
    Seat("standing_council", "standing_councillor", "常务理事", seats=MANY, votes=True),
    Seat("council", "council_member", "理事", seats=MANY, votes=True),
    Seat("supervisors", "chief_supervisor", "监事长", seats=1, votes=True),
    Seat("supervisors", "supervisor", "监事", votes=True),
)
_SPELLINGS = {
    "支部书记": "党支部书记",
    "书记": "党支部书记",
    "支部副书记": "党支部副书记",
    "副书记": "党支部副书记",
    "支部委员": "党支部委员",
    "支委": "党支部委员",
    "理事会成员": "理事",
    "监事会主席": "监事长",
}
_SEATS = {seat.title: seat for seat in SEATS}


def category_of(words: str | None) -> str:
    """Find the category code of an organisation; ``""`` where the words say none."""
    return _first(_CATEGORIES, words)


def standing_of(words: str | None, *, has_credit_code: bool) -> str:
    """Find the standing code; where the words say none, a credit code means registered, otherwise filed."""
    return _first(_STANDINGS, words) or ("registered" if has_credit_code else "filed")


def community_key(name: str) -> str:
    """Fold a community's name so that 南湖, 南湖社区 and 南湖社区居委会 are the same."""
    key = match_key(name)
    return _COMMUNITY_TAIL.sub("", key) or key


def seat_of(title: str) -> Seat:
    """Find the office a word names; an unknown word is an office of its own in the secretariat."""
    key = match_key(title)
    for prefix in ("联合会", "街道联合会"):
        key = key.removeprefix(prefix)
    known = _SEATS.get(_SPELLINGS.get(key, key))
    return known or Seat("secretariat", f"other_{key}"[:40], title, seats=MANY)


def is_cadre_post(post: str | None) -> bool:
    """
    Guess from the words of a post whether its holder is a cadre of party or government; a person may say otherwise.

    Source: 中办发〔1998〕17号 (mark X)
    """
    if not post:
        return False
    key = match_key(post)
    return _GOVERNMENT.search(key) is not None and _NO_GOVERNMENT.search(key) is None


def _first(table: tuple[tuple[str, tuple[str, ...]], ...], words: str | None) -> str:
    key = match_key(words or "")
    return next((code for code, parts in table if any(part in key for part in parts)), "")
