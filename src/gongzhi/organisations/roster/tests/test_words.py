import pytest

from gongzhi.organisations.roster.words import category_of, community_key, is_cadre_post, seat_of, standing_of


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("平安类", "safety"),
        ("邻里互助类", "mutual_aid"),
        ("文体 活动", "culture_sport"),
        ("慈善公益", "charity"),
        ("为民服务类", "service"),
        ("社区事务类", "affairs"),
        ("其他", ""),
        (None, ""),
    ],
)
def test_categories(words, code):
    assert category_of(words) == code


@pytest.mark.parametrize(
    ("words", "has_code", "code"),
    [
        ("登记", False, "registered"),
        ("已备案", False, "filed"),
        ("未登记", False, "incubating"),
        ("培育", False, "incubating"),
        ("已注销登记", False, "dissolved"),
        (None, True, "registered"),
        (None, False, "filed"),
    ],
)
def test_standings(words, has_code, code):
    assert standing_of(words, has_credit_code=has_code) == code


@pytest.mark.parametrize("name", ["南湖", "南湖社区", "南湖社区居委会", "南湖社区居民委员会", " 南湖 社区 "])
def test_a_community_has_many_names(name):
    assert community_key(name) == "南湖"


def test_a_community_called_community_keeps_its_name():
    assert community_key("社区") == "社区"


@pytest.mark.parametrize(
    ("title", "body", "code"),
    [
        ("会长", "officers", "president"),
        ("联合会副会长", "officers", "vice_president"),
        ("支部书记", "branch", "branch_secretary"),
        ("党支部副书记", "branch", "branch_deputy_secretary"),
        ("监 事", "supervisors", "supervisor"),
        ("名誉会长", "secretariat", "other_名誉会长"),
    ],
)
def test_offices(title, body, code):
    seat = seat_of(title)
    assert (seat.body, seat.code) == (body, code)


@pytest.mark.parametrize(
    "post", ["街道党工委副书记", "街道组织办负责人", "街道民政办负责人", "区民政局副局长", "区委组织部干部"]
)
def test_cadres_are_guessed_from_their_posts(post):
    assert is_cadre_post(post)


@pytest.mark.parametrize(
    "post", ["社区社会组织负责人", "驻区企业负责人", "专职", "律师", "会员单位代表", "社区党委书记", None]
)
def test_others_are_no_cadres(post):
    assert not is_cadre_post(post)
