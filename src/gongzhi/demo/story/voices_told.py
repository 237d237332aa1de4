"""What residents said in the months that are over, and what became of it. All of it is invented."""

from gongzhi.demo.story.people import CIVIL_AFFAIRS, SECRETARY_GENERAL
from gongzhi.demo.story.voices import Saying, Step, Told, from_the_street, quiet, solved
from gongzhi.demo.story.when import InMonth


def _said(words: str, channel: str = "web", community: str = "", group: str = "") -> tuple[Saying, ...]:
    return (Saying(words=words, channel=channel, community=community, group=group),)


def _rang(words: str, contact: str, community: str = "", group: str = "", name: str = "") -> tuple[Saying, ...]:
    call = Saying(
        words=words, channel="phone", reply="phone", name=name, contact=contact, community=community, group=group
    )
    return (call,)


def _wrote(words: str, contact: str, community: str = "", group: str = "", name: str = "") -> tuple[Saying, ...]:
    """Give a paper form with an address: the answer goes there by letter."""
    letter = Saying(
        words=words, channel="paper", reply="letter", name=name, contact=contact, community=community, group=group
    )
    return (letter,)


TOLD = (
    Told(
        title="南湖社区3幢楼道灯不亮",
        category="facilities",
        when=InMonth(ahead=-12, day=5),
        place="南湖社区3幢2单元",
        sayings=_rang("二楼到四楼的灯坏了半个月，晚上下楼看不见台阶。", "13800030101", "南湖社区", "elder"),
        steps=solved("物业已更换三盏感应灯，请晚上再看一看。", told=1),
    ),
    Told(
        title="桂苑社区垃圾分类亭异味",
        category="environment",
        when=InMonth(ahead=-12, day=9),
        place="桂苑社区北门分类亭",
        sayings=_said("夏天到现在分类亭一直有味道，路过要捂鼻子。", "qr", "桂苑社区", "young"),
        steps=solved("清运由一天一次改为一天两次，亭内加装除味设备。"),
    ),
    Told(
        title="希望开办老年智能手机课",
        category="culture",
        when=InMonth(ahead=-12, day=15),
        sayings=_wrote("不会用手机挂号，想有人教一教，最好在白天。", "南湖社区6幢203", "南湖社区", "elder", "秦阿婆"),
        steps=solved("每周三上午在南湖社区党群服务中心开班，由同心义工队授课。", after=4, told=2),
    ),
    Told(
        title="万洲社区广场舞音量",
        category="neighbours",
        when=InMonth(ahead=-11, day=4),
        place="万洲社区中心广场",
        sayings=_said("晚上九点还在放音乐，孩子睡不着。", "web", "万洲社区", "young"),
        steps=(
            *solved("已与舞队约定晚八点半结束、音量不超过60分贝。", said="dispute", words="上周三、周五还是放到九点。"),
            Step("answer", 9, "联合会与舞队、社区三方签了约定，义工每晚八点半到场提醒，两周没有再超时。"),
            Step("confirm", 24),
        ),
    ),
    Told(
        title="烟雨社区非机动车棚充电口不够",
        category="facilities",
        when=InMonth(ahead=-11, day=8),
        place="烟雨社区12幢车棚",
        sayings=_said("车棚只有六个充电口，都在抢，有人往楼上拉线，怕着火。", "qr", "烟雨社区", "middle"),
        steps=from_the_street("涉及公共设施改造资金，须街道统筹。", "列入本季度微改造，新增十六个充电口，月底前通电。"),
    ),
    Told(
        title="文星社区公交站没有座椅",
        category="traffic",
        when=InMonth(ahead=-11, day=12),
        place="文星社区南站",
        sayings=_rang("老人等车站不住，能不能放两把椅子。", "13800030102", "文星社区", "elder"),
        steps=from_the_street("站台属市政设施，须街道转交公交部门。", "公交部门已安装两组座椅。", told=1),
    ),
    Told(
        title="残疾人坡道被占",
        category="elders",
        when=InMonth(ahead=-10, day=4),
        place="民北社区7幢",
        sayings=_said("坡道天天停电瓶车，轮椅上不去。", "desk", "民北社区", "middle"),
        steps=solved("清理车辆并划黄线，网格员每天巡查，和美助残服务社每周回看。"),
    ),
    Told(
        title="寒假孩子没处去",
        category="children",
        when=InMonth(ahead=-10, day=9),
        sayings=_said("双职工家庭，寒假孩子一个人在家，能不能办托管。", "web", "万洲社区", "young"),
        steps=quiet("寒假在三个社区各开一个托管班，名额与报名时间已张贴。"),
    ),
    Told(
        title="流浪猫投喂留下垃圾",
        category="environment",
        when=InMonth(ahead=-10, day=14),
        sayings=_said("楼下花坛全是剩饭，招老鼠。", "qr", "农翔社区"),
        steps=quiet("与投喂居民商定固定地点和时间，社区统一提供食盆，每日清理。"),
    ),
    Told(
        title="云都社区快递柜夜间提示音",
        category="property",
        when=InMonth(ahead=-9, day=5),
        sayings=_said("快递柜半夜报警响，住一楼睡不好。", "web", "云都社区", "young"),
        steps=solved("运营公司已关闭二十二点后的提示音。", after=2),
    ),
    Told(
        title="社区食堂能不能送餐",
        category="elders",
        when=InMonth(ahead=-9, day=9),
        sayings=_wrote("腿脚不便，走不到食堂，想请人送饭，可以付钱。", "南溪社区9幢101", "南溪社区", "elder", "计伯伯"),
        steps=solved("阳光助餐服务队每日十一点送餐，费用与食堂相同，另不收跑腿费。", after=4, told=1),
    ),
    Told(
        title="枫杨社区健身器材松动",
        category="safety",
        when=InMonth(ahead=-9, day=14),
        place="枫杨社区小游园",
        sayings=_said("漫步机的螺丝松了，小孩爱去玩，危险。", "qr", "枫杨社区", "middle"),
        steps=solved("当天停用，三天后更换配件恢复使用。"),
    ),
    Told(
        title="南湖社区停车位紧张",
        category="traffic",
        when=InMonth(ahead=-8, day=6),
        sayings=(
            Saying(words="晚上回来没有车位，只能停在消防通道边上。", community="南湖社区", group="young"),
            Saying(words="5幢到8幢车位太少，能不能和单位共享。", channel="qr", community="南湖社区", after=1),
            Saying(
                words="邻居为车位吵了两次。",
                channel="phone",
                reply="phone",
                contact="13800030103",
                community="南湖社区",
                group="middle",
                after=2,
            ),
        ),
        steps=(
            Step("accept", 1),
            Step("escalate", 3, "需要协调辖区单位错时共享车位。", to="街道办事处"),
            Step("answer_above", 8, "三家单位夜间开放五十八个车位，办法贴在小区门口。", CIVIL_AFFAIRS),
            Step("tell", 9),
            Step("confirm", 10),
        ),
    ),
    Told(
        title="反映物业收费不公开",
        category="property",
        when=InMonth(ahead=-8, day=11),
        sayings=_said("维修费用从来不公布，问了也不说。", "web", "农翔社区", "middle"),
        steps=(
            *solved("物业已在公告栏公布上半年收支。", said="dispute", words="只有总数，没有明细，票据也看不到。"),
            Step("answer", 8, "社区召集业主代表查看票据，并约定每季度公布明细。"),
            Step("dispute", 10, "第二季度还是没有公布。"),
            Step("answer_above", 14, "街道约谈物业，明细已补，以后每季度由社区核对后公布。", CIVIL_AFFAIRS),
            Step("confirm", 18),
        ),
    ),
    Told(
        title="想学急救",
        category="culture",
        when=InMonth(ahead=-8, day=18),
        sayings=_said("能不能请医院来教心肺复苏。", "survey", "桂苑社区", "young"),
        steps=quiet("健康志愿服务队下月开两期急救培训，各三十个名额。"),
    ),
    Told(
        title="树枝挡住路灯",
        category="environment",
        when=InMonth(ahead=-7, day=4),
        place="南溪社区主路",
        sayings=_rang("树长得太密，路灯照不下来。", "13800030104", "南溪社区", "elder"),
        steps=solved("园林队已修剪十一棵，晚上去看过，照得到了。", after=4, told=1),
    ),
    Told(
        title="楼上漏水两家说不拢",
        category="neighbours",
        when=InMonth(ahead=-7, day=8),
        sayings=_said("楼上说不是他家漏的，物业也说不清。", "desk", "烟雨社区", "middle"),
        steps=solved("请专业人员查明漏点，由人民调解志愿队约两家谈，已商定修理。", after=5),
    ),
    Told(
        title="晨练队伍想要一间屋子放器材",
        category="culture",
        when=InMonth(ahead=-7, day=12),
        sayings=_said("太极扇、音箱每天背来背去。", "visit", "桂苑社区", "elder"),
        steps=solved("桂苑社区党群服务中心腾出一间储物间，钥匙由队长保管。"),
    ),
    Told(
        title="外来务工人员子女暑期活动",
        category="children",
        when=InMonth(ahead=-7, day=20),
        sayings=_said("我们租房子住，不知道社区活动怎么报名。", "qr", "万洲社区", "young"),
        steps=quiet("报名不看户籍，二维码和纸质表都可以，已在出租房公告栏张贴。"),
    ),
    Told(
        title="水泵房噪声",
        category="property",
        when=InMonth(ahead=-6, day=5),
        place="民北社区15幢",
        sayings=_said("半夜水泵嗡嗡响。", "web", "民北社区", "middle"),
        steps=from_the_street("泵房归供水公司管理。", "供水公司已加装隔音棉，夜间实测低于限值。", said=""),
    ),
    Told(
        title="希望周末也能办事",
        category="services",
        when=InMonth(ahead=-6, day=10),
        sayings=_said("平时上班，办不了老年卡。", "qr", "文星社区", "young"),
        steps=from_the_street("服务窗口时间由街道决定。", "每月第一、第三个周六上午开窗。"),
    ),
    Told(
        title="楼道堆物",
        category="safety",
        when=InMonth(ahead=-6, day=14),
        place="云都社区2幢",
        sayings=_rang("五楼堆纸箱堆到顶，怕火。", "13800030105", "云都社区", "elder"),
        steps=solved("消防宣传队和网格员上门，已清空，住户写了保证。", after=2, told=1),
    ),
    Told(
        title="小区里电瓶车太快",
        category="traffic",
        when=InMonth(ahead=-6, day=20),
        sayings=_said("送外卖的车在小区里飞快，差点撞到老人。", "web", "桂苑社区", "elder"),
        steps=quiet("出入口设减速带和限速牌，与三家站点约定小区内推行。"),
    ),
    Told(
        title="河边没有护栏",
        category="safety",
        when=InMonth(ahead=-5, day=4),
        place="农翔社区河道东段",
        sayings=_said("孩子放学从河边走，没有栏杆。", "visit", "农翔社区", "middle"),
        steps=from_the_street("河道设施归水务部门。", "水务部门装了一百二十米护栏，下周验收。"),
    ),
    Told(
        title="助残班车时间",
        category="elders",
        when=InMonth(ahead=-5, day=8),
        sayings=_wrote("班车改到八点，赶不上康复站开门。", "民北社区2幢102", "民北社区", "middle", "夏先生"),
        steps=solved("班车调回七点二十，周一起执行。", told=2),
    ),
    Told(
        title="社区图书角想添新书",
        category="culture",
        when=InMonth(ahead=-5, day=15),
        sayings=_said("都是旧书，孩子不爱看。", "survey", "南溪社区", "young"),
        steps=quiet("嘉禾甲有限公司捐书三百册，读书会每月更换一次。"),
    ),
    Told(
        title="污水井盖响",
        category="facilities",
        when=InMonth(ahead=-4, day=6),
        place="文星社区西路",
        sayings=_said("车压过去哐当响，整夜。", "qr", "文星社区"),
        steps=solved("更换防响井盖四个。"),
    ),
    Told(
        title="高温天环卫工休息点",
        category="services",
        when=InMonth(ahead=-4, day=12),
        sayings=_rang("中午想有个地方坐坐、喝口水。", "13800030106", group="middle"),
        steps=solved("八个社区党群服务中心挂牌“歇脚点”，早七点到晚七点开放。", told=1),
    ),
    Told(
        title="两个广场舞队争场地",
        category="neighbours",
        when=InMonth(ahead=-4, day=18),
        sayings=(
            Saying(words="我们七点到，场地被占了。", channel="desk", community="万洲社区", group="elder"),
            Saying(words="先来后到，凭什么让。", channel="phone", reply="phone", contact="13800030107", after=1),
        ),
        steps=(
            Step("accept", 1),
            Step("answer", 4, "两队商定单双日轮换，写进舞队公约。"),
            Step("tell", 5),
            Step("confirm", 6),
        ),
    ),
    Told(
        title="屋顶太阳能板反光",
        category="property",
        when=InMonth(ahead=-4, day=22),
        sayings=_said("下午客厅晒得睁不开眼。", "web", "枫杨社区", "middle"),
        steps=(
            *solved("已请厂家测量，反光在允许范围内。", said="dispute", words="你们可以来我家坐一下午。"),
            Step("escalate", 8, "须由住建部门认定。", to="街道办事处", who=SECRETARY_GENERAL),
            Step("return_above", 11, "此事由安装单位与住户协商，街道无权认定，请联合会组织协商。", CIVIL_AFFAIRS),
            Step("answer", 15, "安装单位同意调整两块板的角度，住户在场看过。"),
            Step("confirm", 17),
        ),
    ),
    Told(
        title="社区医生上门时间",
        category="elders",
        when=InMonth(ahead=-3, day=5),
        sayings=_wrote("卧床老人，医生上门的时间总是变。", "枫杨社区4幢301", "枫杨社区", "elder", "沈女士"),
        steps=solved("固定为每月第二个周四上午，变动提前一天电话告知。", after=4, told=2, said=""),
    ),
    Told(
        title="电梯经常停",
        category="property",
        when=InMonth(ahead=-3, day=9),
        place="万洲社区18幢",
        sayings=(
            Saying(words="这个月停了三次，住十六楼。", channel="qr", community="万洲社区", group="elder"),
            Saying(words="同一部电梯，我也被关过一次。", channel="web", community="万洲社区", group="young", after=2),
        ),
        steps=from_the_street("涉及特种设备检验。", "更换主板，检验合格，下月起每周巡检。"),
    ),
    Told(
        title="施工早上六点开工",
        category="environment",
        when=InMonth(ahead=-3, day=14),
        sayings=_said("六点就打桩，高三孩子没法睡。", "phone", "桂苑社区", "middle"),
        steps=quiet("施工方改为七点半后开工，考试期间停工两天。"),
    ),
    Told(
        title="孤寡老人的春联和年货",
        category="elders",
        when=InMonth(ahead=-3, day=20),
        sayings=_said("楼上王奶奶一个人，过年能不能有人去看看。", "visit", "南湖社区", "young"),
        steps=quiet("列入结对名单，同心义工队每两周探望一次。"),
    ),
    Told(
        title="宠物粪便",
        category="environment",
        when=InMonth(ahead=-2, day=4),
        sayings=_said("草坪上到处是，孩子踩到。", "web", "云都社区", "young"),
        steps=solved("设拾便袋箱六处，养犬公约张贴到楼道。", said=""),
    ),
    Told(
        title="反诈宣传想用方言",
        category="safety",
        when=InMonth(ahead=-2, day=8),
        sayings=_said("普通话的听不进去，用本地话讲老人才记得住。", "meeting", "南溪社区", "elder"),
        steps=solved("和美合唱团编了方言快板，下月起在各社区巡演。", after=4),
    ),
    Told(
        title="共享单车乱停",
        category="traffic",
        when=InMonth(ahead=-2, day=12),
        sayings=_said("人行道走不过去，盲道也占了。", "qr", "文星社区", "middle"),
        steps=(
            Step("accept", 1),
            Step("escalate", 2, "涉及企业运维。", to="街道办事处"),
            Step("answer_above", 5, "企业每日早晚各清一次，划定停放区十处。", CIVIL_AFFAIRS),
        ),
    ),
    Told(
        title="希望有一间调解室",
        category="neighbours",
        when=InMonth(ahead=-2, day=16),
        sayings=_said("在走廊里谈，谁都听得见。", "desk", "民北社区", "middle"),
        steps=(
            Step("accept", 1),
            Step("hand_over", 2, "由秘书长协调场地。", SECRETARY_GENERAL, to=SECRETARY_GENERAL),
            Step("answer", 5, "民北社区二楼设调解室，周一到周五开放，可电话预约。", SECRETARY_GENERAL),
            Step("confirm", 8),
        ),
    ),
)
