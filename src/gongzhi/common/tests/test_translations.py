"""The compiler of translations writes what gettext reads."""

import os
import shutil
import subprocess
from gettext import GNUTranslations

import pytest

from gongzhi.common.translations import UnreadableCatalogue, compile_all, compiled, outdated, read_catalogue

CATALOGUE = r"""
# A header.
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=1; plural=0;\n"

#: a reference
msgid "Council"
msgstr "理事会"

msgid ""
"A line with \"quotes\" and a tab\t"
"and its second half."
msgstr "带“引号”的一行\t"
"和后半。"

msgctxt "verb"
msgid "File"
msgstr "报备"

#, python-format
msgid "%(count)d organisation"
msgid_plural "%(count)d organisations"
msgstr[0] "%(count)d 个组织"

#, fuzzy, python-format
msgid "Doubtful"
msgstr "不确定"

msgid "Empty"
msgstr ""

#~ msgid "Obsolete"
#~ msgstr "旧的"
"""


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "room" / "locale" / "zh_Hans" / "LC_MESSAGES"
    place.mkdir(parents=True)
    (place / "django.po").write_text(CATALOGUE, "utf-8")
    return tmp_path


def catalogue_in(folder):
    compile_all(folder)
    with next(folder.rglob("*.mo")).open("rb") as file:
        return GNUTranslations(file)


def test_gettext_reads_what_was_compiled(folder):
    read = catalogue_in(folder)
    assert read.gettext("Council") == "理事会"
    assert read.gettext('A line with "quotes" and a tab\tand its second half.') == "带“引号”的一行\t和后半。"
    assert read.pgettext("verb", "File") == "报备"
    assert read.ngettext("%(count)d organisation", "%(count)d organisations", 2) == "%(count)d 个组织"


@pytest.mark.parametrize("msgid", ["Doubtful", "Empty", "Obsolete", "File"])
def test_what_is_doubtful_empty_or_obsolete_stays_as_it_is(folder, msgid):
    assert catalogue_in(folder).gettext(msgid) == msgid


@pytest.mark.skipif(not shutil.which("msgfmt"), reason="gettext is not installed")
def test_msgfmt_writes_the_same_messages(folder, tmp_path):
    po = next(folder.rglob("*.po"))
    subprocess.run(["msgfmt", "-o", tmp_path / "theirs.mo", po], check=True)
    with (tmp_path / "theirs.mo").open("rb") as theirs:
        assert GNUTranslations(theirs)._catalog == catalogue_in(folder)._catalog


def test_only_what_changed_is_compiled_again(folder):
    assert len(compile_all(folder)) == 1
    assert compile_all(folder) == []
    mo = next(folder.rglob("*.mo"))
    os.utime(mo, (0, 0))
    assert outdated(folder) == [next(folder.rglob("*.po"))]


@pytest.mark.parametrize(
    "text",
    ['msgid "no end\nmsgstr "x"', 'msgstr "without an id"', 'msgid "a"\nmsgstr[x] "b"', '"loose text"', "nonsense"],
)
def test_a_broken_file_is_refused_with_its_line(tmp_path, text):
    (tmp_path / "broken.po").write_text(text, "utf-8")
    with pytest.raises(UnreadableCatalogue, match=r"broken\.po: line \d"):
        read_catalogue(tmp_path / "broken.po")


def test_an_empty_catalogue_becomes_an_empty_file_of_the_format(tmp_path):
    (tmp_path / "empty.po").write_text("", "utf-8")
    assert compiled(read_catalogue(tmp_path / "empty.po"))[:4] == b"\xde\x12\x04\x95"
