"""This will take every deed of the room: planning, giving, writing down, correcting."""

from gongzhi.visits.services.planning import PlanChangedMeanwhile, make_plan
from gongzhi.visits.services.recording import (
    KeptWords,
    VisitChangedMeanwhile,
    WordsWereSaid,
    add_sayings,
    correct_visit,
    record_visit,
    void_visit,
)
from gongzhi.visits.services.targets import (
    AllVisited,
    AlreadySettled,
    AlreadyThere,
    DueElsewhere,
    NothingChosen,
    add_target,
    change_target,
    drop_assignment,
    give_targets,
    take_over_register,
)

__all__ = [
    "AllVisited",
    "AlreadySettled",
    "AlreadyThere",
    "DueElsewhere",
    "KeptWords",
    "NothingChosen",
    "PlanChangedMeanwhile",
    "VisitChangedMeanwhile",
    "WordsWereSaid",
    "add_sayings",
    "add_target",
    "change_target",
    "correct_visit",
    "drop_assignment",
    "give_targets",
    "make_plan",
    "record_visit",
    "take_over_register",
    "void_visit",
]
