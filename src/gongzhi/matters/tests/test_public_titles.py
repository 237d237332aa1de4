"""No title that anybody may read is what somebody said."""

import pytest

from gongzhi.matters import services
from gongzhi.matters.models import Matter
from gongzhi.matters.rules.titles import TitleRepeatsWords, check_public_title
from gongzhi.matters.tests.factories import MONDAY, accept, voiced
from gongzhi.matters.tests.pages import browser, keyed, words

SAID = "我家住三号楼502，邻居王某天天打孩子，请管一管。"


@pytest.mark.parametrize(
    "title", [SAID, SAID[:9], "我家住三号楼 502", "邻居王某天天打孩子", "我家住三号楼５０２，邻居"]
)
def test_what_was_said_is_no_public_title(title):
    with pytest.raises(TitleRepeatsWords):
        check_public_title(title, ["别的话", SAID])


@pytest.mark.parametrize("title", ["三号楼有孩子受伤害", "打孩子", "关于邻里关系的反映"])
def test_a_title_of_ones_own_may_be_public(title):
    check_public_title(title, [SAID])


def public(street, matter: Matter, title: str = "") -> Matter:
    return services.classify(
        actor=street.general, matter_id=matter.pk, category="", community_id=None, place="",
        sensitivity="public", title=title, at=MONDAY,
    )  # fmt: skip


def test_a_matter_with_the_title_it_gave_itself_cannot_be_public(street):
    matter = voiced(words=SAID).matter
    with pytest.raises(TitleRepeatsWords):
        public(street, matter)
    assert public(street, matter, "邻里关系").sensitivity == "public"


def test_a_public_matter_is_not_taken_on_under_what_was_said(street):
    voice = voiced(words=SAID)
    public(street, voice.matter, "邻里关系")
    with pytest.raises(TitleRepeatsWords):
        services.accept_matter(
            actor=street.general, matter_id=voice.matter_id, title=SAID[:20], category="neighbours",
            owner_id=street.handler.person_id, at=MONDAY,
        )  # fmt: skip
    assert accept(street, voice).state == "working"


def test_the_field_says_why(street, federation, url_in):
    matter = voiced(words=SAID).matter
    typed = {"title": matter.title, "category": "", "community": "", "place": "", "sensitivity": "public"}
    address = url_in(federation, "matters:classify", matter.pk)
    page = browser(street.general).post(address, keyed({**typed, "version": matter.version}))
    assert page.status_code == 422
    assert page.context["form"].errors["title"]
    assert "请用自己的话" in words(page)
