"""
This will name the bodies and offices that a federation starts with.

``seats`` is how many can be recorded, not how many are lawful: a second deputy secretary of a branch is recorded and
shown as unlawful (中发〔2018〕38号, mark X), the lawful number comes from a clause. The vote of a president in the
council follows the seat as councillor, not the title, so offices of officers carry no vote.
"""

from dataclasses import dataclass

from gongzhi.federations.models import Federation
from gongzhi.offices.models import Body

MANY = 300
SEVERAL = 9


@dataclass(frozen=True, slots=True)
class StandardOffice:
    """An office: its code in clauses, its title in Chinese, and how many can be recorded."""

    code: str
    title: str
    seats: int = 1
    votes: bool = False
    needs_cadre_approval: bool = False


@dataclass(frozen=True, slots=True)
class StandardBody:
    """A body with its offices in the order of the page. ``name`` is Chinese, it becomes data of the federation."""

    code: str
    name: str
    offices: tuple[StandardOffice, ...] = ()


STREET = (
    StandardBody(Body.Code.ASSEMBLY, "会员大会"),
    StandardBody(Body.Code.COUNCIL, "理事会", (StandardOffice("council_member", "理事", MANY, votes=True),)),
    StandardBody(
        Body.Code.OFFICERS,
        "联合会负责人",
        (
            StandardOffice("president", "会长", needs_cadre_approval=True),
            StandardOffice("vice_president", "副会长", SEVERAL, needs_cadre_approval=True),
            StandardOffice("secretary_general", "秘书长", needs_cadre_approval=True),
        ),
    ),
    StandardBody(Body.Code.SUPERVISORS, "监事会", (StandardOffice("supervisor", "监事", SEVERAL, votes=True),)),
    StandardBody(
        Body.Code.BRANCH,
        "联合会党支部",
        (
            StandardOffice("branch_secretary", "党支部书记", votes=True),
            StandardOffice("branch_deputy_secretary", "党支部副书记", SEVERAL, votes=True),
            StandardOffice("branch_committee_member", "党支部委员", SEVERAL, votes=True),
        ),
    ),
    StandardBody(Body.Code.SECRETARIAT, "秘书处", (StandardOffice("secretary", "秘书", SEVERAL),)),
    StandardBody(
        Body.Code.STREET_OFFICE,
        "街道办事处",
        (
            StandardOffice("street_deputy_secretary", "街道党工委副书记"),
            StandardOffice("street_civil_affairs_lead", "民政办负责人"),
            StandardOffice("street_organisation_lead", "组织办负责人"),
            StandardOffice("staff", "街道工作人员", MANY),
        ),
    ),
    StandardBody(Body.Code.TWO_COMMITTEES, "社区“两委”", (StandardOffice("cadre", "两委干部", MANY),)),
    StandardBody(Body.Code.AUDIT, "审计", (StandardOffice("auditor", "审计员", SEVERAL),)),
)

DISTRICT = (
    StandardBody(
        Body.Code.GUIDANCE_GROUP,
        "区指导小组",
        (
            StandardOffice("leader", "指导小组组长", votes=True),
            StandardOffice("inspector", "指导小组成员", MANY, votes=True),
        ),
    ),
    StandardBody(Body.Code.AUDIT, "审计", (StandardOffice("auditor", "审计员", SEVERAL),)),
)

BODIES_OF: dict[str, tuple[StandardBody, ...]] = {
    Federation.Kind.STREET: STREET,
    Federation.Kind.DISTRICT: DISTRICT,
}


def standard_offices(*, body: Body) -> list[StandardOffice]:
    """List the offices that clauses know in a body of its kind and that it does not have yet; one query."""
    known = set(body.offices.values_list("code", flat=True))
    offered = {
        office.code: office for each in (*STREET, *DISTRICT) if each.code == body.code for office in each.offices
    }
    return [office for code, office in offered.items() if code not in known]
