"""This will read what judging a roster needs to know, in a few queries a kind of table."""

from django.db.models import F

from gongzhi.common.tenancy import current_federation_id
from gongzhi.federations.models import Community, Division, Federation
from gongzhi.organisations.models import Membership, Organisation
from gongzhi.organisations.roster.ground import Ground, make_ground
from gongzhi.organisations.roster.judging import person_key
from gongzhi.organisations.roster.words import community_key
from gongzhi.people.models import ContactPoint


def organisations_ground(committed: frozenset[str]) -> Ground:
    """Tell what organisations' and enterprises' sheets are judged against."""
    known = list(Organisation.objects.values_list("name", "credit_code"))
    names = [name for name, _code in known]
    return make_ground(
        communities=community_names(),
        names={"organisations": names, "enterprises": names},
        codes=[code for _name, code in known if code],
        committed=committed,
    )


def individuals_ground(committed: frozenset[str]) -> Ground:
    """Tell what a sheet of notables is judged against: the individual members with their numbers."""
    members = Membership.objects.filter(person__isnull=False)
    phones = dict(
        ContactPoint.objects.filter(kind=ContactPoint.Kind.PHONE, person__in=members.values("person")).values_list(
            "person_id", "value"
        )
    )
    people = members.annotate(name=F("person__name")).values_list("person_id", "name")
    return make_ground(
        communities=community_names(),
        names={"individuals": [person_key(name, phones.get(person_id)) for person_id, name in people]},
        committed=committed,
    )


def members_ground(committed: frozenset[str]) -> Ground:
    """Tell what a superior's list of members is judged against: the organisations that are known."""
    return make_ground(organisations=Organisation.objects.values_list("name", flat=True), committed=committed)


def community_names() -> list[str]:
    """
    List the communities of the federation, and those of its sub-district that it has not taken over yet.

    Those it has come first, under the names it uses.
    """
    own = list(Community.objects.order_by("division_id", "name").values_list("name", flat=True))
    federation = Federation.objects.get(pk=current_federation_id())
    national = Division.objects.below(federation.division_id).values_list("name", flat=True)
    taken = {community_key(name) for name in own}
    return [*own, *(name for name in national if community_key(name) not in taken)]
