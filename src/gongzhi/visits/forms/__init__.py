"""This will shape what is typed about visits."""

from gongzhi.visits.forms.listing import TargetFilterForm, VisitFilterForm
from gongzhi.visits.forms.planning import GiveForm, PlanForm, TargetChangeForm, TargetForm
from gongzhi.visits.forms.recording import CorrectForm, RecordForm, SayingsForm, SpotForm, VoidForm, initial_of

__all__ = [
    "CorrectForm",
    "GiveForm",
    "PlanForm",
    "RecordForm",
    "SayingsForm",
    "SpotForm",
    "TargetChangeForm",
    "TargetFilterForm",
    "TargetForm",
    "VisitFilterForm",
    "VoidForm",
    "initial_of",
]
