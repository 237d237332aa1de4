"""What an activity of the story consists of, and what is done with its filing."""

from dataclasses import dataclass

from gongzhi.demo.story.when import When


@dataclass(frozen=True, slots=True)
class Step:
    """
    One deed with a filing: ``verb`` is the service's, ``after`` counts workdays since it was handed in.

    ``who`` acts, empty for the organisation's leader; ``to`` are those it is handed to or who are added. For ``held``
    and ``report`` ``after`` counts days since the activity.
    """

    verb: str
    after: int
    who: str = ""
    note: str = ""
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Figures:
    """What the report says: how many came, what it cost in yuan, how it went, what went wrong."""

    people: int
    yuan: int
    story: str
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """
    An activity with its filing, handed in ``lead`` workdays before; ``None`` leaves it a draft, of yesterday.

    ``marks`` are the facts that are true of it, ``funds`` source and yuan. ``is_ready`` says that all parts of the
    safety plan are. ``papers`` go with it: kind, name of a text file and what it says.
    """

    organisation: str
    title: str
    kind: str
    when: When
    place: str
    story: str
    people: int
    lead: int | None
    steps: tuple[Step, ...] = ()
    figures: Figures | None = None
    funds: tuple[tuple[str, int], ...] = ()
    marks: tuple[str, ...] = ()
    clock: str = "9:00"
    hours: int = 3
    phone: str = "13800040001"
    is_ready: bool = False
    papers: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfiled:
    """An activity that nobody filed: who saw it, after how many workdays; ``answer`` is what the organisation says."""

    organisation: str
    title: str
    when: When
    place: str
    seen: str
    people: int
    who: str
    noted_after: int
    marks: tuple[str, ...] = ()
    answer: str = ""
    answered_after: int = 0
