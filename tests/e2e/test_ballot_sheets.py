"""The page without network: its sheets name the key they belong to, and it says which share is of another key."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from gongzhi.meetings.rules import ballots, bundles, envelopes, shamir
from gongzhi.meetings.tests.forging import BALLOT, MOTION, small_ballot
from gongzhi.meetings.tools import open_ballot
from gongzhi.meetings.tools.page import offline_page

pytestmark = pytest.mark.browser
PREPARE = {"format": "gongzhi-prepare/1", "ballot": BALLOT, "title": "表决", "scrutineers": ["周敏", "陈立", "沈月华"]}


@pytest.fixture
def tool(page: Page, tmp_path: Path) -> Page:
    """The page as a file, with the file of a prepared ballot beside it."""
    (tmp_path / "open_ballot.html").write_text(offline_page(), "utf-8")
    (tmp_path / "prepare.json").write_text(json.dumps(PREPARE), "utf-8")
    page.goto((tmp_path / "open_ballot.html").as_uri())
    return page


def make(tool: Page, folder: Path) -> tuple[tuple[str, str], list[str]]:
    """Make a key: its public halves, and the shares as they stand on the sheets."""
    tool.locator('[data-part="prepare"]').set_input_files(folder / "prepare.json")
    tool.locator('[data-part="make"]').click()
    with tool.expect_download() as waiting:
        tool.locator('[data-part="made"] .save').click()
    key = json.loads(Path(waiting.value.path()).read_text("utf-8"))
    return (key["seal"], key["sign"]), tool.locator(".sheet .share").all_inner_texts()


def seal(folder: Path, public: tuple[str, str]) -> None:
    """Write the file of a few envelopes for a key."""
    document: dict[str, Any] = small_ballot([])["document"]
    document["key"].update(seal=public[0], sign=public[1])
    sealed = [
        envelopes.seal(question=MOTION, ballot=BALLOT, public=public[0], choices=[each], code=envelopes.new_code())
        for each in ("for", "for", "against")
    ]
    text = bundles.envelopes_text(document=bundles.canonical(document), ciphertexts=sealed)
    (folder / "envelopes.json").write_text(text, "utf-8")


def open_with(tool: Page, folder: Path, one: str, other: str) -> None:
    tool.locator('[data-part="envelopes"]').set_input_files(folder / "envelopes.json")
    tool.locator('[data-part="one"]').fill(one)
    tool.locator('[data-part="other"]').fill(other)
    tool.locator('[data-part="open"]').click()


def test_every_sheet_names_its_key_and_a_replaced_one_is_told(tool: Page, tmp_path: Path) -> None:
    replaced, old = make(tool, tmp_path)
    public, new = make(tool, tmp_path)
    name = ballots.key_fingerprint(*public)
    assert name != ballots.key_fingerprint(*replaced)
    expect(tool.locator('[data-part="made"]')).to_contain_text(name)
    assert [name in sheet for sheet in tool.locator(".sheet").all_inner_texts()] == [True] * 3
    read = [shamir.parse_share(share, BALLOT, public) for share in new]
    assert envelopes.key_from_seed(shamir.combine(*read[:2]), BALLOT).public == public
    assert [open_ballot.read_share(share, BALLOT, public, "") for share in new] == [(e.place, e.value) for e in read]
    seal(tmp_path, public)
    problem = tool.locator('[data-part="problem"]')
    for one, other, which in ((old[0], new[1], "第一份"), (new[0], old[1], "第二份")):
        open_with(tool, tmp_path, one, other)
        expect(problem).to_contain_text(f"{which} ")
        expect(problem).to_contain_text(f"属于另一把密钥，已作废；请用印有密钥指纹 {name} 的那一份")
    open_with(tool, tmp_path, new[0], new[1][:-1] + ("A" if new[1][-1] != "A" else "B"))
    expect(problem).to_contain_text("第二份 ")
    expect(problem).to_contain_text("请逐组核对")
    open_with(tool, tmp_path, new[2].lower(), new[1])
    expect(problem).to_be_empty()
    expect(tool.locator('[data-part="opened"]')).to_contain_text("有效 3")
