"""Who may open and do what among the pages of consultation: a part of tests/access_table.py, read in the same way."""

from collections.abc import Mapping

from tests.access_rows import ALL, FORBIDDEN, NOT_FOUND, OK, SEE_OTHER, Open, Row, button, form

SECRETARY, LEADER = "secretary", "leader"
READERS = "secretary reviewer street auditor supervisor council"
"""Offices whose clause lets them read matters, surveys and visits."""
NO_READERS = "leader other_leader cadre"
HANDLERS = "secretary reviewer street"
"""The street's lead of civil affairs is the secretary of the branch here, and handles matters as such."""
TAKERS = "secretary cadre"
ABOVE = "reviewer street"
"""Who answers in the street office; the cadre has the desk of a community."""
NO_MEDIATION = "other_leader cadre reviewer street auditor supervisor council"
VISITORS = "secretary cadre reviewer street council"
"""Whose clause lets them record visits."""


def _deed(matter: str, *, do: str = HANDLERS, **more: object) -> Row:
    """Write the row of a form for a matter: readers who may not do it are told why, others find nothing."""
    return form(matter, do=do, stays=FORBIDDEN, blind=NO_READERS, **more)


NAMELESS = {"words": "=楼道灯坏了", "reply": "=receipt", "phone": "=", "address": "=", "name": "=", "letterbox": "="}
"""A voice without name or contact; the last field is the trap for machines."""

PUBLIC_VOICES = {
    "matters:say": Open(do=ALL, done=SEE_OTHER, body=NAMELESS),
    "matters:receipt": Open(do=ALL, body={"code": "receipt_open"}),
    "matters:speaker": Open(("receipt_open",)),
    "matters:kept": Open(("receipt_open",)),
    "matters:word": Open(("receipt_told",), see=None, do=ALL, done=SEE_OTHER, body={"word": "=confirmed"}),
    "matters:add": Open(("receipt_open",), see=None, do=ALL, done=SEE_OTHER, body={"words": "=还有一盏"}),
    "matters:again": Open(("receipt_open",), do=ALL, done=SEE_OTHER, body=NAMELESS),
    "matters:erase": Open(("receipt_open",), see=None, do=ALL, done=SEE_OTHER),
    "matters:poster": Open(),
    "matters:paper_form": Open(),
}

INTAKE = {
    "matters:intake": form(do=TAKERS, done=OK, stays=FORBIDDEN, body=NAMELESS),
    # For half an hour, for whoever took it down.
    "matters:desk_slip": Row(("voice_taken",), see="cadre", shut=NOT_FOUND),
    "matters:reissue": form("voice", do=SECRETARY, done=OK, stays=FORBIDDEN, blind=NO_READERS),
    "matters:look_up": form(do=TAKERS, done=OK, stays=FORBIDDEN, body={"code": "receipt_open"}),
    "matters:caller_said": button(do=TAKERS, stays=FORBIDDEN, body={"code": "receipt_told", "outcome": "=confirmed"}),
    "matters:caller_added": button(do=TAKERS, stays=FORBIDDEN, body={"code": "receipt_open", "words": "=还有"}),
    "matters:replies": Row(see="secretary cadre reviewer street"),
    "matters:reply": form("reply", do=HANDLERS, stays=FORBIDDEN, blind=NO_READERS),
    "matters:reply_contact": button(
        "reply", do=SECRETARY, done=OK, stays=FORBIDDEN, blind=NO_READERS, body={"reason": "=寄回信"}
    ),
    "matters:reply_letter": Row(("reply",), see=HANDLERS, blind=NO_READERS),
}

MATTERS = {
    "matters:window": Row(see=f"{READERS} cadre"),
    "matters:rates": Row(see=READERS),
    "matters:reminders": Row(("digest",), see=SECRETARY, do=SECRETARY, shut=NOT_FOUND, stays=NOT_FOUND),
    "matters:above": Row(see="secretary cadre reviewer street"),
    "matters:above_one": Row(
        ("escalation",),
        see=f"secretary {ABOVE}",
        do=ABOVE,
        stays=FORBIDDEN,
        blind=f"{NO_READERS} auditor supervisor council",
    ),
    "matters:above_sheet": Row(("escalation",), see="secretary reviewer street", shut=NOT_FOUND),
    "matters:matter": Row(("matter",), see=READERS, blind=NO_READERS),
    "matters:accept": _deed("matter"),
    "matters:hand_over": _deed("matter_working", do=SECRETARY),
    "matters:ask_back": _deed("matter"),
    "matters:go_on": button("matter_asked", do=HANDLERS, blind=NO_READERS),
    "matters:defer": _deed("matter_working", body={"until": "=2026-11-25"}),
    "matters:classify": _deed("matter_working"),
    "matters:split": _deed("matter_working", do=SECRETARY),
    "matters:merge": _deed("matter", do=SECRETARY, body={"number": "matter_number"}),
    "matters:escalate": _deed("matter_working", do=SECRETARY),
    "matters:answer": _deed("matter"),
    "matters:reopen": _deed("matter_told"),
    "matters:close": button("matter_told", do=HANDLERS, blind=NO_READERS),
    "matters:reveal": form("voice", do=SECRETARY, done=OK, stays=FORBIDDEN, blind=NO_READERS),
    "matters:hear": _deed("voice"),
}


def _private(mediation: str, *, do: str = "leader secretary", **more: object) -> Row:
    """Write the row of a form for a mediation: who has no part in it finds nothing."""
    return form(mediation, do=do, stays=FORBIDDEN, blind=NO_MEDIATION, **more)


MEDIATION = {
    "matters:turn": _deed("matter", do=SECRETARY),
    "matters:mediations": Row(),
    "matters:mediation_ask": form(do=SECRETARY, stays=FORBIDDEN),
    "matters:mediation_counts": Row(see=READERS),
    "matters:mediation": Row(("mediation",), see="leader secretary", blind=NO_MEDIATION),
    "matters:mediation_assign": form(
        "mediation_asked", do=SECRETARY, stays=FORBIDDEN, blind=f"{LEADER} {NO_MEDIATION}"
    ),
    "matters:mediation_contact": _private("party", done=OK),
    "matters:mediation_party": _private("mediation"),
    "matters:mediation_note": _private("mediation"),
    "matters:mediation_agree": _private("mediation"),
    "matters:mediation_fail": _private("mediation"),
    "matters:mediation_withdraw": _private("mediation"),
    "matters:mediation_follow_up": _private("mediation_agreed"),
    "matters:mediation_erase": button("mediation_ended", do=SECRETARY, blind=f"{LEADER} {NO_MEDIATION}"),
    "matters:mediation_paper": Row(("mediation_agreed",), see="leader secretary", blind=NO_MEDIATION),
}

LEADERS = "leader other_leader"
AGREED = {"contact": "=", "name": "=", "way": "=receipt"}
"""Whoever is visited looks on the slip, and leaves nothing."""

VISITS = {
    "visits:mine": Row(see=VISITORS),
    "visits:list": Row(see=READERS),
    "visits:spot": form("=household", do=VISITORS, stays=FORBIDDEN, body=AGREED),
    "visits:record": form("target", do=VISITORS, stays=FORBIDDEN, blind=LEADERS, body=AGREED),
    "visits:visit": Row(("visit",), see=f"{READERS} cadre", blind=LEADERS),
    # The codes are for whoever made the visit; others are led to its page.
    "visits:done": Row(("visit",), see="cadre", shut=SEE_OTHER, blind=LEADERS),
    "visits:slip": Row(("visit",), see="cadre", blind=LEADERS),
    "visits:add": form("visit", do=TAKERS, stays=FORBIDDEN, blind=LEADERS, body=AGREED),
    "visits:correct": form("visit", do=TAKERS, stays=FORBIDDEN, blind=LEADERS),
    "visits:void": form("visit", do=TAKERS, stays=FORBIDDEN, blind=LEADERS),
    "visits:plan": Row(see=READERS),
    "visits:plan_edit": form(do=SECRETARY, stays=FORBIDDEN),
    "visits:targets": Row(see=READERS, do=SECRETARY, stays=FORBIDDEN),
    "visits:take_over": button(do=SECRETARY),
    "visits:target_new": form("=household", do=SECRETARY, stays=FORBIDDEN),
    "visits:target": Row(("target",), see=f"{READERS} cadre", do=SECRETARY, stays=FORBIDDEN, blind=LEADERS),
    "visits:drop": button("assignment", do=SECRETARY, blind=LEADERS),
}

PARTICIPATION = {"participation:overview": Row(see="secretary reviewer street")}

CONSULTATION: Mapping[str, Row] = {
    **PUBLIC_VOICES,
    **INTAKE,
    **MATTERS,
    **MEDIATION,
    **VISITS,
    **PARTICIPATION,
}
