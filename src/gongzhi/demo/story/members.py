"""Which organisations join by hand, in the main street and the neighbours. Every name is invented."""

from dataclasses import dataclass

from gongzhi.demo.story.streets import EAST_CODE, NORTH_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """
    An organisation with its leader.

    ``standing`` registered needs ``credit_code``. ``councillor`` says that its leader sits in the council.
    """

    name: str
    community: str
    category: str
    leader: str
    people: int
    party_members: int = 0
    standing: str = "filed"
    credit_code: str = ""
    phone: str = ""
    councillor: bool = False


APPLICANTS = (
    Member(name="云都社区银龄摄影俱乐部", community="云都社区", category="culture_sport", leader="章𠮷祥", people=26),
    Member(name="烟雨社区青禾助学社", community="烟雨社区", category="charity", leader="迪丽热巴·艾山", people=18),
    Member(name="民北社区楼道绿植小队", community="民北社区", category="mutual_aid", leader="褚玉兰", people=14),
)
"""Who applies in the main street during the year: admitted by the council, still waiting, refused."""

MEMBERS = {
    NORTH_CODE: (
        Member(
            name="百花社区夕阳红合唱团",
            community="百花社区",
            category="culture_sport",
            leader="虞美珍",
            people=48,
            party_members=3,
            phone="13800021001",
            councillor=True,
        ),
        Member(
            name="清华社区义务巡逻队",
            community="清华社区",
            category="safety",
            leader="贾长河",
            people=36,
            party_members=5,
            phone="13800021002",
            councillor=True,
        ),
        Member(
            name="月河社区邻里调解室",
            community="月河社区",
            category="mutual_aid",
            leader="柳依依",
            people=12,
            party_members=2,
            councillor=True,
        ),
        Member(
            name="花园社区爱心编织社",
            community="花园社区",
            category="charity",
            leader="费玉凤",
            people=31,
            councillor=True,
        ),
        Member(
            name="百花社区家电义修队",
            community="百花社区",
            category="service",
            leader="岑大海",
            people=9,
            councillor=True,
        ),
        Member(name="月河社区太极拳队", community="月河社区", category="culture_sport", leader="薛长青", people=40),
        Member(name="清华社区妈妈读书会", community="清华社区", category="mutual_aid", leader="雷雨", people=22),
        Member(name="花园社区银发助餐点", community="花园社区", category="service", leader="贺守望", people=15),
    ),
    EAST_CODE: (
        Member(
            name="双溪社区新居民互助会",
            community="双溪社区",
            category="mutual_aid",
            leader="阿布都·热西提",
            people=54,
            party_members=4,
            phone="13800031001",
            councillor=True,
        ),
        Member(
            name="九曲社区儿童阅读角",
            community="九曲社区",
            category="charity",
            leader="殷小曼",
            people=17,
            councillor=True,
        ),
        Member(
            name="融创社区羽毛球队",
            community="融创社区",
            category="culture_sport",
            leader="毛一鸣",
            people=28,
            councillor=True,
        ),
        Member(name="文贤社区夜间护学岗", community="文贤社区", category="safety", leader="郝建国", people=20),
        Member(name="格林社区宠物文明公约小组", community="格林社区", category="affairs", leader="龚璐", people=11),
    ),
}
