"""Which meetings the neighbouring streets and the district hold: fewer, with gaps of their own."""

from collections.abc import Iterator

from gongzhi.demo.story.party import branch_meeting, theme_day
from gongzhi.demo.story.people import GROUP_LEADER, INSPECTOR
from gongzhi.demo.story.sittings import Item, Sitting
from gongzhi.demo.story.streets import DISTRICT_CODE, EAST_CODE, NORTH_CODE
from gongzhi.demo.story.when import InMonth, When, Workdays

NORTH_THEMES, EAST_THEMES = (-7, -6, -5, -3, -1, 0), (-3, -1)

NORTH_COUNCIL = Sitting(
    key="north_council",
    body="council",
    when=InMonth(ahead=-4, day=12),
    chair="施丽娟",
    recorder="章锦绣",
    caller="施丽娟",
    lead=6,
    present=4,
    place="新嘉街道文化站二楼",
    items=(
        Item(title="听取上半年工作报告", proposer="秘书处"),
        Item(
            title="审议合唱团五周年演出方案",
            proposer="秘书处",
            decision="council",
            votes=(4, 0, 0),
            resolution="同意演出方案，由百花社区夕阳红合唱团承办。",
            owner="施丽娟",
            review_days=150,
        ),
    ),
)
EAST_COUNCIL = Sitting(
    key="east_council",
    body="council",
    when=Workdays(3),
    chair="潘国栋",
    recorder="阿布都·热西提",
    caller="潘国栋",
    lead=4,
    sent=False,
    place="东栅街道党群服务中心",
    items=(Item(title="审议年度工作计划", proposer="秘书处", decision="council"),),
)


def _group_meeting(key: str, when: When) -> Sitting:
    return Sitting(
        key=key,
        body="guidance_group",
        when=when,
        chair=GROUP_LEADER,
        recorder=INSPECTOR,
        caller="",
        clock="14:00",
        place="区民政局三楼会议室",
        title="区指导小组工作例会",
        lead=6,
        items=(Item(title="通报各街道应办事项履行情况"), Item(title="研究干部兼职审批材料补齐事项")),
    )


def neighbour_sittings(*, code: str, month_now: int) -> Iterator[Sitting]:
    """List the meetings of a neighbour or the district; ``month_now`` is the month of the telling, 1 to 12."""
    if code == DISTRICT_CODE:
        yield _group_meeting("group_past", InMonth(ahead=-2, day=16))
        yield _group_meeting("group_called", Workdays(4))
    if code == NORTH_CODE:
        yield NORTH_COUNCIL
        yield branch_meeting(InMonth(ahead=-4, day=20), chair="高志远", recorder="方晓东")
        yield from _themes(NORTH_THEMES, month_now, chair="高志远", recorder="方晓东")
    if code == EAST_CODE:
        yield EAST_COUNCIL
        yield from _themes(EAST_THEMES, month_now, chair="戴国清", recorder="潘国栋")


def _themes(months: tuple[int, ...], month_now: int, *, chair: str, recorder: str) -> Iterator[Sitting]:
    for ahead in months:
        yield theme_day(ahead, (month_now - 1 + ahead) % 12 + 1, chair=chair, recorder=recorder)
