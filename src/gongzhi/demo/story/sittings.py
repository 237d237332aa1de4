"""What a meeting of the story consists of."""

from dataclasses import dataclass

from gongzhi.demo.story.when import When

ROOM, HALL, STUDY = "联合会二楼会议室", "街道文化中心三楼多功能厅", "南湖社区党群服务中心党员活动室"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One line of an agenda.

    ``votes`` are for, against, abstain. A motion without them is withdrawn where ``withdrawn`` says why, else it
    waits. ``resolution`` is the text that is entered if the motion is carried, with its owner; it is looked at again
    after ``review_days``. ``done`` says what became of it, ``done_days`` after the vote.
    """

    title: str
    text: str = ""
    proposer: str = ""
    decision: str = ""
    method: str = "hands"
    votes: tuple[int, int, int] | None = None
    withdrawn: str = ""
    resolution: str = ""
    owner: str = ""
    review_days: int = 120
    done: str = ""
    done_days: int = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """
    One meeting.

    It is called ``lead`` workdays before (``sent`` false: only drafted). ``present`` of the entitled come, ``None``
    all of them; ``proxies`` of those who stay away are represented. ``minutes`` says how far they are: signed,
    compiled or none. ``papers`` go with it: the name of a text file and what it says. It ends ``minutes_after_items``
    later than its items take, where something follows them.
    """

    key: str
    body: str
    when: When
    chair: str
    recorder: str
    caller: str
    items: tuple[Item, ...]
    clock: str = "14:30"
    place: str = ROOM
    kinds: tuple[str, ...] = ("ordinary",)
    title: str = ""
    message: str = ""
    lead: int = 3
    sent: bool = True
    is_short: bool = False
    present: int | None = None
    proxies: int = 0
    minutes: str = "signed"
    papers: tuple[tuple[str, str], ...] = ()
    minutes_after_items: int = 0
