"""
The main thread, walked by keyboard, in Chinese, as the people of one street would.

From a real sub-district over its spreadsheet to a lawful council meeting and the board that shows it. Each step is a
function, so that a failure says which one; they share one database and stand in their order.
"""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine

from gongzhi.common.permissions import SYSTEM
from gongzhi.common.tenancy import scope
from gongzhi.people.models import Person
from gongzhi.people.services import make_account
from gongzhi.portal.services import begin_federation
from tests.e2e.conftest import MONDAY
from tests.e2e.walking import Walker

ROSTER = Path(__file__).parent / "data" / "street_roster.xlsx"
STREET = "南湖街道社区社会组织联合会"
SECRETARY, PRESIDENT, LEADER, BRANCH = "朱明", "周明", "林娟", "周飞"
ORGANISATION, ACTIVITY = "南湖社区和美助残服务社", "秋日助残游园会"
MOTION = "吸纳万洲社区好邻居乒乓球队为会员"
MEETING = "第一届理事会第一次会议"
MEETING_DAY = MONDAY + timedelta(days=7, hours=5)
STORY = "邀请残疾人家庭游园，志愿者一对一陪同。"
PROBLEMS = (
    "“52330402X4YBJ8AKR0”不是正确的统一社会信用代码",
    "没有填名称。请填写全称。",
    "“二〇一九年春”不是日期",
    "与第15行重复",
    "本街道没有“不存在社区”这个社区",
    "“1380000”不是电话号码",
    "“-3”不是人数",
    "有一个看不见的字符（U+202E）",
)
SitDown = Callable[[Person], None]


@pytest.fixture
def secretary(country: None, clock: time_machine.Traveller) -> Person:
    """The street's federation as ``gongzhi setup`` begins it, with its first secretary."""
    return begin_federation(division_code="330402010", name=STREET, secretary=SECRETARY, at=MONDAY)


def test_from_the_roster_to_a_lawful_meeting(
    secretary: Person, clock: time_machine.Traveller, walker: Walker, sit_down: SitDown
) -> None:
    walker.arrive("/")
    choose_the_street(walker)
    sit_down(secretary)
    import_the_roster(walker)
    see_who_sits_where(walker)
    see_the_institution(walker)
    leader, branch, president = (with_account(secretary, name) for name in (LEADER, BRANCH, PRESIDENT))
    sit_down(leader)
    file_an_activity(walker)
    sit_down(branch)
    return_it_with_words(walker)
    sit_down(leader)
    correct_it(walker)
    sit_down(branch)
    approve_it_from_the_desk(walker)
    sit_down(secretary)
    call_the_council(walker)
    clock.move_to(MEETING_DAY)
    sit_down(secretary)
    open_the_session(walker)
    take_presence_until_it_is_lawful(walker)
    vote_by_hands(walker)
    close_the_session(walker)
    compile_and_sign(walker)
    sit_down(president)
    countersign(walker)
    sit_down(secretary)
    enter_the_resolution(walker)
    see_the_board(walker)


def with_account(secretary: Person, name: str) -> Person:
    """Give somebody of the roster an account; handing over its link is another walk."""
    with scope(secretary.federation_id):
        person = Person.objects.get(name=name)
        person.account = make_account(
            actor=SYSTEM, person_id=person.pk, username=f"walk-{person.pk.hex[-6:]}", at=MONDAY
        )
    return person


def choose_the_street(walker: Walker) -> None:
    """Find the street from the province down, and see that its federation stands there."""
    walker.follow("查找街道")
    for name in ("浙江省", "嘉兴市", "南湖区", "南湖街道"):
        walker.follow(name)
    walker.sees("区划代码 330402010", "南湖社区居委会", "330402010")
    walker.follow(STREET)
    walker.sees(STREET, "所辖社区", "南湖社区", "云都社区")


def import_the_roster(walker: Walker) -> None:
    """Take the street's spreadsheet over: see what is wrong row by row, mend one row, leave the others for later."""
    walker.follow("联合党建")
    walker.follow("导入花名册")
    walker.page.locator("input[type=file]").set_input_files(ROSTER)
    walker.follow("查看预览")
    walker.sees("目前还没有写入任何内容", "无误 50 待修改 8")
    walker.follow("8")
    walker.sees(*PROBLEMS)
    walker.follow("修改", row="第 17 行")
    walker.types("组织名称", "万洲社区好邻居乒乓球队")
    walker.follow("保存这一行")
    walker.sees("待修改 7")
    walker.does_not_see("没有填名称")
    # The secretary is in office since the federation began, so the roster's row of that one seat waits.
    walker.follow("联合会班子 26")
    walker.sees("无误 25 待修改 1", "“秘书长”已在名册中，内容不同")
    walker.confirm("导入无误的行")
    walker.sees("已导入", "朱明 于 2026年11月23日")
    walker.follow("组织名册")
    walker.sees("万洲社区好邻居乒乓球队")


def see_who_sits_where(walker: Walker) -> None:
    """See bodies, offices and terms, with the seats that are not lawful and why."""
    walker.follow("机构和职务")
    walker.sees("理事会 在任18人", "孙飞、林燕勇", "会长", "周明 · 2024年3月1日至2029年2月28日")
    walker.sees("不合规", "周飞 · 2024年3月1日至2029年2月28日 · 现有 2 人在任，最多允许 1 人。")
    walker.follow("理事会")
    walker.sees("应到", "郭刚红")


def see_the_institution(walker: Walker) -> None:
    """See the clauses in force and the year of duties that follows from them."""
    walker.follow("制度")
    walker.follow("现行条款")
    walker.sees("现行制度", "第八条 吸收会员", "三分之二以上理事到会", "本会章程")
    walker.follow("日程")
    walker.sees("2026 年应办事项", "理事会会期", "主题党日", "接下来要办", "未到期")


def file_an_activity(walker: Walker) -> None:
    """File an activity; before it is handed in the page says its class, every reason, the clock and who reviews it."""
    walker.follow("培育规范")
    walker.follow("报备活动")
    walker.types("活动名称", ACTIVITY)
    walker.picks("活动类型", "公益慈善")
    walker.types("活动内容", STORY)
    walker.types_day("日期", date(2026, 12, 12))
    walker.types_morning("开始时间", "09:00")
    walker.types_morning("结束时间", "11:30")
    walker.types("地点", "南湖社区文化广场")
    walker.types("预计人数", "120")
    walker.ticks("在露天公共场所举办")
    walker.sees("这场活动需要报备。")
    walker.types("现场负责人", LEADER)
    walker.types("现场负责人电话", "13800003298")
    walker.follow("下一步：看一遍")
    walker.sees("这场活动需要报备。", "审核人最迟11月26日答复（3 个工作日）", "不答复不等于同意")
    walker.sees("预计 120 人，达到 50 人（本会章程 第七十一条）。", "在露天公共场所举办（本会章程 第七十三条）。")
    walker.sees("最迟提交 12月3日", "活动后报告 12月19日", "联合会党支部审核", "周飞 党支部副书记", "其中一人同意即可")
    walker.follow("提交")
    walker.sees("已经提交。", "待审", "最迟11月26日答复。")


def return_it_with_words(walker: Walker) -> None:
    """Return it for correction, as the party branch, from the desk."""
    walker.sees(f"审核报备：{ACTIVITY}", "预计 120 人")
    walker.follow("审核")
    walker.types("您的意见", "请写明轮椅通道和雨天安排。")
    walker.follow("退回补正")
    walker.sees(f"您已把“{ACTIVITY}”退回补正，补正之前不计时。", "11月23日起停止计时")


def correct_it(walker: Walker) -> None:
    """Correct it and hand it in again, as the leader, from the desk."""
    walker.sees(f"补正报备：{ACTIVITY}")
    walker.follow("去补正")
    walker.sees("请写明轮椅通道和雨天安排。")
    walker.follow("去补正")
    walker.types("活动内容", f"{STORY}广场西侧有轮椅通道，雨天改在党群服务中心。")
    walker.follow("下一步：看一遍")
    walker.types("补正了什么", "补充了轮椅通道和雨天安排。")
    walker.follow("重新提交")
    walker.sees("已经提交。", "审核中", "补正后重新提交")


def approve_it_from_the_desk(walker: Walker) -> None:
    """Agree, in two deeds and without writing anything."""
    walker.start_counting()
    walker.follow("审核")
    walker.sees(ACTIVITY, "雨天改在党群服务中心")
    walker.follow("同意")
    walker.sees(f"您已同意“{ACTIVITY}”。", "可以按报备内容举办。", "最迟12月19日报告情况")
    walker.counted_at_most(clicks=2, fields=0)


def call_the_council(walker: Walker) -> None:
    """Call the council in seven deeds and four fields at most, and know before sending whether the notice is lawful."""
    walker.start_counting()
    walker.follow("协商共治")
    walker.follow("会议")
    walker.follow("召集会议")
    walker.follow("理事会")
    walker.sees("通知时间足够", "通知须提前 5 整日")
    walker.types("地点", "街道社会组织服务中心 201 室")
    walker.types("议题1", MOTION)
    walker.picks("议题1议决方式", "吸纳会员")
    walker.follow("下一步：通知")
    walker.sees("通知时间足够。", "今天发出，提前 6 整日", "应到", "18", "2026年11月30日 14:00")
    walker.does_not_see("仍按短通知发出")
    walker.follow("发出通知")
    walker.sees("通知已经发出。", "已通知", "通知 23 人")
    walker.counted_at_most(clicks=7, fields=4)


def open_the_session(walker: Walker) -> None:
    """Open the session on its day, with a chair and a recorder who are two persons."""
    walker.sees("参加会议：第一届理事会第一次会议")
    walker.follow("看看", row=MEETING)
    walker.follow("宣布开会")
    walker.picks("主持人", PRESIDENT)
    walker.follow("宣布开会")
    walker.sees("会议开始。", "会议中", "还不能表决。", "到会 0 人，应到 18 人，法定人数 12 人")


def take_presence_until_it_is_lawful(walker: Walker) -> None:
    """Sign in eleven by number: no vote yet, and the page says why; with the twelfth, by hand, it may be opened."""
    walker.follow("签到表")
    for number in range(1, 12):
        walker.types("签到号", str(number))
        walker.follow("签到")
    walker.follow(MEETING)
    walker.sees("还不能表决。", "到会 11 人，应到 18 人，法定人数 12 人（三分之二）")
    walker.follow("开始表决")
    walker.sees("现在不能开始表决", "还差 1 人")
    walker.follow("签到表")
    walker.follow("签到", row="12. 孙建玉")
    walker.follow(MEETING)
    walker.sees("合规可决", "可以表决。", "到会 12 人，应到 18 人，法定人数 12 人（三分之二）", "通知已提前 6 整日发出")


def vote_by_hands(walker: Walker) -> None:
    """Open the vote, enter what two tellers counted, close it: carried."""
    walker.follow("开始表决")
    walker.sees("可以表决。", "通过需要", "开启时应到名单随即冻结")
    walker.ticks("举手表决")
    walker.follow("开始表决")
    walker.sees("举手表决", "由两位计票人签认相同的票数")
    walker.picks("计票人", "孙飞")
    walker.picks("第二位计票人", "林燕勇")
    for label, votes in (("同意", "11"), ("反对", "0"), ("弃权", "1")):
        walker.types(label, votes)
    walker.follow("签认票数")
    walker.sees("票数已录入。", "同意 11 · 反对 0 · 弃权 1 · 废票 0")
    walker.confirm("结束表决")
    walker.sees("名单已冻结", "通过", "举手表决 · 同意 11 · 反对 0 · 弃权 1 · 需要 8", "同意 11 票，需要 8 票，通过")


def close_the_session(walker: Walker) -> None:
    """Close the session."""
    walker.confirm("宣布散会")
    walker.sees("已散会。下一步请生成纪要。")


def compile_and_sign(walker: Walker) -> None:
    """Have the minutes compiled from what happened, and sign them as recorder."""
    walker.follow("生成纪要")
    walker.follow("生成纪要")
    walker.sees("应到18人，到会12人（含委托0人），法定人数12人。", "缺席：马刚、张磊", "计票人：孙飞、林燕勇。通过。")
    walker.follow("签署纪要")
    walker.sees("您已签署纪要。", "待签署", "尚未签署")


def countersign(walker: Walker) -> None:
    """Sign them as chair, from the desk."""
    walker.sees(f"签署会议纪要：{MEETING}")
    walker.follow("阅读并签署")
    walker.sees("朱明 · 2026年11月30日", "尚未签署")
    walker.follow("签署纪要")
    walker.sees("您已签署纪要。", "周明 · 2026年11月30日")
    walker.does_not_see("尚未签署")


def enter_the_resolution(walker: Walker) -> None:
    """Enter the resolution with who sees to it and when it is looked at again."""
    walker.follow("协商共治")
    walker.follow("会议")
    walker.follow("已经结束")
    walker.follow(MEETING)
    walker.follow("登记决议")
    walker.types("决议内容", "同意吸纳万洲社区好邻居乒乓球队为会员。")
    walker.picks("责任人", SECRETARY)
    walker.follow("登记决议")
    walker.sees("决议已登记。")
    walker.follow("决议", row=MOTION)
    walker.sees("决议〔2026〕1号", "执行中", "责任人 朱明", "复查 2027年5月31日", "同意 11 · 反对 0 · 弃权 1")


def see_the_board(walker: Walker) -> None:
    """See on the board what is met, with its proof, and what is due."""
    walker.follow("制度")
    walker.sees("履职清单", "待办 主题党日", "0 / 1 · 还没有任何佐证", "已履行 会议纪要", "已履行 理事会会期", "1 / 1")
    walker.follow("理事会会期")
    walker.sees("应有 1 次，已计 1 次。", "已履行")
    walker.follow(MEETING)
    walker.sees("已散会", "合法有效")
