"""
A secret ballot in the browser: by keyboard in four presses, sealed before it leaves, opened on a page without network.

What goes over the line is watched: no choice and no check code may be in it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.meetings import services
from gongzhi.meetings.models import Ballot, BallotText, Envelope, Meeting
from gongzhi.meetings.rights import Right
from gongzhi.meetings.rules import envelopes, shamir
from gongzhi.meetings.selectors.ballots import said_in, text_of
from gongzhi.meetings.tests.ballots import Box, prepared
from gongzhi.meetings.tests.factories import Hall, draft, make_hall, motion
from gongzhi.meetings.tools.page import offline_page
from gongzhi.offices.models import Power
from gongzhi.people.models import Person
from tests.e2e.looking import LOOKS, SMALL_TARGETS, SMALLEST, Plain, wrong_with
from tests.e2e.walking import Walker

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SitDown = Callable[[Person], None]


@pytest.fixture
def box(live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Box]:
    """A ballot that runs now, in the scope of its street."""
    settings.VAR = tmp_path
    ensure_signing_key()
    federation = make_federation()
    with scope(federation.pk):
        hall = make_hall(count=12)
        Power.objects.bulk_create(
            Power(
                office_code="secretary_general", body_code="officers", right=right, clause_code=f"test.{right}",
                starts_on="2020-01-01",
            )
            for right in Right
        )  # fmt: skip
        box = prepared(hall, motion(_session(hall)))
        services.open_vote(actor=hall.actor(), item_id=box.item.pk, method="ballot", at=timezone.now())
        yield box


def _session(hall: Hall) -> Meeting:
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:11]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return Meeting.objects.get(pk=meeting.pk)


def address(box: Box, name: str, *more: Any) -> str:
    return f"/f/{box.ballot.federation.code}{reverse(f'meetings:{name}', args=[box.ballot.pk, *more])}"


def finish(box: Box) -> None:
    now = timezone.now()
    services.close_ballot(actor=box.hall.actor(), ballot_id=box.ballot.pk, at=now)
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair, at=now)
    services.publish_ballot(actor=box.hall.actor(), ballot_id=box.ballot.pk, at=now)


def test_a_member_votes_in_four_presses_and_finds_the_vote_again(box: Box, walker: Walker, sit_down: SitDown) -> None:
    sent: list[Request] = []
    walker.page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    sit_down(box.hall.councillors[3])
    walker.start_counting()
    walker.follow("投票", row=motion(box.item.meeting).meeting.title)
    walker.sees("您的票在这台设备上封好才发出")
    walker.ticks("反对")
    walker.unfold("投票")
    walker.sees("请再看一遍", "反对")
    walker.unfold("封好投出")
    walker.sees("您的票已收到", "本机封票")
    walker.counted_at_most(clicks=4, fields=0)
    code = walker.page.locator("[data-code]").inner_text()
    row = Envelope.objects.get()
    assert (row.channel, row.digest[:12]) == ("browser", walker.page.locator("[data-stub]").get_attribute("data-stub"))
    assert walker.page.locator("[data-differs]").is_hidden()
    assert [set(parse_qs(request.post_data)) for request in sent] == [
        {"step", "ciphertext", "csrfmiddlewaretoken", "deed_key", "person"}
    ]
    assert not any(secret in request.post_data for request in sent for secret in (code, "against"))
    kept = walker.page.evaluate("JSON.stringify([localStorage, sessionStorage])")
    assert not any(secret in kept for secret in (code, "against", "反对"))
    for person in box.hall.councillors[4:9]:
        box.cast(person, "for", at=timezone.now())
    finish(box)
    walker.arrive(address(box, "ballot_result"))
    walker.types("验票码或存根码", code.lower())
    walker.follow("查询")
    expect(walker.page.locator("#look")).to_contain_text("计为：反对")


def test_a_broken_line_sends_the_same_envelope_again_and_counts_it_once(
    box: Box, walker: Walker, sit_down: SitDown
) -> None:
    sit_down(box.hall.councillors[3])
    bodies: list[str] = []

    def break_once(route: Route) -> None:
        if route.request.method != "POST":
            route.continue_()
            return
        bodies.append(route.request.post_data or "")
        if len(bodies) == 1:
            route.fetch()  # it arrives, and the answer is lost
            route.abort()
        else:
            route.continue_()

    walker.page.route("**/vote/", break_once)
    walker.arrive(address(box, "ballot_vote"))
    walker.sees("您的票在这台设备上封好才发出")
    walker.ticks("同意")
    walker.unfold("投票")
    walker.unfold("封好投出")
    walker.sees("网络断了")
    walker.unfold("封好投出")
    walker.sees("您的票已收到")
    assert bodies[0] == bodies[1]
    assert walker.page.locator("[data-differs]").is_hidden()
    assert Envelope.objects.count() == 1


def test_without_scripts_the_page_names_the_paper_and_seals_here(box: Box, browser: Browser, live_server: Any) -> None:
    options = LOOKS["narrow, dark, for the elderly"]
    plain = Plain(_context_of(box.hall.councillors[5], browser, live_server, elder=True, **options))
    hand, wrong = Walker(plain.page, live_server.url), list[str]()
    hand.arrive(address(box, "ballot_vote"))
    hand.sees("这里由服务器代您封票", "封票时服务器能看见", "请领纸质票")
    hand.does_not_see("您的票在这台设备上封好才发出")
    wrong += plain.wrong()
    hand.ticks("同意")
    hand.follow("投票")
    hand.sees("请再看一遍", "同意")
    wrong += plain.wrong()
    hand.follow("封好投出")
    hand.sees("您的票已收到", "服务器代封")
    expect(plain.page.locator("[data-code]")).to_have_text(envelopes.CODE_FORM)
    wrong += plain.wrong()
    hand.arrive(address(box, "ballot_receipt"))
    hand.sees("存根码")
    assert wrong + plain.wrong() == []
    assert Envelope.objects.get().channel == "server"


def test_the_key_is_made_in_the_browser_and_never_sent(box: Box, browser: Browser, live_server: Any) -> None:
    Ballot.objects.filter(pk=box.ballot.pk).update(state="keyed")
    box.item.state = "pending"
    box.item.save(update_fields=["state"])
    page = _page_of(box.hall.secretary, browser, live_server)
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    page.goto(f"{live_server.url}{address(box, 'ballot_key')}")
    page.get_by_role("button", name="在本机做密钥").click()
    texts = page.locator("[data-words]").all_inner_texts()
    assert page.locator("[data-picture] svg path").count() == 3
    with page.expect_navigation():
        page.get_by_role("button", name="已打印，登记公钥").click()
    ballot = Ballot.objects.get()
    assert ballot.key_made == "browser"
    public = (ballot.seal_public, ballot.sign_public)
    for first, second in ((0, 1), (1, 2)):
        one, other = (shamir.parse_share(texts[place], str(ballot.pk), public) for place in (first, second))
        key = envelopes.key_from_seed(shamir.combine(one, other), str(ballot.pk))
        assert key.public == (ballot.seal_public, ballot.sign_public)
    assert not any(group in body for text in texts for group in [text, text.replace("-", "")] for body in sent)


def test_the_offline_page_makes_keys_and_opens_what_the_server_sealed(box: Box, page: Page, tmp_path: Path) -> None:
    for place, person in enumerate(box.hall.councillors[:9]):
        box.cast(person, "for" if place % 2 else "abstain", at=timezone.now())
    services.close_ballot(actor=box.hall.actor(), ballot_id=box.ballot.pk, at=timezone.now())
    (tmp_path / "open_ballot.html").write_text(offline_page(), "utf-8")
    (tmp_path / "envelopes.json").write_text(text_of(box.ballot, BallotText.Kind.ENVELOPES), "utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if not request.url.startswith("blob:") else None)
    page.goto((tmp_path / "open_ballot.html").as_uri())
    page.locator('[data-part="envelopes"]').set_input_files(tmp_path / "envelopes.json")
    page.locator('[data-part="one"]').fill(box.shares[0].lower())
    page.locator('[data-part="other"]').fill(box.shares[0])
    page.locator('[data-part="open"]').click()
    expect(page.locator('[data-part="problem"]')).to_contain_text("同一份")
    page.locator('[data-part="one"]').fill(box.shares[0].lower())
    page.locator('[data-part="other"]').fill(box.shares[2].replace("-", " "))
    page.locator('[data-part="open"]').click()
    with page.expect_download() as waiting:
        page.locator('[data-part="opened"] .save').click()
    content = Path(waiting.value.path()).read_bytes()
    assert content == box.opened((0, 1))  # byte for byte what Python writes
    assert len(asked) == 1  # the file itself
    assert json.loads(json.loads(content)["opening"])["root"] == said_in(box.ballot, BallotText.Kind.CLOSING)["root"]
    assert wrong_with(page) == []


def test_every_page_of_a_ballot_holds_for_every_eye(box: Box, browser: Browser, live_server: Any) -> None:
    complaints: list[str] = []
    voter = box.hall.councillors[6]
    for look, options in LOOKS.items():
        mine = _page_of(voter, browser, live_server, elder="elderly" in look, **options)
        theirs = _page_of(box.hall.secretary, browser, live_server, elder="elderly" in look, **options)
        for name in ("ballot_vote", "ballot", "ballot_receipt"):
            complaints += _look(mine, f"{live_server.url}{address(box, name)}", look)
        complaints += _vote_and_look(mine, f"{live_server.url}{address(box, 'ballot_vote')}", look)
        for name in ("ballot", "ballot_papers"):
            complaints += _look(theirs, f"{live_server.url}{address(box, name)}", look)
    for person in box.hall.councillors[:6]:
        box.cast(person, "for", at=timezone.now())
    services.close_ballot(actor=box.hall.actor(), ballot_id=box.ballot.pk, at=timezone.now())
    for (look, options), person in product(LOOKS.items(), (box.hall.secretary, box.hall.councillors[8])):
        theirs = _page_of(person, browser, live_server, elder="elderly" in look, **options)
        complaints += _look(theirs, f"{live_server.url}{address(box, 'ballot_opening')}", look)
    _open_twice_and_publish(box)
    for look, options in LOOKS.items():
        theirs = _page_of(box.hall.secretary, browser, live_server, elder="elderly" in look, **options)
        mine = _page_of(voter, browser, live_server, elder="elderly" in look, **options)
        for name in ("ballot", "ballot_result"):
            complaints += _look(theirs, f"{live_server.url}{address(box, name)}", look)
            complaints += _look(mine, f"{live_server.url}{address(box, name)}", look)
    assert not complaints, "\n".join(complaints)


def _open_twice_and_publish(box: Box) -> None:
    for pair in ((0, 1), (1, 2)):
        box.hand_in(pair, at=timezone.now())
    services.publish_ballot(actor=box.hall.actor(), ballot_id=box.ballot.pk, at=timezone.now())


def _vote_and_look(page: Page, url: str, look: str) -> list[str]:
    page.goto(url)
    expect(page.locator("[data-by-browser]")).to_be_visible()
    page.get_by_label("同意").check()
    page.get_by_role("button", name="投票", exact=True).click()
    page.locator("[data-cast]").wait_for()
    found = _complaints(page, "review", look)
    page.locator("[data-cast]").click()
    page.locator("[data-code]").wait_for()
    return found + _complaints(page, "receipt just given", look)


def _look(page: Page, url: str, look: str) -> list[str]:
    page.goto(url)
    return _complaints(page, url.rsplit("/", 2)[1], look)


def _complaints(page: Page, name: str, look: str) -> list[str]:
    small = page.evaluate(SMALL_TARGETS, SMALLEST) if "elderly" in look else []
    return [f"{name}, {look}: {each}" for each in [*wrong_with(page), *small]]


def _page_of(person: Person, browser: Browser, live_server: Any, *, elder: bool = False, **options: Any) -> Page:
    return _context_of(person, browser, live_server, elder=elder, **options).new_page()


def _context_of(person: Person, browser: Browser, live_server: Any, *, elder: bool, **options: Any) -> BrowserContext:
    client = Client()
    client.force_login(person.account, backend="allauth.account.auth_backends.AuthenticationBackend")
    session = {house.SESSION_COOKIE_NAME: client.cookies[house.SESSION_COOKIE_NAME].value}
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai", **options)
    cookies = {**session, **({"elder": "1"} if elder else {})}
    context.add_cookies([{"name": name, "value": value, "url": live_server.url} for name, value in cookies.items()])
    return context
