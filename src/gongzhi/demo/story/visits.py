"""Whom the cadres of the main street visit, and what they are told. All of it is invented."""

from dataclasses import dataclass

from gongzhi.demo.story.people import CADRE, OFFICE_CLERK, PRESIDENT

CADRES = (CADRE, "顾建平", "陆晓燕", CADRE, OFFICE_CLERK, PRESIDENT)
"""Who goes, in turn."""
PER_MONTH = 7
TO_KEEP = 5
"""One remark in so many becomes a voice; the others are praise and small talk, kept in the visit."""
HOT_TOPICS = ("老旧小区加装电梯", "社区食堂", "电动自行车充电")
PER_QUARTER = {"enterprise": 3, "notable": 2, "deputy": 1, "cppcc": 1, "member": 4, "household": 6, "hook_up": 3}
TURNS = (
    "household", "member", "enterprise", "household", "hook_up", "notable", "household",
    "deputy", "member", "household", "enterprise", "cppcc", "household", "hook_up",
)  # fmt: skip
"""Which kind follows which."""
DEPUTIES = {"deputy": ("市人大代表 汪老师", "区人大代表 褚工"), "cppcc": ("区政协委员 葛医生", "市政协委员 童女士")}
HOUSEHOLDS = (
    ("3幢201室", "南湖社区"),
    ("8幢502室", "南湖社区"),
    ("2幢104室", "桂苑社区"),
    ("11幢303室", "桂苑社区"),
    ("6幢601室", "万洲社区"),
    ("15幢102室", "万洲社区"),
    ("5幢401室", "南溪社区"),
    ("9幢203室", "烟雨社区"),
    ("1幢602室", "民北社区"),
    ("7幢101室", "文星社区"),
)
GROUPS = ("elder", "middle", "elder", "young", "elder")
RESULTS = ("met", "met", "met", "nobody_home", "met", "met", "met", "met", "refused", "met", "met", "met")


@dataclass(frozen=True, slots=True)
class Remark:
    """What somebody says on a topic."""

    topic: str
    words: str


REMARKS = {
    "enterprise": (
        Remark("street", "办证照跑了两趟，希望一次说清要带什么。"),
        Remark("federation", "愿意出会议室给社区组织用，周末都空着。"),
        Remark("hot", "员工的电动车没处充电。"),
    ),
    "notable": (
        Remark("community", "年轻人不认识邻居，要多办些一起动手的活动。"),
        Remark("federation", "联合会今年比去年有声音了。"),
    ),
    "deputy": (Remark("community", "议事会的结果要贴出来，让没来的人也知道。"),),
    "cppcc": (Remark("street", "几个部门问同样的数，表格能不能合成一张。"),),
    "member": (
        Remark("federation", "场地预约要能看到别人订了什么时候。"),
        Remark("street", "活动经费报得慢，队员垫了两个月。"),
        Remark("federation", "培训实用，盼着再开写项目书的课。"),
    ),
    "household": (
        Remark("community", "楼道打扫得勤，谢谢。"),
        Remark("hot", "电梯的事一楼不同意，想有人来劝一劝。"),
        Remark("community", "晚上遛狗不牵绳，孩子怕。"),
        Remark("street", "老年卡换证能上门办就好了。"),
        Remark("community", "食堂味道好，就是周日不开。"),
    ),
    "hook_up": (
        Remark("needs", "换届快到了，不知道材料怎么准备。"),
        Remark("needs", "缺一台能移动的音箱。"),
    ),
}
ANSWERS = {
    "federation": "已记下，联合会下月例会研究，结果会再告诉您。",
    "street": "街道已答复：下月起一次告知，需要的材料印在一张单子上。",
    "community": "社区已经安排，下周起由专人负责。",
    "hot": "已约好三方面谈的日子，请您那一栋的住户都来。",
    "needs": "联合会派人上门帮忙，并从共享设备里借出一套。",
}
