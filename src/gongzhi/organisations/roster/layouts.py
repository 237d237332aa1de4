"""This will name the headings under which streets write their rosters, in any order, Chinese or English."""

from gongzhi.common.imports.tables import Column, Layout

_SEQUENCE = Column("sequence", ("序号", "编号", "顺序号", "no", "no.", "#"))
_CREDIT_CODE = Column(
    "credit_code",
    (
        "统一社会信用代码",
        "登记备案情况统一社会信用代码",
        "社会信用代码",
        "统一信用代码",
        "信用代码",
        "登记证号",
        "credit code",
    ),
)
_NOTE = Column("note", ("备注", "说明", "note", "remarks"))
_PHONES = ("联系电话", "电话", "手机", "手机号", "手机号码", "联系方式", "电话号码", "联系号码", "phone", "telephone")


def _with(prefix: str, words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(prefix + word for word in words)


ORGANISATIONS = Layout(
    kind="organisations",
    columns=(
        _SEQUENCE,
        Column(
            "name",
            (
                "组织名称",
                "社会组织名称",
                "社区社会组织名称",
                "社区社会组织",
                "会员单位名称",
                "会员单位",
                "会员名称",
                "单位名称",
                "队伍名称",
                "团队名称",
                "机构名称",
                "名称",
                "organisation",
                "organization",
                "name",
            ),
        ),
        Column(
            "category",
            ("类别", "组织类别", "类型", "组织类型", "所属类别", "服务类别", "业务类别", "分类", "category"),
        ),
        Column(
            "community",
            ("所属社区", "所在社区", "社区", "社区名称", "活动社区", "所属村社区", "所属村居", "community"),
        ),
        Column(
            "standing",
            (
                "登记备案情况状态",
                "登记备案情况",
                "登记备案",
                "登记备案状态",
                "登记状态",
                "状态",
                "登记情况",
                "备案情况",
                "登记或备案",
                "是否登记",
                "standing",
            ),
        ),
        _CREDIT_CODE,
        Column(
            "leader_name",
            (
                "负责人姓名",
                "负责人",
                "组织负责人",
                "法定代表人姓名",
                "法定代表人",
                "法人代表",
                "法人",
                "带头人",
                "领头人",
                "队长",
                "会长",
                "主要负责人",
                "联系人姓名",
                "联系人",
                "姓名",
                "leader",
            ),
        ),
        Column(
            "leader_phone",
            (*_with("负责人", _PHONES[:8]), *_with("法定代表人", _PHONES[:8]), *_with("联系人", _PHONES[:8]), *_PHONES),
        ),
        Column(
            "founded_on",
            (
                "成立时间",
                "成立日期",
                "成立年月",
                "登记时间",
                "备案时间",
                "登记备案时间",
                "登记备案日期",
                "组建时间",
                "founded",
            ),
        ),
        Column(
            "member_count",
            ("成员数", "成员人数", "人数", "成员数量", "会员数", "会员人数", "队员数", "队员人数", "总人数", "members"),
        ),
        Column("party_member_count", ("党员数", "党员人数", "党员", "其中党员", "中共党员数", "party members")),
        _NOTE,
    ),
    required=(
        ("name",),
        ("category", "community", "standing", "founded_on", "member_count"),
    ),
    title_words=("会员单位", "社会组织", "组织花名册", "组织名册"),
)

ENTERPRISES = Layout(
    kind="enterprises",
    columns=(
        _SEQUENCE,
        Column("name", ("企业名称", "驻区企业名称", "驻区企业", "公司名称", "企业", "单位名称", "enterprise")),
        _CREDIT_CODE,
        Column("contact_name", ("联系人", "联系人姓名", "企业联系人", "负责人", "法定代表人", "姓名", "contact")),
        Column("contact_phone", (*_with("联系人", _PHONES[:8]), *_PHONES)),
        Column(
            "offers",
            ("可提供资源", "可供资源", "提供资源", "资源", "资源清单", "可提供的资源", "可共享资源", "resources"),
        ),
        Column("community", ("所属社区", "所在社区", "社区", "community")),
        _NOTE,
    ),
    required=(("name",), ("contact_name", "offers", "credit_code")),
    title_words=("企业",),
)

INDIVIDUALS = Layout(
    kind="individuals",
    columns=(
        _SEQUENCE,
        Column("name", ("姓名", "乡贤姓名", "人员姓名", "名字", "name")),
        Column("post", ("身份", "职业", "身份职业", "社会身份", "身份职务", "特长", "现任职务", "identity")),
        Column("phone", _PHONES),
        Column(
            "deputy_of",
            ("人大代表政协委员", "代表委员", "两代表一委员", "人大代表", "政协委员", "代表委员身份", "deputy"),
        ),
        Column("community", ("所属社区", "所在社区", "社区", "community")),
        _NOTE,
    ),
    required=(("name",), ("post", "deputy_of")),
    title_words=("乡贤", "知名人士", "个人会员"),
)

OFFICES = Layout(
    kind="offices",
    columns=(
        _SEQUENCE,
        Column("title", ("职务", "联合会职务", "担任职务", "岗位", "本届职务", "班子职务", "office", "title")),
        Column("name", ("姓名", "人员姓名", "任职人员", "name")),
        Column(
            "post",
            ("现任单位及职务", "单位及职务", "现工作单位及职务", "工作单位及职务", "现任职务", "工作单位", "单位职务"),
        ),
        Column("starts_on", ("任职起", "任职开始", "任职时间", "起任时间", "任期起", "开始时间", "任期开始", "from")),
        Column("ends_on", ("任职止", "任职结束", "届满时间", "任期止", "结束时间", "任期届满", "任期结束", "to")),
        Column(
            "basis_number", ("批准文号", "文号", "任职文号", "批复文号", "任命文号", "批准文件", "依据", "document")
        ),
        Column("phone", _PHONES),
        _NOTE,
    ),
    required=(("name",), ("title",), ("starts_on", "ends_on", "post", "basis_number")),
    title_words=("班子", "职务", "任职", "理事会", "领导"),
)

MEMBERS = Layout(
    kind="members",
    columns=(
        _SEQUENCE,
        Column("name", ("姓名", "成员姓名", "会员姓名", "志愿者姓名", "队员姓名", "name")),
        Column("gender", ("性别", "gender", "sex")),
        Column(
            "organisation",
            ("所属组织", "所在组织", "组织名称", "所属社会组织", "所属队伍", "所在队伍", "所属单位", "organisation"),
        ),
        Column("phone", _PHONES),
        Column("is_party_member", ("是否党员", "党员", "政治面貌", "是否中共党员", "party member")),
        Column("volunteer_number", ("志愿者编号", "志愿者号", "志愿者证号", "志愿者注册号", "volunteer number")),
        Column("joined_on", ("入会日期", "入会时间", "加入时间", "入队时间", "加入日期", "入队日期", "joined")),
        _NOTE,
    ),
    required=(("name",), ("organisation",), ("gender", "volunteer_number", "joined_on", "is_party_member")),
    title_words=("成员", "会员花名册", "志愿者", "人员名册"),
)

LAYOUTS = (ORGANISATIONS, ENTERPRISES, INDIVIDUALS, OFFICES, MEMBERS)
