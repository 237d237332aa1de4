"""
Say how a secret ballot moves on, what is asked, which choices are valid, and how they are counted.

Source: docs/decisions/0012-secret-ballots.md
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.states import StateTable
from gongzhi.kernel.text import gettext_noop as _
from gongzhi.meetings.rules.flow import Tally

SCRUTINEERS = 3
# Below this the numbers themselves tell too much of single voters.
FEW_VOTERS = 5


class BallotState(StrEnum):
    """Name the states of a secret ballot."""

    PREPARED = "prepared"
    KEYED = "keyed"
    OPEN = "open"
    CLOSED = "closed"
    OPENED = "opened"
    AGREED = "agreed"
    PUBLISHED = "published"
    VOID = "void"


class BallotDeed(StrEnum):
    """Name what moves a secret ballot."""

    REGISTER_KEY = "register_key"
    OPEN = "open_vote"
    CLOSE = "close_ballot"
    IMPORT_FIRST = "import_first_opening"
    IMPORT_SECOND = "import_second_opening"
    START_ANEW = "start_opening_anew"
    PUBLISH = "publish"
    VOID = "withdraw"


_S, _D = BallotState, BallotDeed
BALLOT_FLOW: StateTable[BallotState] = StateTable(
    [
        (_S.PREPARED, _D.REGISTER_KEY, _S.KEYED),
        (_S.KEYED, _D.REGISTER_KEY, _S.KEYED),
        (_S.KEYED, _D.OPEN, _S.OPEN),
        (_S.OPEN, _D.CLOSE, _S.CLOSED),
        (_S.CLOSED, _D.IMPORT_FIRST, _S.OPENED),
        (_S.OPENED, _D.IMPORT_SECOND, _S.AGREED),
        (_S.OPENED, _D.START_ANEW, _S.CLOSED),
        (_S.AGREED, _D.PUBLISH, _S.PUBLISHED),
        (_S.PREPARED, _D.VOID, _S.VOID),
        (_S.KEYED, _D.VOID, _S.VOID),
        (_S.OPEN, _D.VOID, _S.VOID),
        (_S.CLOSED, _D.VOID, _S.VOID),
        (_S.OPENED, _D.VOID, _S.VOID),
        (_S.AGREED, _D.VOID, _S.VOID),
    ]
)
# What was sealed and is not yet published.
COUNTING = frozenset({BallotState.CLOSED, BallotState.OPENED, BallotState.AGREED})


class KeyMade(StrEnum):
    """Name where the key was made: each has other eyes that could have seen it."""

    OFFLINE = "offline"
    BROWSER = "browser"
    SERVER = "server"


class Kind(StrEnum):
    """Name what a ballot decides."""

    MOTION = "motion"
    ELECTION = "election"


class ChoiceInvalid(DomainError):
    """Tell a voter what is wrong with the choices."""

    message = _("This choice is not on the ballot. Choose again.")


class TooManyChoices(ChoiceInvalid):
    """More is marked than allowed; params ``most``."""

    message = _("You marked too many. Mark %(most)s at most.")


class TooFewChoices(ChoiceInvalid):
    """Less is marked than asked for; params ``least``."""

    message = _("Mark at least %(least)s.")


def canonical(value: object) -> str:
    """Write a value as JSON in exactly one way: keys sorted, no blanks, ASCII only."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def key_fingerprint(seal_hex: str, sign_hex: str) -> str:
    """
    Give the fingerprint of a ballot's key as it stands on the share sheets, from both public halves in hex.

    >>> key_fingerprint("00" * 32, "ff" * 32)
    'BBA9 1CA8 5DC9 14B2'
    """
    digest = sha256(bytes.fromhex(seal_hex) + bytes.fromhex(sign_hex)).hexdigest()[:16].upper()
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def same_fingerprint(said: str, right: str) -> bool:
    """Compare a fingerprint as somebody typed it: blanks, signs between groups and case do not count."""
    typed, wanted = ("".join(each for each in text.upper() if each.isalnum()) for text in (said, right))
    return bool(wanted) and typed == wanted


@dataclass(frozen=True, slots=True)
class Option:
    """One thing that can be marked; ``code`` is short and ASCII, ``label`` what people read."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """
    What a ballot asks. ``least`` and ``most`` say how many options may be marked.

    An election may be handed in blank (``least`` 0): that is an abstention.
    """

    kind: Kind
    title: str
    text: str
    options: tuple[Option, ...]
    least: int
    most: int

    def as_json(self) -> dict[str, Any]:
        """Write the question for papers and hashes."""
        return {
            "kind": self.kind.value,
            "title": self.title,
            "text": self.text,
            "options": [{"code": each.code, "label": each.label} for each in self.options],
            "min_choices": self.least,
            "max_choices": self.most,
        }

    @classmethod
    def parsed(cls, said: Mapping[str, Any]) -> "Question":
        """Read a question that was kept."""
        return cls(
            kind=Kind(said["kind"]),
            title=said["title"],
            text=said["text"],
            options=tuple(Option(each["code"], each["label"]) for each in said["options"]),
            least=said["min_choices"],
            most=said["max_choices"],
        )

    def label_of(self, code: str) -> str:
        """Give the words of an option; the code itself if there is none."""
        return next((each.label for each in self.options if each.code == code), code)


def motion_question(*, title: str, text: str, labels: Sequence[str]) -> Question:
    """Ask for, against or abstention; ``labels`` are their words in this order."""
    codes = ("for", "against", "abstain")
    options = tuple(Option(code, label) for code, label in zip(codes, labels, strict=True))
    return Question(kind=Kind.MOTION, title=title, text=text, options=options, least=1, most=1)


def election_question(*, title: str, text: str, candidates: Iterable[tuple[str, str]], seats: int) -> Question:
    """Ask whom to elect: ``candidates`` are (code, name); as many may be marked as there are seats, or none."""
    options = tuple(Option(code, name) for code, name in candidates)
    return Question(kind=Kind.ELECTION, title=title, text=text, options=options, least=0, most=seats)


def checked_choices(question: Question, choices: Iterable[str]) -> tuple[str, ...]:
    """
    Put choices into the order of the ballot.

    :raises ChoiceInvalid: if one is not on the ballot or is marked twice
    :raises TooManyChoices, TooFewChoices: if too many or too few are marked
    """
    said = list(choices)
    known = [option.code for option in question.options]
    if len(set(said)) != len(said) or not set(said) <= set(known):
        raise ChoiceInvalid(field="choices")
    if len(said) > question.most:
        raise TooManyChoices(field="choices", most=question.most)
    if len(said) < question.least:
        raise TooFewChoices(field="choices", least=question.least)
    return tuple(code for code in known if code in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """
    What was counted, envelopes and papers together.

    ``votes`` holds every option, also those with none. ``blank`` are valid ones without a mark; ``invalid`` envelopes
    and spoiled papers count for nothing and stay in the base.
    """

    votes: dict[str, int]
    blank: int
    invalid: int
    valid: int

    @property
    def counted(self) -> int:
        """Count all envelopes and papers."""
        return self.valid + self.invalid

    def as_tally(self) -> Tally:
        """Give the numbers of a motion as the other rules know them."""
        return Tally(
            votes_for=self.votes["for"],
            against=self.votes["against"],
            abstain=self.votes["abstain"],
            spoiled=self.invalid,
        )

    def as_json(self) -> dict[str, Any]:
        """Write the numbers for the published result."""
        return {"votes": self.votes, "blank": self.blank, "invalid": self.invalid, "valid": self.valid}


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCount:
    """Counted papers: marks for each option, and how many papers were ``valid``, ``blank`` among them, or spoiled."""

    votes: dict[str, int]
    valid: int
    blank: int = 0
    spoiled: int = 0

    @property
    def papers(self) -> int:
        """Count all papers."""
        return self.valid + self.spoiled


def lines_that_differ(one: PaperCount, other: PaperCount) -> list[str]:
    """Name the lines in which two counts differ: codes of options, then ``valid``, ``blank``, ``spoiled``."""
    options = [code for code in one.votes if one.votes[code] != other.votes.get(code)]
    return options + [name for name in ("valid", "blank", "spoiled") if getattr(one, name) != getattr(other, name)]


class PapersDoNotFit(DomainError):
    """Tell that a count of papers cannot be true."""

    message = _("These numbers do not fit together: marks, valid papers and blank papers. Count again.")


class MorePapersThanVoters(DomainError):
    """Tell that more papers were counted than handed out; params ``papers`` and ``voters``."""

    message = _("%(papers)s papers are counted, but only %(voters)s were handed out. Count again.")


def check_papers(*, question: Question, count: PaperCount, voters: int) -> None:
    """
    Refuse a count of papers that cannot be true.

    :raises MorePapersThanVoters: if there are more papers than people who took one
    :raises PapersDoNotFit: if the marks do not fit the papers
    """
    if count.papers > voters:
        raise MorePapersThanVoters(papers=count.papers, voters=voters)
    marked, marks = count.valid - count.blank, sum(count.votes.values())
    fits = set(count.votes) == {each.code for each in question.options} and marked >= 0
    fits = fits and all(0 <= votes <= marked for votes in count.votes.values())
    if not fits or not marked * max(question.least, 1) <= marks <= marked * question.most:
        raise PapersDoNotFit
    if count.blank and question.least:
        raise PapersDoNotFit


def count_all(
    *, question: Question, choices: Iterable[Sequence[str]], invalid: int, papers: PaperCount | None = None
) -> Counted:
    """Count opened envelopes, each a list of choices, and the papers."""
    said = [tuple(each) for each in choices]
    votes = Counter(code for each in said for code in each)
    if papers is not None:
        votes.update(papers.votes)
    return Counted(
        votes={option.code: votes[option.code] for option in question.options},
        blank=sum(not each for each in said) + (papers.blank if papers else 0),
        invalid=invalid + (papers.spoiled if papers else 0),
        valid=len(said) + (papers.valid if papers else 0),
    )


def is_unanimous(*, choices: Iterable[Sequence[str]], invalid: int) -> bool:
    """Tell whether the result itself says how everybody voted: all alike. No envelope can prevent that."""
    said = {tuple(each) for each in choices}
    return len(said) == 1 and invalid == 0
