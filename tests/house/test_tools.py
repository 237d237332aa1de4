"""The house's own checks turn red when they must."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))

import bootstrap  # noqa: E402 -- tools are programs, not a package of the product
import browser_packages  # noqa: E402
import check_i18n  # noqa: E402
import check_sizes  # noqa: E402

LAW = (ROOT / ".importlinter").read_text("utf-8")


@pytest.fixture
def house(tmp_path):
    """A small house under the same law: an importable package ``gongzhi`` with every room, all empty."""
    package = tmp_path / "gongzhi"
    below = "kernel common federations people organisations offices institution participation meetings matters"
    for name in (
        "",
        *below.split(),
        "filings",
        "party",
        "surveys",
        "visits",
        "journeys",
        "desk",
        "portal",
        "demo",
        "config",
    ):
        (package / name).mkdir(parents=True)
        (package / name / "__init__.py").write_text("")
    for name in ("filings", "institution"):
        (package / name / "rules.py").write_text("")
    (package / "common" / "testing.py").write_text("import gongzhi.people\n")
    (tmp_path / "tools").mkdir()
    (tmp_path / "tools" / "import_contracts.py").write_text((ROOT / "tools" / "import_contracts.py").read_text())
    (tmp_path / ".importlinter").write_text(LAW)
    return tmp_path


def lint(house):
    words = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    environment = {"PYTHONPATH": str(house), "PATH": ""}
    return subprocess.run(words, cwd=house, env=environment, text=True, capture_output=True, check=False)


def test_a_lawful_house_is_green(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("file", "text", "complaint"),
    [
        ("gossip/__init__.py", "", "gongzhi.gossip"),
        ("kernel/states.py", "import gongzhi.common", "gongzhi.kernel is not allowed to import gongzhi.common"),
        ("party/services.py", "import gongzhi.filings", "gongzhi.party is not allowed to import gongzhi.filings"),
        ("filings/models.py", "import gongzhi.filings.rules, gongzhi.filings.services", "gongzhi.filings.services"),
        ("filings/helpers.py", "", "gongzhi.filings.helpers"),
        ("filings/rules.py", "from django.db import models", "django"),
        ("kernel/text.py", "import django.utils", "django"),
        (
            "meetings/services.py",
            "import gongzhi.offices.views",
            "gongzhi.meetings.services imports gongzhi.offices.views",
        ),
    ],
)
def test_each_breach_of_the_import_law_is_red(house, file, text, complaint):
    for shelf in ("filings/services.py", "offices/views.py"):
        (house / "gongzhi" / shelf).write_text("")
    path = house / "gongzhi" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text + "\n")
    done = lint(house)
    assert done.returncode == 1, done.stdout
    assert complaint in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("name", "text", "messages"),
    [
        ("a.py", '_("One " "two")', {(None, "One two")}),
        ("a.py", 'text.gettext_lazy("Lazy %(name)s")', {(None, "Lazy %(name)s")}),
        ("a.py", 'pgettext("verb", "File")', {("verb", "File")}),
        ("a.py", 'ngettext("%(n)d row", "%(n)d rows", n)', {(None, "%(n)d row")}),
        ("a.py", "_(chosen)\npgettext(context, 'x')\n'_(\"no call\")'", set()),
        ("a.html", '{% translate "Hand in" %} {{ _("Look") }}', {(None, "Hand in"), (None, "Look")}),
        ("a.html", '<c-tag label="{% translate "Due" context "clock" %}" />', {("clock", "Due")}),
        (
            "a.html",
            "{% blocktranslate trimmed %}\n  Dear {{ name }},\n  it's due.\n{% endblocktranslate %}",
            {(None, "Dear %(name)s, it's due.")},
        ),
        ("a.html", "{% blocktranslate count n=n %}one{% plural %}{{ n }} more{% endblocktranslate %}", {(None, "one")}),
        ("a.html", "{# _('comment') #} plain _(text)", set()),
    ],
)
def test_messages_are_found_as_makemessages_finds_them(tmp_path, name, text, messages):
    (tmp_path / name).write_text(text, "utf-8")
    assert set(check_i18n.messages_in(tmp_path / name)) == messages


@pytest.mark.parametrize(
    ("po", "complaint"),
    [
        ('msgid "Due"\nmsgstr "到期"', None),
        ("", "missing “Due”"),
        ('msgid "Due"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "Due"\nmsgstr "到期"', "fuzzy"),
        ('msgid "Due"\nmsgstr "%(day)s到期"', "placeholder that the message lacks"),
        ('msgid "Due"\nmsgstr "到期"\n\nmsgid "Gone"\nmsgstr "没了"', "nothing says “Gone” any more"),
    ],
)
def test_each_fault_of_a_catalogue_is_named(tmp_path, monkeypatch, po, complaint):
    room = tmp_path / "room"
    catalogue = room / check_i18n.CATALOGUE
    catalogue.parent.mkdir(parents=True)
    catalogue.write_text(po, "utf-8")
    (room / "views.py").write_text('_("Due")')
    monkeypatch.setattr(check_i18n, "ROOT", tmp_path)
    monkeypatch.setattr(check_i18n, "folders_django_reads", lambda: {room / "locale"})
    found = list(check_i18n.complaints_about(room))
    assert (found == []) if complaint is None else any(complaint in words for words in found)


def test_long_functions_and_files_are_named(tmp_path, monkeypatch):
    monkeypatch.setattr(check_sizes, "ROOT", tmp_path)
    (tmp_path / "src").mkdir()
    docstring = '    """' + "\n    words" * 50 + '"""\n'
    (tmp_path / "src" / "fine.py").write_text("def short():\n" + docstring + "    pass\n" * 38)
    (tmp_path / "src" / "long.py").write_text("def long():\n" + "    pass\n" * 40)
    (tmp_path / "src" / "page.html").write_text("<p>\n" * 400)
    complaints = "\n".join(check_sizes.complaints())
    assert "src/long.py:1: long has 41 lines" in complaints
    assert "src/page.html: 400 lines" in complaints
    assert "fine" not in complaints


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Looking in links: file:///somewhere/wheels", "Looking in links: <address>"),
        ("Max retries: HTTPSConnectionPool(host='pypi.example', port=443)", "(<address>, port=443)"),
        ("ERROR: no matching distribution for django==5.2", "ERROR: no matching distribution for django==5.2"),
    ],
)
def test_addresses_of_servers_are_not_repeated(said, shown):
    assert shown in bootstrap.without_addresses(said)


def test_no_lock_file_names_a_server_or_a_folder():
    for path in bootstrap.LOCKS.values():
        text = path.read_text("utf-8")
        assert bootstrap.without_addresses(text) == text
        assert "--index-url" not in text
        assert "--find-links" not in text


def test_the_two_locks_agree():
    base, dev = (
        {line.split()[0] for line in path.read_text("utf-8").splitlines() if "==" in line.split(" ")[0]}
        for path in (bootstrap.LOCKS["base"], bootstrap.LOCKS["dev"])
    )
    assert base <= dev


def test_browser_tests_say_what_is_missing_when_nothing_may_be_installed(monkeypatch):
    monkeypatch.setattr(browser_packages, "_missing_packages", lambda: ["chromium", "fonts-noto-cjk"])
    monkeypatch.setattr(browser_packages, "_apt_prefix", lambda: None)
    assert browser_packages.missing_for_browser() == (
        "browser tests need chromium and fonts-noto-cjk; install with: apt-get install chromium fonts-noto-cjk"
    )
