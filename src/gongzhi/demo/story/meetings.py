"""Which meetings the main street calls and holds besides its party life."""

from gongzhi.demo.story.people import (
    AUDITOR,
    CADRE,
    OFFICE_CLERK,
    PRESIDENT,
    SECRETARY_GENERAL,
    SUPERVISOR,
    VICE_PRESIDENT,
)
from gongzhi.demo.story.sittings import HALL, Item, Sitting
from gongzhi.demo.story.when import InMonth, Workdays

ADMITTED, SUSPENDED, NEW_SUPERVISOR = "云都社区银龄摄影俱乐部", "桂苑社区摄影协会", "杨磊丽"
ADMISSION, SUSPENSION = f"吸收{ADMITTED}为会员", f"暂停{SUSPENDED}会员资格"
AMENDMENT, SUPERVISOR_ELECTION = "修改章程第八十四条", f"增补{NEW_SUPERVISOR}为监事"

COUNCIL = (
    Sitting(
        key="council_spring",
        body="council",
        when=InMonth(ahead=-8, day=17),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        lead=6,
        present=15,
        items=(
            Item(title="听取秘书处上一年度工作报告", proposer="秘书处"),
            Item(
                title="审议年度工作计划",
                proposer="秘书处",
                decision="council",
                votes=(14, 0, 1),
                resolution="同意本年度工作计划：办好邻里节、助老月、安全月三项活动，每季度检查一次进度。",
                owner=SECRETARY_GENERAL,
                review_days=270,
            ),
            Item(
                title=ADMISSION,
                text="该组织有成员26人，已向云都社区备案，申请材料齐全。",
                proposer="秘书处",
                decision="council.admission",
                votes=(14, 0, 1),
                resolution=f"吸收{ADMITTED}为本会会员，自决议通过之日起享有会员权利。",
                owner=SECRETARY_GENERAL,
                done="已登记入册，发放会员证。",
                done_days=9,
            ),
        ),
    ),
    Sitting(
        key="council_inquorate",
        body="council",
        when=InMonth(ahead=-5, day=11),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        lead=6,
        present=10,
        items=(
            Item(title="通报上半年活动报备情况", proposer="秘书处"),
            Item(
                title="审议会员公约（草案）",
                proposer="秘书处",
                decision="council",
                withdrawn="到会10人，不足法定人数12人，只交流意见，改期表决。",
            ),
        ),
    ),
    Sitting(
        key="council_autumn",
        body="council",
        when=InMonth(ahead=-3, day=20),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        lead=7,
        present=16,
        items=(
            Item(title="听取会员公约征求意见情况", proposer="秘书处"),
            Item(
                title="审议会员公约",
                text="草案在上次会议后书面征求了全体会员意见，采纳七条。",
                proposer="秘书处",
                decision="council",
                method="roll_call",
                votes=(14, 1, 1),
                resolution="通过会员公约，印发全体会员，由社区“两委”干部协助各会员组织张贴公示。",
                owner=CADRE,
                review_days=100,
            ),
            Item(
                title=SUSPENSION,
                text="该组织连续两次未经报备举办活动，已听取其负责人陈述。",
                proposer="监事会",
                decision="council.expulsion",
                votes=(13, 1, 2),
                resolution=f"暂停{SUSPENDED}会员资格，整改后由理事会复议。",
                owner=SECRETARY_GENERAL,
                review_days=95,
            ),
            Item(
                title="委托开展年度财务审计",
                proposer="监事会",
                decision="council",
                votes=(16, 0, 0),
                resolution="委托审计员对本会上一年度收支进行审计，向监事会和会员报告。",
                owner=AUDITOR,
                review_days=105,
            ),
            Item(
                title="驻区企业共享场地试行办法",
                proposer="驻区企业会员",
                decision="council",
                votes=(15, 0, 1),
                resolution="试行驻区企业共享场地办法，先开放三处场地，试行满一百日评估。",
                owner=VICE_PRESIDENT,
                review_days=100,
            ),
        ),
    ),
    Sitting(
        key="council_called",
        body="council",
        when=Workdays(6),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        lead=7,
        papers=(
            (
                "邻里节方案（讨论稿）.txt",
                "邻里节方案（讨论稿，演示用）\n一、时间：周六全天，南湖社区文化广场。\n二、内容：邻里市集、便民服务、文艺展演。\n",
            ),
        ),
        message="请提前阅读会议材料，不能到会的请及时告知秘书处。理事不得委托他人出席。",
        items=(
            Item(title="听取季度工作情况", proposer="秘书处"),
            Item(title="审议邻里节方案", proposer="秘书处", decision="council"),
            Item(title="吸收烟雨社区青禾助学社为会员", proposer="秘书处", decision="council.admission"),
        ),
    ),
)

ASSEMBLIES = (
    Sitting(
        key="assembly",
        body="assembly",
        when=InMonth(ahead=-6, day=16),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        clock="9:00",
        place=HALL,
        lead=11,
        present=47,
        proxies=6,
        message="不能到会的会员，请在会前把书面委托书交秘书处。",
        items=(
            Item(title="听取理事会工作报告", proposer="理事会"),
            Item(title="听取监事会工作报告", proposer="监事会"),
            Item(
                title=AMENDMENT,
                text="会议纪要的签署期限由会后5个工作日改为3个工作日。",
                proposer="理事会",
                decision="assembly.special",
                votes=(50, 1, 2),
                resolution="章程第八十四条中的“5个工作日”改为“3个工作日”，自下月1日起施行。",
                owner=SECRETARY_GENERAL,
                done="已报业务主管单位审查并公布新文本。",
                done_days=20,
            ),
            Item(
                title=SUPERVISOR_ELECTION,
                proposer="理事会",
                decision="assembly.election",
                method="paper",
                votes=(49, 2, 1),
                resolution=f"增补{NEW_SUPERVISOR}为本会监事，任期与本届监事会相同。",
                owner=SECRETARY_GENERAL,
                done="已登记任职。",
                done_days=8,
            ),
        ),
    ),
    Sitting(
        key="assembly_drafted",
        body="assembly",
        when=Workdays(20),
        chair=PRESIDENT,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        clock="9:00",
        place=HALL,
        lead=21,
        sent=False,
        items=(
            Item(title="听取年度工作和财务报告", proposer="理事会"),
            Item(title="审议会费标准", proposer="理事会", decision="assembly.fees"),
        ),
    ),
)


def _office_meeting(key: str, when: InMonth | Workdays, minutes: str) -> Sitting:
    return Sitting(
        key=key,
        body="officers",
        when=when,
        chair=PRESIDENT,
        recorder=SECRETARY_GENERAL,
        caller=SECRETARY_GENERAL,
        clock="10:00",
        lead=2,
        present=3,
        title="会长办公会",
        minutes=minutes,
        items=(Item(title="检查决议落实情况", proposer="秘书处"), Item(title="研究近期活动安排", proposer="秘书处")),
    )


OFFICE_MEETINGS = (
    *(_office_meeting(f"office_{back}", InMonth(ahead=-back, day=9), "signed") for back in (11, 8, 5)),
    _office_meeting("office_recent", Workdays(-3), "compiled"),
)


MONTHS_OF_CHECKS = (4, 10)
"""In which months the supervisors check."""


def supervisors_sitting(ahead: int) -> Sitting:
    """The half-yearly check of the supervisors, in the month that lies ``ahead``."""
    return Sitting(
        key=f"supervisors_{ahead}",
        body="supervisors",
        when=InMonth(ahead=ahead, day=10),
        chair=SUPERVISOR,
        recorder=OFFICE_CLERK,
        caller=SECRETARY_GENERAL,
        title="监事会检查会议",
        items=(Item(title="检查半年度会费收支", proposer="监事会"), Item(title="检查活动报备情况", proposer="监事会")),
    )


SITTINGS = (*COUNCIL, *ASSEMBLIES, *OFFICE_MEETINGS)
