"""What is on its way among the voices on the day of the telling: a matter in each state. All of it is invented."""

from gongzhi.demo.story.people import CADRE, CIVIL_AFFAIRS, SECRETARY_GENERAL
from gongzhi.demo.story.voices import Saying, Step, Told
from gongzhi.demo.story.when import InMonth, Workdays

STREET, NANHU, GUIYUAN = "街道办事处", "南湖社区“两委”", "桂苑社区“两委”"
ACCEPTED = Step("accept", 1)

NOW = (
    Told(
        title="希望楼下多一张长椅",
        category="facilities",
        when=Workdays(-1),
        sayings=(Saying(words="买菜回来想歇一歇，银杏树下没有坐的地方。", channel="qr", community="南湖社区"),),
    ),
    Told(
        title="老人证照片过期",
        category="services",
        when=Workdays(-1),
        sayings=(
            Saying(
                words="照片太旧了被退回来两次，能不能上门拍。",
                channel="phone",
                reply="phone",
                name="陈阿姨",
                contact="13800030201",
                community="烟雨社区",
                group="elder",
            ),
        ),
    ),
    Told(
        title="路口井盖下沉",
        category="safety",
        when=Workdays(-4),
        sayings=(Saying(words="井盖陷下去一掌深，晚上骑车容易摔。", channel="web", community="文星社区"),),
    ),
    Told(
        title="食堂菜太咸",
        category="elders",
        when=Workdays(-2),
        sayings=(Saying(words="老人血压高，能不能少放盐。", channel="survey", community="南溪社区", group="elder"),),
        steps=(ACCEPTED,),
    ),
    Told(
        title="合唱团排练借音箱",
        category="culture",
        when=Workdays(-3),
        sayings=(Saying(words="周六排练想借一对音箱。", channel="desk", community="南溪社区", group="elder"),),
        steps=(ACCEPTED, Step("hand_over", 2, "音箱由秘书长统一登记外借。", to=SECRETARY_GENERAL)),
    ),
    Told(
        title="消防通道划线磨没了",
        category="safety",
        when=Workdays(-8),
        sayings=(Saying(words="黄线看不见，又有人停车。", channel="web", community="云都社区", group="middle"),),
        steps=(ACCEPTED,),
    ),
    Told(
        title="公园夜间照明",
        category="facilities",
        when=Workdays(-14),
        sayings=(
            Saying(words="八点以后一片黑，跑步不敢去。", channel="qr", community="桂苑社区", group="young"),
            Saying(words="同样的问题，我家孩子摔过。", channel="web", community="桂苑社区", after=3),
        ),
        steps=(ACCEPTED,),
    ),
    Told(
        title="说不清位置的积水",
        category="environment",
        when=Workdays(-5),
        sayings=(Saying(words="一下雨就积水，鞋都湿了。", channel="web"),),
        steps=(ACCEPTED, Step("ask_back", 2, "请告诉我们是哪个小区、哪条路，最好说出附近的楼号。")),
    ),
    Told(
        title="孩子放学没人接",
        category="children",
        when=Workdays(-4),
        sayings=(Saying(words="四点半下课，我们六点才下班。", channel="visit", community="万洲社区", group="young"),),
        steps=(
            ACCEPTED,
            Step("ask_back", 2, "孩子在哪所学校、几年级？一周需要几天？"),
            Step("add", 3, "南湖二小三年级，周一到周五都要。"),
        ),
    ),
    Told(
        title="河道清淤什么时候开始",
        category="environment",
        when=Workdays(-6),
        sayings=(Saying(words="河水发黑，夏天就说要清。", channel="qr", community="农翔社区", group="middle"),),
        steps=(ACCEPTED, Step("defer", 3, "清淤方案正在招标，结果出来才能说准日期。")),
    ),
    Told(
        title="申请增设公交站",
        category="traffic",
        when=Workdays(-5),
        sayings=(Saying(words="最近的站要走十五分钟。", channel="paper", community="云都社区", group="elder"),),
        steps=(ACCEPTED, Step("escalate", 2, "公交线路由街道报交通部门。", to=STREET)),
    ),
    Told(
        title="老旧小区加装电梯补贴",
        category="property",
        when=Workdays(-12),
        sayings=(
            Saying(
                words="六楼老人下不了楼，想知道补贴怎么申请。",
                channel="phone",
                reply="phone",
                contact="13800030202",
                name="马师傅",
                community="民北社区",
                group="elder",
            ),
        ),
        steps=(ACCEPTED, Step("escalate", 2, "补贴政策由街道答复。", to=STREET)),
    ),
    Told(
        title="楼道口台阶缺角",
        category="facilities",
        when=Workdays(-3),
        sayings=(Saying(words="台阶缺了一块，老人绊了一下。", channel="visit", community="南湖社区", group="elder"),),
        steps=(ACCEPTED, Step("escalate", 1, "属南湖社区小修小补。", to=NANHU)),
    ),
    Told(
        title="晾衣绳拴在树上",
        category="environment",
        when=Workdays(-7),
        sayings=(Saying(words="树都勒坏了，也不好看。", channel="web", community="南湖社区", group="middle"),),
        steps=(
            ACCEPTED,
            Step("escalate", 2, "请社区商定晾晒点。", to=NANHU),
            Step("answer_above", 5, "4幢南侧新装晾衣架八组，树上的绳子周末拆除。", CADRE),
        ),
    ),
    Told(
        title="桂苑社区活动室排班",
        category="culture",
        when=Workdays(-6),
        sayings=(Saying(words="书法班老是排不上。", channel="desk", community="桂苑社区", group="elder"),),
        steps=(ACCEPTED, Step("escalate", 2, "活动室由桂苑社区安排。", to=GUIYUAN)),
    ),
    Told(
        title="高压线下的树",
        category="safety",
        when=Workdays(-9),
        sayings=(Saying(words="树快碰到电线了。", channel="phone", community="枫杨社区"),),
        steps=(ACCEPTED, Step("escalate_outside", 2, "线路归供电公司维护。", to="供电公司南湖供电所（以函件发送）")),
    ),
    Told(
        title="小区广播声音太大",
        category="neighbours",
        when=Workdays(-7),
        sayings=(Saying(words="早上七点就广播，上夜班的睡不成。", channel="web", community="烟雨社区"),),
        steps=(ACCEPTED, Step("answer", 3, "广播改为九点后，音量已调低，紧急通知除外。")),
    ),
    Told(
        title="助听器维修",
        category="elders",
        when=Workdays(-8),
        sayings=(
            Saying(
                words="助听器坏了，不知道去哪里修。",
                channel="phone",
                reply="phone",
                name="阮奶奶",
                contact="13800030203",
                community="文星社区",
                group="elder",
            ),
        ),
        steps=(
            ACCEPTED,
            Step("answer", 3, "和美助残服务社每周四代送维修点，不收费用。"),
            Step("fail", 4, "上午、傍晚各打一次，没有人接。"),
        ),
    ),
    Told(
        title="夜间烧烤油烟",
        category="environment",
        when=InMonth(ahead=-3, day=24),
        sayings=(Saying(words="楼下烧烤，窗户不敢开。", channel="qr", community="文星社区", group="young"),),
        steps=(
            ACCEPTED,
            Step("answer", 3, "已劝导商户二十二点后收摊。"),
            Step("dispute", 6, "现在是十二点收摊，油烟一点没少。"),
            Step("answer", 10, "联合执法两次，商户装了净化器。"),
            Step("dispute", 14, "净化器白天不开。"),
            Step("answer_above", 18, "街道责令整改，纳入每周巡查。", CIVIL_AFFAIRS),
            Step("dispute", 24, "还是有味道，要求搬走。"),
        ),
    ),
    Told(
        title="路面坑洼",
        category="facilities",
        when=Workdays(-6),
        sayings=(
            Saying(words="幼儿园门口的路全是坑。", channel="web", community="万洲社区", group="young"),
            Saying(words="推婴儿车过不去。", channel="qr", community="万洲社区", group="young", after=1),
        ),
        steps=(ACCEPTED,),
    ),
    Told(
        title="幼儿园门前道路破损",
        category="facilities",
        when=Workdays(-4),
        sayings=(Saying(words="门口坑里积水，孩子踩一脚泥。", channel="visit", community="万洲社区"),),
        steps=(Step("merge", 1, to="路面坑洼"),),
    ),
    Told(
        title="楼道清扫和狗叫",
        category="neighbours",
        when=Workdays(-5),
        sayings=(
            Saying(words="楼道三天没扫。", channel="web", community="民北社区"),
            Saying(words="顶楼的狗整天叫。", channel="web", community="民北社区", after=1),
        ),
        steps=(ACCEPTED, Step("split", 2, "顶楼狗叫")),
    ),
    Told(
        title="申请一间固定排练室",
        category="organisations",
        when=Workdays(-9),
        sayings=(
            Saying(
                words="每周三次排练，总是临时找地方，希望联合会协调一间固定的。",
                channel="web",
                reply="account",
                asker="member",
                organisation="南溪社区和美合唱团",
            ),
        ),
        steps=(
            ACCEPTED,
            Step("agenda", 8, "研究会员排练场地的固定安排", who=SECRETARY_GENERAL, to="council_called"),
        ),
    ),
    Told(
        title="会员年审材料能不能一次交齐",
        category="organisations",
        when=InMonth(ahead=-4, day=8),
        sayings=(
            Saying(
                words="年审、备案、评估要的材料差不多，交了三遍。",
                channel="web",
                reply="account",
                asker="member",
                organisation="南湖社区和美助残服务社",
            ),
        ),
        steps=(ACCEPTED, Step("answer", 4, "系统里已有的材料不再重复收，只补变动部分。"), Step("confirm", 6)),
    ),
    Told(
        title="民政办委托摸排独居老人需求",
        category="elders",
        when=Workdays(-7),
        sayings=(
            Saying(
                words="请联合会组织会员单位，了解独居老人冬季用餐和取暖需求，月底前反馈。",
                channel="desk",
                reply="account",
                asker="department",
                name=CIVIL_AFFAIRS,
            ),
        ),
        steps=(ACCEPTED, Step("hand_over", 2, "由秘书长牵头。", to=SECRETARY_GENERAL)),
    ),
    Told(
        title="小区大门改造意见",
        category="property",
        when=InMonth(ahead=-5, day=25),
        sayings=(Saying(words="大门改造为什么不问住户。", channel="paper", community="云都社区", group="middle"),),
        steps=(ACCEPTED,),
    ),
)
