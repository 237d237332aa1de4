"""Which surveys the main street has held. Who answers what is drawn by lot; nobody stands behind an answer."""

from dataclasses import dataclass

from gongzhi.demo.story.when import InMonth, When, Workdays

LIMITS = "不留姓名、不查重复，同一个人可能答两次；结果只说明答卷的人怎么想。"
MORE = {"南湖社区": 10, "桂苑社区": 4}
"""Where so many times more people answer than in any other community: grid workers went from door to door there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    One round of a shipped template: asked from ``when`` for ``days``, answered by ``answers`` people.

    ``on_paper`` of them wrote it by hand. ``texts`` are what some wrote in their own words; ``planned`` rounds have
    not begun.
    """

    template: str
    title: str
    when: When
    days: int
    answers: int = 0
    on_paper: int = 0
    texts: tuple[str, ...] = ()
    planned: bool = False

    @property
    def asks_cell(self) -> bool:
        """Whether it asks residents, and so in which community they live and how old they are."""
        return self.template.startswith("resident")


ASKED = (
    Asked(
        template="member_expectations",
        title="会员期望调查（年度）",
        when=InMonth(ahead=-9, day=6),
        days=20,
        answers=40,
        on_paper=8,
    ),
    Asked(
        template="resident_willingness",
        title="居民参与意愿调查（上半年）",
        when=InMonth(ahead=-8, day=10),
        days=24,
        answers=180,
        on_paper=48,
    ),
    Asked(
        template="resident_needs",
        title="居民需求调查（下半年）",
        when=InMonth(ahead=-3, day=8),
        days=24,
        answers=140,
        on_paper=38,
    ),
    Asked(
        template="resident_suggestions",
        title="给社区提建议",
        when=Workdays(-8),
        days=40,
        answers=60,
        on_paper=14,
        texts=("希望活动安排在晚上，白天要上班。", "楼道里贴个通知就好，微信群消息太多看不过来。"),
    ),
    Asked(template="member_opinions", title="会员意见调查", when=Workdays(12), days=20, planned=True),
)
