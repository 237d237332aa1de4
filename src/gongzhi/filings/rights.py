"""Rights of this room."""

from enum import StrEnum


class Right(StrEnum):
    """
    What an office may be given in this room.

    ``SUBMIT`` and ``REPORT`` are the leaders' and reach their own organisations; the others reach the federation.
    """

    SUBMIT = "filings.filing.submit"
    REPORT = "filings.filing.report"
    READ = "filings.filing.read"
    REVIEW = "filings.filing.review"
    CONFIRM = "filings.filing.confirm"
    HAND_OVER = "filings.filing.hand_over"
    NOTE_UNFILED = "filings.filing.note_unfiled"
    EXPORT = "filings.filing.export"
