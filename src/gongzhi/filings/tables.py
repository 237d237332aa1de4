"""This will shape filings for spreadsheets and papers."""

from collections.abc import Iterable, Iterator, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from gongzhi.common.exports.spreadsheets import Heading, Value
from gongzhi.filings.models import Filing
from gongzhi.filings.selectors.page import FilingPage
from gongzhi.filings.templatetags.filings import marks, masked, safety_words, say, step_words, yuan

CENTS = 100


def headings() -> list[Heading]:
    """Name the columns of the list as a spreadsheet."""
    names = (
        _("Number of the filing"),
        _("Organisation"),
        _("Title of the activity"),
        _("Kind of activity"),
        _("Class"),
        _("State"),
        _("Begins"),
        _("Ends"),
        _("Place"),
        _("People expected"),
        _("Budget in yuan"),
        _("Handed in on"),
        _("Whether late"),
        _("Answer due on"),
        _("Answered on"),
        _("Held on"),
        _("People who came"),
        _("Money spent, in yuan"),
    )
    return [Heading(name) for name in names]


def rows(filings: Iterable[Filing]) -> Iterator[Sequence[Value]]:
    """Write filings as rows under `headings`; organisations and reports are loaded."""
    for filing in filings:
        report = next(iter(filing.reports.all()), None)
        yield (
            filing.issued_as,
            filing.organisation.name,
            filing.title,
            filing.get_kind_display(),
            filing.get_filing_class_display(),
            filing.get_state_display(),
            filing.starts_at,
            filing.ends_at,
            filing.place,
            filing.people,
            filing.budget_cents / CENTS,
            filing.submitted_on,
            _("yes") if filing.is_late else "",
            filing.answer_due_on,
            filing.answered_on,
            filing.held_on,
            report.people if report else None,
            report.spent_cents / CENTS if report else None,
        )


def times(filing: Filing) -> str:
    """Say when an activity takes place; the day once if it is one."""
    starts, ends = localtime(filing.starts_at), localtime(filing.ends_at)
    first = date_format(starts, "DATETIME_FORMAT")
    last = date_format(ends, "TIME_FORMAT" if starts.date() == ends.date() else "DATETIME_FORMAT")
    return f"{first} – {last}"


def paper_rows(page: FilingPage) -> list[tuple[str, str]]:
    """List what the official paper says of an activity, as (label, words)."""
    filing = page.filing
    funds = "，".join(f"{source.get_kind_display()} {yuan(source.cents)}" for source in filing.funds.all())
    told = [
        (_("Organisation"), filing.organisation.name),
        (_("Title of the activity"), filing.title),
        (_("Kind of activity"), filing.get_kind_display()),
        (_("Time"), times(filing)),
        (_("Place"), filing.place),
        (_("What will happen"), filing.story),
        (_("People expected"), str(filing.people)),
        (_("Budget in yuan"), f"{yuan(filing.budget_cents)}（{funds}）" if funds else yuan(filing.budget_cents)),
        (_("What applies"), "；".join(marks(filing))),
        (_("Class and reasons"), "".join(_reasons(page))),
        (_("Leader on site"), f"{filing.leader_name} {masked(filing.leader_phone)}"),
    ]
    if filing.needs_permit:
        told.append((_("Safety plan"), "；".join(safety_words(item) for item in filing.safety)))
        told.append((_("Permit of the police"), filing.police_permit_number or _("not noted yet")))
    return [(label, words) for label, words in told if words]


def opinions(page: FilingPage) -> list[tuple[str, str]]:
    """List what the reviewers said, as (step, words)."""
    found = []
    for view in page.chain:
        for asked in view.asked:
            if asked.answer is not None:
                day = date_format(localtime(asked.answer.at), "DATE_FORMAT")
                said = "。".join(word for word in (asked.answer.get_answer_display(), asked.answer.note) if word)
                found.append((step_words(view.step), f"{said}\n{asked.name}（{asked.office}） {day}"))
    return found


def _reasons(page: FilingPage) -> list[str]:
    class_words = str(page.filing.get_filing_class_display())
    head = f"{class_words}：" if class_words else ""
    return [head, *(say(reason.sentence) for reason in page.classification.reasons)]
