"""The party life of the streets, month by month: what is held, and what was missed."""

from collections.abc import Iterator

from gongzhi.demo.story.people import COMMITTEE, DEPUTY, PRESIDENT
from gongzhi.demo.story.sittings import STUDY, Item, Sitting
from gongzhi.demo.story.when import InMonth, Now, When

MONTHS_IN_A_QUARTER = 3
THEMES = {
    1: "节前走访困难党员",
    2: "元宵邻里送温暖",
    3: "学雷锋为民服务",
    4: "清明文明祭扫宣传",
    5: "助残日结对帮扶",
    6: "入户排查消防隐患",
    7: "重温入党誓词",
    8: "高温慰问户外劳动者",
    9: "迎中秋敬老服务",
    10: "国庆清洁家园",
    11: "消防安全进楼道",
    12: "年终送学上门",
}
MISSED_THEME_MONTH = -2
"""The month whose theme day was forgotten."""
MISSED_QUARTER = -1
"""The quarter whose branch meeting was forgotten."""
LECTURE_MONTHS = frozenset({4, 7, 11})
DECEMBER, FEBRUARY = 12, 2


def main_street_life(*, first: int, month_now: int) -> Iterator[Sitting]:
    """
    List the party meetings of the main street from the month that lies ``first`` (negative) ahead to the next one.

    ``month_now`` is the month of the telling, 1 to 12.
    """
    quarter_now = (month_now - 1) // MONTHS_IN_A_QUARTER
    for ahead in range(first, 2):
        month = (month_now - 1 + ahead) % 12 + 1
        if ahead != MISSED_THEME_MONTH:
            yield theme_day(ahead, month, chair=PRESIDENT, recorder=DEPUTY)
        if month != FEBRUARY:
            yield _committee(ahead)
        if month == DECEMBER:
            yield _organisation_life(ahead)
        quarter = (month_now - 1 + ahead) // MONTHS_IN_A_QUARTER - quarter_now
        if month % MONTHS_IN_A_QUARTER == 2 and quarter < 0 and quarter != MISSED_QUARTER:  # noqa: PLR2004
            yield branch_meeting(InMonth(ahead=ahead, day=20), chair=PRESIDENT, recorder=DEPUTY)
    yield branch_meeting(Now(), chair=PRESIDENT, recorder=DEPUTY)


def theme_day(ahead: int, month: int, *, chair: str, recorder: str) -> Sitting:
    """The theme day of a month; in some months with a lecture."""
    kinds = ("theme_day", "party_lecture") if month in LECTURE_MONTHS else ("theme_day",)
    return Sitting(
        key=f"theme_{ahead}",
        body="branch",
        when=InMonth(ahead=ahead, day=5),
        chair=chair,
        recorder=recorder,
        caller=chair,
        kinds=kinds,
        clock="8:30",
        place=STUDY,
        title=f"{month}月主题党日：{THEMES[month]}",
        items=(Item(title=THEMES[month]),),
    )


def branch_meeting(when: When, *, chair: str, recorder: str) -> Sitting:
    """The quarterly meeting of all party members of the branch."""
    return Sitting(
        key=f"branch_{when}",
        body="branch",
        when=when,
        chair=chair,
        recorder=recorder,
        caller=chair,
        clock="15:00",
        place=STUDY,
        present=2,
        items=(
            Item(title="通报本季度支部工作"),
            Item(
                title="审议下季度党员带头公益项目",
                decision="party.ordinary",
                votes=(2, 0, 0),
                resolution="下季度由党员带头办好一项公益项目，支部委员包干联系。",
                owner=recorder,
                review_days=90,
                done="项目已办结，参加党员和群众反映良好。",
                done_days=75,
            ),
        ),
    )


def _committee(ahead: int) -> Sitting:
    return Sitting(
        key=f"committee_{ahead}",
        body="branch_committee",
        when=InMonth(ahead=ahead, day=14),
        chair=COMMITTEE[0],
        recorder=COMMITTEE[1],
        caller=PRESIDENT,
        clock="16:00",
        place=STUDY,
        present=4,
        items=(Item(title="学习上级文件"), Item(title="研究会员组织党建工作")),
    )


def _organisation_life(ahead: int) -> Sitting:
    return Sitting(
        key=f"life_{ahead}",
        body="branch",
        when=InMonth(ahead=ahead, day=18),
        chair=PRESIDENT,
        recorder=DEPUTY,
        caller=PRESIDENT,
        kinds=("organisation_life", "democratic_review"),
        place=STUDY,
        title="年度组织生活会和民主评议党员",
        items=(Item(title="开展批评与自我批评"), Item(title="民主评议党员")),
    )
