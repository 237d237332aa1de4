"""This will say clauses, verdicts and sentences of the rules in the language of the page."""

from django.utils.translation import get_language, gettext, gettext_lazy

from gongzhi.common.web.refusals import spoken
from gongzhi.institution.rules.clauses import Clause, Mark
from gongzhi.institution.rules.params import Kind
from gongzhi.institution.rules.sentences import Sentence
from gongzhi.institution.rules.verdicts import Status, Verdict

STATUS_WORDS = {
    Status.MET: gettext_lazy("Met"),
    Status.BREACHED: gettext_lazy("Not met"),
    Status.NOT_DUE: gettext_lazy("Not yet due"),
    Status.WAIVED: gettext_lazy("Let off"),
    Status.UNDETERMINED: gettext_lazy("Cannot tell"),
}
DUE_WORDS = gettext_lazy("Due soon")
KIND_WORDS = {
    Kind.CADENCE: gettext_lazy("How often"),
    Kind.DEADLINE: gettext_lazy("By when"),
    Kind.COMPOSITION: gettext_lazy("Who sits"),
    Kind.DECISION: gettext_lazy("How it is decided"),
    Kind.THRESHOLD: gettext_lazy("Which class"),
    Kind.POWER: gettext_lazy("Power"),
    Kind.BENEFIT: gettext_lazy("Benefit"),
}
MARK_WORDS = {
    Mark.FULL_TEXT: gettext_lazy("full text read"),
    Mark.EXCERPT: gettext_lazy("excerpt read"),
    Mark.SECONDARY: gettext_lazy("secondary source"),
    Mark.LOCAL: gettext_lazy("local rule"),
    Mark.RECALL: gettext_lazy("unverified"),
    Mark.POOR: gettext_lazy("poor source, unverified"),
}
SEAL_STATES = {
    Status.MET: "met",
    Status.BREACHED: "breached",
    Status.NOT_DUE: "open",
    Status.WAIVED: "open",
    Status.UNDETERMINED: "unsure",
}


def speak(sentence: Sentence | None) -> str:
    """Say a sentence of the rules, its days in words of the language of the page; ``""`` for none."""
    if sentence is None:
        return ""
    words = gettext(sentence.msgid)
    return words % spoken(sentence.params) if sentence.params else words


def is_chinese() -> bool:
    """Whether the page speaks Chinese."""
    return (get_language() or "").startswith("zh")


def title_of(clause: Clause) -> str:
    """Give the clause's title in the language of the page; the Chinese one where there is no other."""
    return clause.title_zh if is_chinese() or not clause.title_en else clause.title_en


def text_of(clause: Clause) -> str:
    """Give the clause's text in the language of the page; the adopted Chinese one where there is no other."""
    return clause.text_zh if is_chinese() or not clause.text_en else clause.text_en


def seal_state(verdict: Verdict) -> str:
    """Give the state of the kit's seal for a verdict."""
    return "due" if verdict.is_due else SEAL_STATES[verdict.status]


def seal_words(verdict: Verdict) -> str:
    """Give the words of the seal for a verdict."""
    return str(DUE_WORDS if verdict.is_due else STATUS_WORDS[verdict.status])


def on_page(verdict: Verdict | None) -> tuple[str, str]:
    """Give state and words of a verdict with its count; two empty texts for none."""
    if verdict is None:
        return "", ""
    return seal_state(verdict), f"{seal_words(verdict)} {verdict.counted}/{verdict.needed}"
