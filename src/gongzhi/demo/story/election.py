"""The one secret election of the demo year: the council of the main street elects one more vice-president."""

from dataclasses import dataclass

from gongzhi.demo.story.people import OFFICE_CLERK, PRESIDENT, SCRUTINEERS, SECRETARY_GENERAL, SUPERVISOR, TELLER
from gongzhi.demo.story.sittings import Item, Sitting
from gongzhi.demo.story.when import InMonth


@dataclass(frozen=True, slots=True, kw_only=True)
class Stander:
    """A candidate: how the list introduces them, and for how many they are the choice on screen and on paper."""

    name: str
    note: str
    on_screen: int
    on_paper: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Election:
    """
    An election by secret ballot, last on the agenda of its sitting.

    ``body`` and ``office`` name the office by the words clauses use. ``scrutineers`` hold the three shares and can all
    sign in; the two ``tellers`` count the papers, and at least one of them can sign in. ``blank_papers`` are valid and
    name nobody. The elected see to ``resolution``.
    """

    sitting: Sitting
    title: str
    text: str
    proposer: str
    decision: str
    body: str
    office: str
    seats: int
    candidates: tuple[Stander, ...]
    blank_papers: int
    scrutineers: tuple[str, str, str]
    tellers: tuple[str, str]
    resolution: str
    owner: str
    review_days: int

    @property
    def on_screen(self) -> int:
        """Count who votes on screen."""
        return sum(each.on_screen for each in self.candidates)

    @property
    def on_paper(self) -> int:
        """Count who takes a paper."""
        return sum(each.on_paper for each in self.candidates) + self.blank_papers


ELECTED, DEFEATED = "何建", "陈明玉"

ELECTION = Election(
    sitting=Sitting(
        key="council_election",
        body="council",
        when=InMonth(ahead=-3, day=5),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        lead=7,
        present=17,
        minutes_after_items=35,
        message="本次会议以无记名投票选举副会长，请各位理事本人到会；不便用手机投票的，可在会场领取纸质选票。",
        items=(
            Item(title="听取秘书处关于增补副会长的说明", proposer="秘书处"),
            Item(title="候选人介绍情况并回答提问", proposer="秘书处"),
        ),
    ),
    title="选举副会长一名",
    text="现有副会长两名，均不来自社区社会组织。拟增补一名由社区社会组织负责人担任的副会长，候选人两名，差额选举。",
    proposer="会长办公会",
    decision="council.election",
    body="officers",
    office="vice_president",
    seats=1,
    candidates=(
        Stander(name=ELECTED, note="本会理事，两年来牵头助老月活动。", on_screen=9, on_paper=4),
        Stander(name=DEFEATED, note="本会理事，负责邻里市集的摊位协调。", on_screen=2, on_paper=1),
    ),
    blank_papers=1,
    scrutineers=(SUPERVISOR, *SCRUTINEERS),
    tellers=(TELLER, "李玉春"),
    resolution=f"选举{ELECTED}为本会副会长，任期与本届理事会相同，分管社区社会组织联络工作。",
    owner=SECRETARY_GENERAL,
    review_days=180,
)
