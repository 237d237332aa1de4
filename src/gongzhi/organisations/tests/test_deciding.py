"""On what a decision about a membership rests, who decides by the charter, and one organisation in two federations."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from gongzhi.common import audit, registry
from gongzhi.common.permissions import SYSTEM
from gongzhi.common.registry import DecidedBy, ResolutionRef
from gongzhi.common.tenancy import scope
from gongzhi.federations.models import Federation
from gongzhi.organisations import services
from gongzhi.organisations.models import MembershipSpell, OrganisationIdentity
from gongzhi.organisations.rights import Right
from gongzhi.organisations.rules import CreditCodeWrong
from gongzhi.organisations.services.register import AlreadyLinked, CodesDiffer

from .conftest import SignIn
from .factories import AT, CODE, OTHER_CODE, add, apply

KEEPER = (Right.READ, Right.MANAGE, Right.ADMIT, Right.SUSPEND)
TAKEN = ResolutionRef(UUID(int=7), "理事会决议〔2026〕3号 吸收会员", date(2026, 2, 1))
UrlIn = Any


@pytest.fixture
def taken() -> Iterator[ResolutionRef]:
    """One resolution adopted here, from a room above."""
    before = list(registry.resolution_sources)
    registry.resolution_sources[:] = [lambda: [TAKEN]]
    yield TAKEN
    registry.resolution_sources[:] = before


@pytest.fixture
def asked() -> Iterator[list[str]]:
    """A clause about every decision, from a room above; the codes it is asked for."""
    codes: list[str] = []

    def source(*, code: str, on: date) -> DecidedBy | None:
        codes.append(code)
        return DecidedBy("理事会", "章程第八条", "/clause/")

    before = list(registry.decision_sources)
    registry.decision_sources[:] = [source]
    yield codes
    registry.decision_sources[:] = before


def decide_url(url_in: UrlIn, federation: Federation, deed: str = "admit") -> str:
    return url_in(federation, f"organisations:{deed}", apply(add("甲队")).pk)


def test_a_decision_rests_on_the_resolution_chosen(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn, taken: ResolutionRef
) -> None:
    sign_in(KEEPER)
    url = decide_url(url_in, federation)
    page = client.get(url).content.decode()
    assert taken.label in page
    assert "2026年2月1日" in page
    assert client.post(url, {"on": "2026-02-01", "resolution": str(taken.id)}).status_code == 303
    spell = MembershipSpell.objects.get(state="admitted")
    assert (spell.resolution_id, spell.basis) == (taken.id, taken.label)
    assert audit.thread(spell.membership.subject)[-1].facts["resolution"] == str(taken.id)


def test_a_resolution_on_paper_is_as_good(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn, taken: ResolutionRef
) -> None:
    sign_in(KEEPER)
    url = decide_url(url_in, federation)
    assert client.post(url, {"on": "2026-02-01", "basis": "纸质决议5号"}).status_code == 303
    spell = MembershipSpell.objects.get(state="admitted")
    assert (spell.resolution_id, spell.basis) == (None, "纸质决议5号")


def test_what_is_chosen_and_what_is_written_both_stay(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn, taken: ResolutionRef
) -> None:
    sign_in(KEEPER)
    url = decide_url(url_in, federation)
    client.post(url, {"on": "2026-02-01", "resolution": str(taken.id), "basis": "附件一"})
    assert MembershipSpell.objects.get(state="admitted").basis == f"{taken.label} · 附件一"


def test_a_long_title_is_cut_and_what_was_written_is_not(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn, taken: ResolutionRef
) -> None:
    sign_in(KEEPER)
    registry.resolution_sources[:] = [lambda: [ResolutionRef(taken.id, "长" * 300, taken.adopted_on)]]
    url = decide_url(url_in, federation)
    assert client.post(url, {"on": "2026-02-01", "resolution": str(taken.id), "basis": "附件一"}).status_code == 303
    basis = MembershipSpell.objects.get(state="admitted").basis
    assert len(basis) == 200
    assert basis.endswith("长… · 附件一")


@pytest.mark.parametrize(
    ("wrong", "field"), [({}, "basis"), ({"basis": " "}, "basis"), ({"resolution": str(uuid4())}, "resolution")]
)
def test_without_either_nothing_is_decided(
    federation: Federation,
    sign_in: SignIn,
    client: Client,
    url_in: UrlIn,
    taken: ResolutionRef,
    wrong: dict[str, str],
    field: str,
) -> None:
    sign_in(KEEPER)
    answer = client.post(decide_url(url_in, federation), {"on": "2026-02-01", **wrong})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not MembershipSpell.objects.filter(state="admitted").exists()


@pytest.mark.parametrize(
    ("deed", "code"), [("admit", "council.admission"), ("refuse", "council.admission"), ("leave", None)]
)
def test_the_form_says_who_decides_by_the_charter(
    federation: Federation,
    sign_in: SignIn,
    client: Client,
    url_in: UrlIn,
    asked: list[str],
    deed: str,
    code: str | None,
) -> None:
    sign_in(KEEPER)
    page = client.get(decide_url(url_in, federation, deed)).content.decode()
    assert ("章程第八条</a>：由理事会决定" in page) is (code is not None)
    assert asked == ([code] if code else [])


def test_a_silent_charter_refuses_nothing(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn, asked: list[str]
) -> None:
    sign_in(KEEPER)
    registry.decision_sources[:] = [lambda *, code, on: None]
    url = decide_url(url_in, federation)
    assert "决定。" not in client.get(url).content.decode()
    assert client.post(url, {"on": "2026-02-01", "basis": "决议1号"}).status_code == 303


def link(organisation_id: UUID, code: str = CODE) -> None:
    services.link_by_credit_code(actor=SYSTEM, organisation_id=organisation_id, credit_code=code, basis="证书", at=AT)


def test_a_code_ties_two_records_and_changes_neither(federation: Federation, other_federation: Federation) -> None:
    with scope(other_federation.pk):
        there = add("文星舞蹈队", credit_code=CODE, standing="registered")
    here = add("文星社区舞蹈队")
    link(here.pk, f" {CODE.lower()} ")
    here.refresh_from_db()
    assert (here.identity_id, here.credit_code, here.name) == (there.identity_id, "", "文星社区舞蹈队")


def test_a_code_nobody_knows_waits_for_the_other(federation: Federation, other_federation: Federation) -> None:
    here = add("文星社区舞蹈队")
    link(here.pk)
    with scope(other_federation.pk):
        there = add("文星舞蹈队", credit_code=CODE, standing="registered")
    here.refresh_from_db()
    assert here.identity_id == there.identity_id


def test_a_wrong_link_is_mended_by_the_right_code(federation: Federation) -> None:
    here = add("文星社区舞蹈队")
    link(here.pk)
    link(here.pk, OTHER_CODE)
    here.refresh_from_db()
    assert here.identity.credit_code == OTHER_CODE
    assert OrganisationIdentity.objects.get(credit_code=CODE) != here.identity


@pytest.mark.parametrize(
    ("has", "code", "error"),
    [("", "12345", CreditCodeWrong), ("", "", CreditCodeWrong), (OTHER_CODE, CODE, CodesDiffer)],
)
def test_a_code_that_cannot_be_its_own_is_refused(
    federation: Federation, has: str, code: str, error: type[Exception]
) -> None:
    here = add("甲队", credit_code=has, standing="registered" if has else "filed")
    with pytest.raises(error):
        link(here.pk, code)


def test_the_same_code_twice_says_so(federation: Federation) -> None:
    here = add("甲队")
    link(here.pk)
    with pytest.raises(AlreadyLinked):
        link(here.pk)


@pytest.mark.parametrize("is_known_there", [True, False])
def test_the_page_shows_nothing_of_the_other_street(
    federation: Federation,
    other_federation: Federation,
    sign_in: SignIn,
    client: Client,
    url_in: UrlIn,
    is_known_there: bool,
) -> None:
    """Whether another street knows the code or not: the same answer, the same number of words."""
    sign_in(KEEPER)
    if is_known_there:
        with scope(other_federation.pk):
            add("新嘉秘密队", credit_code=CODE, standing="registered")
    here = add("甲队")
    url = url_in(federation, "organisations:link", here.pk)
    assert "甲队" in client.get(url).content.decode()
    answer = client.post(url, {"credit_code": CODE, "basis": "证书"}, follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain[0][1] == 303
    assert "新嘉" not in page
    assert "已登记：“甲队”就是持有这个信用代码的组织" in page


def test_only_the_keeper_of_the_register_links(
    federation: Federation, sign_in: SignIn, client: Client, url_in: UrlIn
) -> None:
    sign_in((Right.READ, Right.ADMIT))
    here = add("甲队")
    url = url_in(federation, "organisations:link", here.pk)
    assert client.get(url).status_code == 403
    assert client.post(url, {"credit_code": CODE, "basis": "证书"}).status_code == 422
    here.refresh_from_db()
    assert here.identity.credit_code is None
