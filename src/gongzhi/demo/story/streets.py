"""Which tenants the demo has, and the ground they stand on."""

from dataclasses import dataclass
from datetime import date

DISTRICT_CODE, MAIN_CODE, NORTH_CODE, EAST_CODE = "330402", "330402010", "330402009", "330402013"
SOURCE = "演示数据：按户数推算，并非真实人口"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tenant:
    """A tenant with its founding day, the title of its charter and the paper by which that was adopted."""

    code: str
    name: str
    short_name: str
    founded_on: date
    charter_title: str
    charter_paper: str
    phone: str = ""


DISTRICT = Tenant(
    code=DISTRICT_CODE,
    name="南湖区社区社会组织工作指导小组",
    short_name="南湖区指导小组",
    founded_on=date(2024, 2, 26),
    charter_title="南湖区社区社会组织工作指导小组工作规则",
    charter_paper="区指导小组第一次会议纪要（纸质）",
)
MAIN = Tenant(
    code=MAIN_CODE,
    name="南湖街道社区社会组织联合会",
    short_name="南湖联合会",
    founded_on=date(2024, 3, 20),
    charter_title="南湖街道社区社会组织联合会章程",
    charter_paper="成立大会第1号决议（纸质）",
    phone="0573-00000010",
)
NORTH = Tenant(
    code=NORTH_CODE,
    name="新嘉街道社区社会组织联合会",
    short_name="新嘉联合会",
    founded_on=date(2024, 9, 10),
    charter_title="新嘉街道社区社会组织联合会章程",
    charter_paper="成立大会第2号决议（纸质）",
    phone="0573-00000009",
)
EAST = Tenant(
    code=EAST_CODE,
    name="东栅街道社区社会组织联合会",
    short_name="东栅联合会",
    founded_on=date(2025, 4, 18),
    charter_title="东栅街道社区社会组织联合会章程",
    charter_paper="成立大会第1号决议（纸质）",
    phone="0573-00000013",
)
STREETS = (MAIN, NORTH, EAST)


@dataclass(frozen=True, slots=True)
class Count:
    """What was counted in one community: households, and per group the people; no people where nobody counted them."""

    community: str
    households: int
    people: tuple[int, int, int, int] | None = None


GROUPS = ("children", "young", "middle", "elder")
"""The order of the people of a count."""

COUNTS = {
    MAIN_CODE: (
        Count("民北社区", 2140, (806, 1322, 2118, 1340)),
        Count("烟雨社区", 1685, (612, 1044, 1590, 1128)),
        Count("枫杨社区", 1920, (688, 1102, 1874, 1395)),
        Count("农翔社区", 2475, (1012, 1730, 2388, 1256)),
        Count("桂苑社区", 2210, (794, 1290, 2207, 1512)),
        Count("万洲社区", 2860, (1246, 2215, 2790, 1124)),
        Count("南湖社区", 1540, (470, 838, 1512, 1390)),
        Count("南溪社区", 2395, (905, 1488, 2340, 1534)),
        Count("文星社区", 1270),
        Count("云都社区", 2035),
    ),
    NORTH_CODE: (
        Count("清华社区", 1760, (590, 1012, 1690, 1288)),
        Count("百花社区", 1435, (468, 850, 1402, 1160)),
        Count("花园社区", 1980),
        Count("月河社区", 1150, (322, 640, 1104, 1098)),
    ),
    EAST_CODE: (Count("双溪社区", 2640, (1190, 2102, 2480, 806)), Count("九曲社区", 1890)),
}

GRIDS = {
    "南湖社区": (("第一网格", 390), ("第二网格", 385), ("第三网格", 402), ("第四网格", 363)),
    "桂苑社区": (("第一网格", 441), ("第二网格", 452), ("第三网格", 438), ("第四网格", 447), ("第五网格", 432)),
    "万洲社区": (("东片网格", 980), ("中片网格", 945), ("西片网格", 935)),
}
"""Grids of the main street: community → name and households."""
