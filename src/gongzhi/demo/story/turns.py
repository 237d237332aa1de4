"""What else turns in the main street during the year: members come and go, the charter changes, a duty is let off."""

from gongzhi.demo.story.when import InMonth

APPLIED_ON = InMonth(ahead=-9, day=20)
"""When the organisation applied that the council admitted."""
WAITING_SINCE, REFUSED_APPLIED, REFUSED_ON = (
    InMonth(ahead=-1, day=8),
    InMonth(ahead=-6, day=5),
    InMonth(ahead=-5, day=3),
)
REFUSAL_BASIS, REFUSAL_REASON = (
    "秘书处审核意见第2号",
    "成员均为同一楼道住户，建议并入民北社区助老服务队，条件成熟后再申请。",
)
LEFT, LEFT_ON, LEAVE_REASON = (
    "枫杨社区夕阳红家电维修队",
    InMonth(ahead=-4, day=22),
    "主要成员搬离本街道，经全体成员商议停止活动。",
)

AMENDED_CLAUSE, AMENDED_PARAM, AMENDED_TO = "charter.minutes.deadline", "amount", 3
AMENDED_TEXT_ZH = "会议纪要应当在会后3个工作日内由主持人和记录人签署。"
AMENDED_TEXT_EN = "Minutes are signed by chair and writer within three workdays after the meeting."
DRAFTED_BEFORE_ASSEMBLY = 15
"""Workdays."""
SUPERVISOR_PAPER = "会员大会决议"
CHARTER_RECEIPT = "街办收文〔章〕2号"

WAIVED_TOPIC = "branch_committee.cadence"
WAIVER_REASON = "春节期间支部委员分头走访慰问困难党员，当月不集中开会，工作情况在三月会议上一并通报。"
