"""This will hold surveys in versions, rounds of them with their codes, answers, drafts of answers, and results."""

from .answering import Draft, Response
from .columns import Column, ColumnBlock, VoidResponse
from .round import CodeBatch, Round, RoundCode
from .survey import Survey, SurveyVersion

__all__ = [
    "CodeBatch",
    "Column",
    "ColumnBlock",
    "Draft",
    "Response",
    "Round",
    "RoundCode",
    "Survey",
    "SurveyVersion",
    "VoidResponse",
]
