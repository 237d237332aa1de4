"""Who plays in the demo besides those in the roster. Every name is invented."""

from dataclasses import dataclass

from gongzhi.demo.story.streets import DISTRICT_CODE, EAST_CODE, MAIN_CODE, NORTH_CODE


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody entered by hand; ``phone`` is empty where nobody gave it."""

    name: str
    post: str = ""
    phone: str = ""
    is_cadre: bool = False
    party: str = "unknown"


@dataclass(frozen=True, slots=True)
class Seat:
    """An office that somebody is given: body and office by their words, and the paper it rests on."""

    person: str
    body: str
    office: str
    paper: str


@dataclass(frozen=True, slots=True)
class Login:
    """A user name that is tied to a person."""

    username: str
    person: str


PRESIDENT, SECRETARY_GENERAL, SUPERVISOR = "周明", "朱明", "赵娜国"
DEPUTY, CIVIL_AFFAIRS, VICE_PRESIDENT = "周飞", "赵华秀", "王国梅"
OFFICE_CLERK, CADRE, AUDITOR, LEADER = "吕静", "沈佳怡", "钱文博", "林娟"
INSPECTOR, GROUP_LEADER = "蒋雨桐", "汪海涛"
SCRUTINEERS, TELLER = ("吴兰杰", "张磊"), "孙建玉"
ENTERPRISE = "嘉禾甲有限公司"

COMMITTEE = ("罗敏", "马刚红", "刘军强", "徐磊", "林伟")
"""Branch secretaries of member organisations, who make up the branch committee."""

NEWCOMERS = {
    DISTRICT_CODE: (
        Newcomer(name=GROUP_LEADER, post="区委社会工作部副部长", is_cadre=True, party="full"),
        Newcomer(name=INSPECTOR, post="区民政局社会组织管理科", party="full"),
        Newcomer(name="欧阳若兰", post="区委组织部组织科", party="full"),
    ),
    MAIN_CODE: (
        Newcomer(name=OFFICE_CLERK, post="联合会秘书处", phone="13800010001"),
        Newcomer(name=CADRE, post="南湖社区党委委员、居委会副主任", phone="13800010002", party="full"),
        Newcomer(name="顾建平", post="桂苑社区居委会主任", phone="13800010003", party="full"),
        Newcomer(name="陆晓燕", post="万洲社区党委委员", party="probationary"),
        Newcomer(name=AUDITOR, post="外聘审计员", phone="13800010004"),
        Newcomer(name="俞志强", post="街道民政办工作人员", phone="13800010005"),
    ),
    NORTH_CODE: (
        Newcomer(name="高志远", post="街道党工委副书记", is_cadre=True, party="full"),
        Newcomer(name="施丽娟", post="联合会专职秘书长", phone="13800020001"),
        Newcomer(name="方晓东", post="街道组织办负责人", is_cadre=True, party="full"),
        Newcomer(name="章锦绣", post="退休会计"),
        Newcomer(name="严立新", post="百花社区党委书记", party="full"),
    ),
    EAST_CODE: (
        Newcomer(name="戴国清", post="街道党工委副书记", is_cadre=True, party="full"),
        Newcomer(name="潘国栋", post="联合会专职秘书长", phone="13800030001"),
        Newcomer(name="倪春晖", post="街道民政办负责人", is_cadre=True, party="full"),
    ),
}

SEATS = {
    DISTRICT_CODE: (
        Seat(GROUP_LEADER, "guidance_group", "leader", "南委办〔2024〕6号"),
        Seat(INSPECTOR, "guidance_group", "inspector", "南委办〔2024〕6号"),
        Seat("欧阳若兰", "guidance_group", "inspector", "南委办〔2024〕6号"),
    ),
    MAIN_CODE: (
        Seat(PRESIDENT, "street_office", "street_deputy_secretary", "街党工〔2023〕5号"),
        Seat(DEPUTY, "street_office", "street_organisation_lead", "街党工〔2023〕5号"),
        Seat(CIVIL_AFFAIRS, "street_office", "street_civil_affairs_lead", "街党工〔2023〕5号"),
        Seat("俞志强", "street_office", "staff", "街办〔2024〕3号"),
        Seat(OFFICE_CLERK, "secretariat", "secretary", "秘书处聘用书2号"),
        Seat(CADRE, "two_committees", "cadre", "街党工〔2024〕21号"),
        Seat("顾建平", "two_committees", "cadre", "街党工〔2024〕21号"),
        Seat("陆晓燕", "two_committees", "cadre", "街党工〔2024〕21号"),
        Seat(AUDITOR, "audit", "auditor", "审计委托书1号"),
        *(Seat(name, "branch_committee", "branch_committee_member", "街党工〔2024〕13号") for name in COMMITTEE),
    ),
    NORTH_CODE: (
        Seat("高志远", "street_office", "street_deputy_secretary", "新街党工〔2023〕2号"),
        Seat("高志远", "officers", "president", "成立大会第3号决议"),
        Seat("高志远", "branch", "branch_secretary", "新街党工〔2024〕9号"),
        Seat("方晓东", "street_office", "street_organisation_lead", "新街党工〔2023〕2号"),
        Seat("方晓东", "branch", "branch_deputy_secretary", "新街党工〔2024〕9号"),
        Seat("施丽娟", "officers", "secretary_general", "成立大会第3号决议"),
        Seat("章锦绣", "supervisors", "supervisor", "成立大会第3号决议"),
        Seat("严立新", "two_committees", "cadre", "新街党工〔2024〕9号"),
    ),
    EAST_CODE: (
        Seat("戴国清", "street_office", "street_deputy_secretary", "东街党工〔2024〕1号"),
        Seat("戴国清", "officers", "president", "成立大会第3号决议"),
        Seat("戴国清", "branch", "branch_secretary", "东街党工〔2025〕4号"),
        Seat("倪春晖", "street_office", "street_civil_affairs_lead", "东街党工〔2024〕1号"),
        Seat("潘国栋", "officers", "secretary_general", "成立大会第3号决议"),
    ),
}

APPROVALS = {("戴国清", "president"): "南组干〔2025〕18号"}
"""Documents by which cadres may hold an office; the president of the northern street waits for his."""

LOGINS = {
    DISTRICT_CODE: (Login("demo-guidance", INSPECTOR),),
    MAIN_CODE: (
        Login("demo-secretary", SECRETARY_GENERAL),
        Login("demo-leader", LEADER),
        Login("demo-reviewer", DEPUTY),
        Login("demo-reviewer-president", PRESIDENT),
        Login("demo-cadre", CADRE),
        Login("demo-street", CIVIL_AFFAIRS),
        Login("demo-enterprise", VICE_PRESIDENT),
        Login("demo-auditor", AUDITOR),
        Login("demo-auditor-supervisor", SUPERVISOR),
        Login("demo-secretary-clerk", OFFICE_CLERK),
        Login("demo-scrutineer", SCRUTINEERS[0]),
        Login("demo-scrutineer-second", SCRUTINEERS[1]),
        Login("demo-teller", TELLER),
    ),
    NORTH_CODE: (Login("demo-secretary-xinjia", "施丽娟"),),
    EAST_CODE: (Login("demo-secretary-dongzha", "潘国栋"),),
}
