"""What the voices of a story consist of: who said what through which channel, and what became of it."""

from dataclasses import dataclass

from gongzhi.demo.story.people import CIVIL_AFFAIRS, OFFICE_CLERK, SECRETARY_GENERAL
from gongzhi.demo.story.when import When


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """
    One voice.

    ``after`` counts workdays from the first voice of its matter. ``reply`` is how the speaker wants to hear back;
    ``contact`` and ``name`` are invented, and stand only where the reply needs them. ``community`` and ``group`` are
    empty where nobody said them. ``organisation`` speaks where ``asker`` is a member.
    """

    words: str
    channel: str = "web"
    reply: str = "receipt"
    name: str = ""
    contact: str = ""
    community: str = ""
    group: str = ""
    asker: str = "resident"
    organisation: str = ""
    after: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """What is done with a matter, workdays after its first voice; ``who`` does it; ``text`` and ``to`` as it needs."""

    verb: str
    after: int
    text: str = ""
    who: str = OFFICE_CLERK
    to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A matter with its voices, the first one first, and its steps. ``when`` is the day of the first voice."""

    title: str
    category: str
    when: When
    sayings: tuple[Saying, ...]
    steps: tuple[Step, ...] = ()
    place: str = ""


def solved(answer: str, *, after: int = 3, told: int = 0, said: str = "confirm", words: str = "") -> tuple[Step, ...]:
    """
    Take in, answer, tell and hear what the speaker says: ``confirm``, ``dispute`` or nothing (``""``).

    ``told`` workdays after the answer a person of the office tells the speaker; 0 where the receipt does.
    """
    steps = [Step("accept", 1), Step("answer", after, answer)]
    if told:
        steps.append(Step("tell", after + told))
    if said:
        steps.append(Step(said, after + told + 1, words))
    return tuple(steps)


def quiet(answer: str, *, after: int = 3) -> tuple[Step, ...]:
    """Take in and answer; the speaker never says anything, and the matter is closed."""
    return (Step("accept", 1), Step("answer", after, answer), Step("close", after + 16, who=SECRETARY_GENERAL))


def from_the_street(reason: str, answer: str, *, said: str = "confirm", told: int = 0) -> tuple[Step, ...]:
    """Escalate to the street office, which answers within its days."""
    steps = [
        Step("accept", 1),
        Step("escalate", 2, reason, to="街道办事处"),
        Step("answer_above", 6, answer, CIVIL_AFFAIRS),
    ]
    if told:
        steps.append(Step("tell", 6 + told))
    return (*steps, Step(said, 7 + told)) if said else tuple(steps)
