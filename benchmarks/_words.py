"""This will invent names and remarks: the same ones for the same seed, of nobody who lives."""

import random
from collections.abc import Iterator


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


PLACES = _listed("桂苑 文星 烟雨 农翔 云都 百妙 万洲 放鹤 三元 西南湖 城东 春晓 梅湾 凌塘 月河 长虹")
SPIRITS = _listed("阳光 同心 夕阳红 邻里 暖心 星火 晨曦 金晖 连心桥 和美 幸福里 萤火")
TRADES = _listed("合唱队 义工队 义务巡逻队 调解室 书画社 助老队 禁毒宣传队 舞蹈队 读书会 维修队 护河队 防诈宣讲团")
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜"
GIVEN = "明芳娟敏静丽强磊洋艳勇军杰涛超霞平刚桂英华文玲辉健俊飞红梅兰"
RARE = _listed("𠮷 喆 赟 禤 龢")
SUBJECTS = _listed(
    """
    物业费 停车位 电梯 楼道灯 垃圾房 充电桩 健身器材 下水道 广场舞 助餐点 路面 绿化带 噪声 消防通道 公示栏 快递柜
    门禁 外墙 健康讲座 晾衣架 信箱 减速带 公交站 儿童乐园 图书角 流浪猫 宠物粪便 屋顶漏水 维修基金 路灯
    """
)
TIMES = _listed("上周三晚上 昨天早上 国庆以后 每到周末 最近半个月 开会以后 去年冬天 天一下雨 放学时 夜里十点多 春节前")
FACTS = _listed(
    """
    坏了没人修 比隔壁小区高 老人走不过去 一直没有回复 已经报了三次 账目没有公开 占了过道 大家都说好 修得很快
    白天没人管 不够用 太吵睡不着 有了很大改善 标志看不清 总是排长队 位置不合适 积水很深 孩子容易摔倒 换了新的又坏
    临时停用 说法前后不一
    """
)
WISHES = _listed(
    """
    请社区看一看 希望公开明细 能不能加装扶手 建议开会商量 请联合会帮忙协调 谢谢志愿者 望尽快答复 想了解进度
    愿意一起出力 可以试行一个月 请先听听老人的意见 最好定个时间 拜托了 辛苦大家
    """
)
RARELY, OFTEN = 0.02, 0.5


def organisation_names(count: int, *, seed: int = 1) -> Iterator[str]:
    """Invent different names of organisations; the number keeps them apart."""
    dice = random.Random(seed)
    for number in range(count):
        yield f"{dice.choice(PLACES)}社区{dice.choice(SPIRITS)}{dice.choice(TRADES)}{number + 1}"


def person_name(dice: random.Random) -> str:
    """Invent a person's name; one in fifty has a rare character."""
    last = dice.choice(RARE) if dice.random() < RARELY else dice.choice(GIVEN)
    return dice.choice(SURNAMES) + dice.choice(GIVEN) + last


def remark(dice: random.Random) -> str:
    """Invent what somebody says, 20 to 60 characters."""
    parts = [dice.choice(PLACES), "社区", dice.choice(TIMES), dice.choice(SUBJECTS), dice.choice(FACTS)]
    if dice.random() < OFTEN:
        parts += ["，", dice.choice(SUBJECTS), dice.choice(FACTS)]
    return "".join([*parts, "，", dice.choice(WISHES), "。"])
