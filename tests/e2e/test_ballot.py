"""
One secret election in elder mode, from three scrutineers to the code that a voter finds again.

Everything that people carry on a stick is carried here: the programs and files that the pages hand out are run as
programs of their own, and what they write is handed in again.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from gongzhi.common.audit import ensure_signing_key
from gongzhi.common.tenancy import scope
from gongzhi.common.testing import make_federation
from gongzhi.meetings import services
from gongzhi.meetings.models import AgendaItem, Ballot, Envelope, Meeting
from gongzhi.meetings.rules import envelopes
from gongzhi.meetings.tests.factories import Hall, draft, make_hall
from gongzhi.people.models import Person
from tests.e2e.walking import Walker

ELECTION = "选举副会长"
SHARE = re.compile(r"^ +((?:[A-Z2-7]{4}-){7}[A-Z2-7]{4})$", re.MULTILINE)
FINGERPRINT = re.compile(r"key fingerprint: ((?:[0-9A-F]{4} ){3}[0-9A-F]{4})$", re.MULTILINE)
ELDER = {"name": "elder", "value": "1"}
SitDown = Callable[[Person], None]


@dataclass(frozen=True)
class Room:
    """A council in session with an election of one vice-president between two, and a stick to carry files on."""

    hall: Hall
    item: AgendaItem
    stick: Path

    @property
    def candidates(self) -> list[Person]:
        return self.hall.councillors[:2]

    @property
    def scrutineers(self) -> list[Person]:
        return self.hall.councillors[8:11]

    def address(self, name: str, *args: Any) -> str:
        return f"/f/{self.hall.council.federation.code}{reverse(f'meetings:{name}', args=args)}"


@pytest.fixture
def room(live_server: LiveServer, settings: Any, tmp_path: Path) -> Iterator[Room]:
    """The room, in the scope of its street."""
    settings.VAR = tmp_path / "var"
    ensure_signing_key()
    with scope(make_federation().pk):
        hall = make_hall(count=12)
        yield Room(hall, _election(hall), tmp_path)


def _election(hall: Hall) -> AgendaItem:
    now = timezone.now()
    past = now - timedelta(days=9)
    meeting = draft(hall, starts_at=now + timedelta(minutes=1), at=past)
    standing = tuple(person.pk for person in hall.councillors[:2])
    new = services.NewElection(title=ELECTION, decision="council.election", seats=1, candidate_ids=standing)
    item = services.add_election(actor=hall.actor(), meeting_id=meeting.pk, election=new, at=past)
    services.send_notice(actor=hall.actor(), meeting_id=meeting.pk, at=past)
    services.open_session(
        actor=hall.actor(), meeting_id=meeting.pk, chair_id=hall.president.pk, recorder_id=hall.secretary.pk, at=now
    )
    for person in hall.councillors[:11]:
        services.sign_in_by_hand(actor=hall.actor(), meeting_id=meeting.pk, person_id=person.pk, at=now)
    return item


@pytest.fixture
def sit_large(walker: Walker, sit_down: SitDown) -> SitDown:
    """Let somebody sit down who needs large letters."""

    def sit(person: Person) -> None:
        sit_down(person)
        walker.page.context.add_cookies([{**ELDER, "url": walker.address}])
        walker.page.reload()
        expect(walker.page.locator("body.elder")).to_be_visible()

    return sit


def test_an_election_in_elder_mode_from_the_key_to_the_recount(
    room: Room, walker: Walker, sit_large: SitDown, browser: Browser
) -> None:
    sit_large(room.hall.secretary)
    shares = prepare_it(room, walker)
    for person in room.scrutineers[:2]:
        sit_large(person)
        confirm_it(room, walker)
    sit_large(room.hall.secretary)
    open_the_vote(room, walker)
    sit_large(room.hall.councillors[3])
    code = vote_and_see_the_receipt(room, walker)
    sit_large(room.hall.councillors[4])
    other = vote_without_scripts(room, walker, browser)
    for person in (*room.hall.councillors[:3], *room.hall.councillors[5:11]):
        vote_elsewhere(room, person)
    sit_large(room.hall.secretary)
    close_it(room, walker)
    for number, pair in enumerate(((0, 1), (1, 2)), start=1):
        sit_large(room.scrutineers[pair[1]])
        open_it(room, walker, [shares[place] for place in pair], number)
    sit_large(room.hall.secretary)
    publish_it(room, walker)
    sit_large(room.hall.councillors[3])
    find_it_again(room, walker, code, room.candidates[0])
    find_it_again(room, walker, other, room.candidates[1])
    recount_it(room, walker)


def prepare_it(room: Room, walker: Walker) -> list[str]:
    """Name three scrutineers and make the key with the program, away from the server; give the shares on paper."""
    walker.arrive(room.address("open_vote", room.item.pk))
    walker.follow("准备无记名表决")
    for place, person in zip(("一", "二", "三"), room.scrutineers, strict=True):
        walker.picks(f"第{place}位监票人", person.name)
    walker.follow("定监票人")
    walker.sees("最稳妥", "在不联网的电脑上做。")
    program = carry(walker, room, "open_ballot.py", at="ballots/tools/open_ballot.py")
    prepared = carry(walker, room, "prepare.json", press="下载准备文件")
    said = run(room, program, "key", prepared, "-o", room.stick / "key.json")
    shares = SHARE.findall(said)
    assert [person.name in said for person in room.scrutineers] == [True] * 3
    assert len(set(shares)) == 3
    (fingerprint,) = set(FINGERPRINT.findall(said))
    (room.stick / "fingerprint.txt").write_text(fingerprint, "utf-8")
    walker.page.get_by_label("公钥文件").set_input_files(room.stick / "key.json")
    walker.follow("交公钥")
    walker.sees("任意两位能开票", *(person.name for person in room.scrutineers))
    return shares


def confirm_it(room: Room, walker: Walker) -> None:
    """Let a scrutineer type from the sheet what the key is called."""
    walker.follow("核对指纹", row=ELECTION)
    walker.types("您那份纸上的密钥指纹", (room.stick / "fingerprint.txt").read_text("utf-8").lower())
    walker.follow("纸上就是这样")
    walker.sees("已核对。")


def open_the_vote(room: Room, walker: Walker) -> None:
    """Open it on screen; who stands and who may vote is frozen."""
    walker.arrive(room.address("ballot", Ballot.objects.get().pk))
    walker.follow("开始表决")
    walker.ticks("无记名电子表决")
    walker.follow("开始表决")
    walker.sees(ELECTION)
    assert Ballot.objects.get().state == "open"


def vote_and_see_the_receipt(room: Room, walker: Walker) -> str:
    """Vote from the desk in four presses, without typing; the device seals it and shows the code."""
    walker.start_counting()
    walker.follow("投票", row=Meeting.objects.get().title)
    walker.sees("您的票在这台设备上封好才发出", "最多选 1 项；一项不选为弃权。")
    walker.ticks(room.candidates[0].name)
    walker.unfold("投票")
    walker.sees("请再看一遍", room.candidates[0].name)
    walker.unfold("封好投出")
    walker.sees("您的票已收到", "验票码", "存根码", "本机封票")
    walker.counted_at_most(clicks=4, fields=0)
    assert Envelope.objects.get().channel == "browser"
    return walker.page.locator("[data-code]").inner_text()


def vote_without_scripts(room: Room, walker: Walker, browser: Browser) -> str:
    """Vote on a phone that runs no scripts: the page says that the server seals."""
    context = browser.new_context(
        locale="zh-CN",
        viewport={"width": 320, "height": 640},
        java_script_enabled=False,
        storage_state=walker.page.context.storage_state(),
    )
    phone = Walker(context.new_page(), walker.address)
    phone.arrive(room.address("ballot_vote", Ballot.objects.get().pk))
    phone.sees("这里由服务器代您封票")
    phone.ticks(room.candidates[1].name)
    phone.follow("投票")
    phone.sees("请再看一遍", room.candidates[1].name)
    phone.follow("封好投出")
    phone.sees("您的票已收到", "服务器代封")
    code = phone.page.locator("[data-code]").inner_text()
    context.close()
    return code


def vote_elsewhere(room: Room, person: Person) -> None:
    """Let somebody else vote for the first who stands, each on a device of their own."""
    ballot = Ballot.objects.get()
    first = ballot.asked.options[0].code
    sealed = envelopes.seal(
        question=ballot.asked,
        ballot=str(ballot.pk),
        public=ballot.seal_public,
        choices=[first],
        code=envelopes.new_code(),
    )
    services.cast_envelope(
        actor=room.hall.actor(person), ballot_id=ballot.pk, person_id=person.pk, ciphertext=sealed, channel="browser",
        at=timezone.now(),
    )  # fmt: skip


def close_it(room: Room, walker: Walker) -> None:
    """Close it: who voted and all stubs are published before anything is opened."""
    walker.arrive(room.address("ballot", Ballot.objects.get().pk))
    walker.confirm("结束表决")
    walker.arrive(room.address("ballot", Ballot.objects.get().pk))
    walker.sees("请找自己的存根码。", "其中服务器代封 1 个", room.hall.councillors[3].name)


def open_it(room: Room, walker: Walker, shares: list[str], number: int) -> None:
    """Let a pair open the envelopes with the program; the second of it hands the list in, led there by the desk."""
    walker.follow("开票", row=ELECTION)
    sealed = carry(walker, room, f"envelopes-{number}.json", press="下载信封")
    opened = room.stick / f"opening-{number}.json"
    pair = ("--share", shares[0], "--share", shares[1])
    said = run(room, room.stick / "open_ballot.py", "open", sealed, "-o", opened, *pair)
    assert "有效 valid 11 · 无效 invalid 0" in said
    walker.picks("另一位监票人", room.scrutineers[number - 1].name)
    walker.page.get_by_label("开票文件").set_input_files(opened)
    walker.follow("交开票清单")
    walker.sees("清单已收到。")


def publish_it(room: Room, walker: Walker) -> None:
    """Publish the result."""
    walker.arrive(room.address("ballot", Ballot.objects.get().pk))
    walker.confirm("公布结果")
    walker.sees("结果")


def find_it_again(room: Room, walker: Walker, code: str, chosen: Person) -> None:
    """Find one's own code in the published list, with what one voted beside it."""
    walker.arrive(room.address("ballot_result", Ballot.objects.get().pk))
    walker.sees(f"{room.candidates[0].name}当选。", code)
    walker.types("验票码或存根码", code.lower())
    walker.follow("查询")
    expect(walker.page.locator("#look")).to_contain_text(f"计为：{chosen.name}")


def recount_it(room: Room, walker: Walker) -> None:
    """Download the bundle and the program, and count again; a key of the log that is another is told."""
    command = walker.page.locator("main code").first.inner_text()
    bundle = carry(walker, room, "bundle.zip", press="下载公开材料")
    program = carry(walker, room, "verify_ballot.py", press="verify_ballot.py")
    key = command.partition("--key ")[2]
    assert "全部相符" in run(room, program, bundle, "--key", key)
    assert "不符 WRONG" in run(room, program, bundle, "--key", "0" * 16, code=1)


def carry(walker: Walker, room: Room, name: str, *, press: str = "", at: str = "") -> Path:
    """Download a file onto the stick: by a link of the page, or by the address of a program."""
    file = room.stick / name
    if at:
        file.write_bytes(walker.page.request.get(f"{walker.address}{room.address('list')}{at}").body())
        return file
    with walker.page.expect_download() as got:
        walker.unfold(press)
    got.value.save_as(file)
    return file


def run(room: Room, program: Path, *words: str | Path, code: int = 0) -> str:
    """Run one of the programs people take away, as they would: alone, in a folder of its own."""
    done = subprocess.run(
        [sys.executable, str(program), *map(str, words)],
        cwd=room.stick,
        env={"PYTHONIOENCODING": "utf-8", "PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout
