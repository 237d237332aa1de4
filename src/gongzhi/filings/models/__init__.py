"""This will hold filings, their review and what followed them."""

from .after import Paper, Report, UnfiledActivity
from .filing import Filing, FundSource, NumberSeries
from .review import FilingEvent, ReviewStep, StepAnswer, StepReviewer

__all__ = [
    "Filing",
    "FilingEvent",
    "FundSource",
    "NumberSeries",
    "Paper",
    "Report",
    "ReviewStep",
    "StepAnswer",
    "StepReviewer",
    "UnfiledActivity",
]
