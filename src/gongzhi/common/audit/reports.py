"""This will say what a check of the log found, in words for people and in codes for machines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from uuid import UUID

from django.utils.translation import gettext_lazy as _


class ExitCode(IntEnum):
    """What ``manage.py audit verify`` answers to the shell."""

    INTACT = 0
    TAMPERED = 1
    CANNOT_CHECK = 2


class Kind(StrEnum):
    """What can be wrong with a log or with a witness."""

    EVENT_CHANGED = "event_changed"
    CONTENT_CHANGED = "content_changed"
    CONTENT_GONE = "content_gone"
    EVENTS_MISSING = "events_missing"
    NUMBER_TWICE = "number_twice"
    HISTORY_CHANGED = "history_changed"
    CUT_OFF = "cut_off"
    NOT_COVERED = "not_covered"
    CONTENT_WITHOUT_EVENT = "content_without_event"
    FALSE_SIGNATURE = "false_signature"
    UNREADABLE_NOTE = "unreadable_note"
    UNKNOWN_KEY = "unknown_key"


SENTENCES = {
    Kind.EVENT_CHANGED: _("Event %(seq)s was changed: it no longer fits its fingerprint."),
    Kind.CONTENT_CHANGED: _("The contents of event %(seq)s were changed: they no longer fit their fingerprint."),
    Kind.CONTENT_GONE: _("The contents of event %(seq)s are gone, and the log records no erasure by law."),
    Kind.EVENTS_MISSING: _("Events %(first)s to %(last)s are missing."),
    Kind.NUMBER_TWICE: _("The number %(seq)s is carried by an event that has no right to it."),
    Kind.HISTORY_CHANGED: _("Among events %(first)s to %(last)s something was changed: %(source)s says otherwise."),
    Kind.CUT_OFF: _("The log ends after %(size)s events, but %(source)s has seen %(expected)s."),
    Kind.NOT_COVERED: _("%(count)s numbered events are covered by no checkpoint."),
    Kind.CONTENT_WITHOUT_EVENT: _("%(count)s events were deleted; only their contents are left."),
    Kind.FALSE_SIGNATURE: _("The signature of %(source)s is false."),
    Kind.UNREADABLE_NOTE: _("%(source)s is no checkpoint of a log, or is damaged."),
    Kind.UNKNOWN_KEY: _("%(source)s was signed with the key %(key_id)s, which this installation does not have."),
}


@dataclass(frozen=True)
class Problem:
    """One finding; ``params`` fill its sentence: numbers of events (from 0), counts, names of sources."""

    kind: Kind
    params: Mapping[str, object] = field(default_factory=dict)

    def sentence(self) -> str:
        """Say the finding in the reader's language."""
        return str(SENTENCES[self.kind]) % self.params

    @property
    def first_seq(self) -> int | None:
        """The first event that may be touched; ``None`` if the finding is about no event."""
        known = self.params.get("seq", self.params.get("first", self.params.get("size")))
        return known if isinstance(known, int) else None


@dataclass(frozen=True)
class VerifyReport:
    """
    What a check of one federation's log found.

    ``size`` events were read and ``root`` is their tree's root. ``waiting_count`` events wait for the sealer.
    ``problems`` mean tampering; ``unusable`` are checkpoints and witnesses that could not be used. A clock that went
    back, at the listed events, is no tampering.
    """

    federation_id: UUID
    size: int
    root: bytes
    waiting_count: int
    erased_count: int
    checkpoint_count: int
    witness_count: int
    problems: tuple[Problem, ...] = ()
    unusable: tuple[Problem, ...] = ()
    clock_went_back_at: tuple[int, ...] = ()

    @property
    def is_intact(self) -> bool:
        """Whether nothing speaks of tampering."""
        return not self.problems

    @property
    def excludes_truncation(self) -> bool:
        """Whether a witness stood outside the house; without one a log cut off with its checkpoints looks whole."""
        return self.witness_count > 0

    @property
    def first_bad_seq(self) -> int | None:
        """The first event that may be touched; ``None`` if there is none, or no single one can be named."""
        return min((problem.first_seq for problem in self.problems if problem.first_seq is not None), default=None)

    @property
    def exit_code(self) -> ExitCode:
        """What the shell is told."""
        if self.problems:
            return ExitCode.TAMPERED
        return ExitCode.CANNOT_CHECK if self.unusable else ExitCode.INTACT

    def as_json(self) -> dict[str, object]:
        """Write the report for machines."""
        return {
            "federation": str(self.federation_id),
            "result": self.exit_code.name.lower(),
            "size": self.size,
            "root": self.root.hex(),
            "waiting": self.waiting_count,
            "erased": self.erased_count,
            "checkpoints": self.checkpoint_count,
            "witnesses": self.witness_count,
            "excludes_truncation": self.excludes_truncation,
            "first_bad_seq": self.first_bad_seq,
            "clock_went_back_at": list(self.clock_went_back_at),
            "problems": [_problem_json(problem) for problem in self.problems],
            "unusable": [_problem_json(problem) for problem in self.unusable],
        }


def _problem_json(problem: Problem) -> dict[str, object]:
    return {"kind": problem.kind.value, "sentence": problem.sentence(), **problem.params}
