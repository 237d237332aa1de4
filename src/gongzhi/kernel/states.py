"""Say in a table which deed leads from which state to which."""

from collections.abc import Iterable
from typing import Generic, TypeVar

from gongzhi.kernel.errors import DomainError
from gongzhi.kernel.text import gettext_noop as _

State = TypeVar("State", bound=str)


class NotNow(DomainError):
    """Tell a person that the deed does not fit the present state; params ``state`` and ``deed``."""

    message = _("This cannot be done at the present stage.")


class StateTable(Generic[State]):
    """
    Answer from rows ``(state, deed, next state)`` what can be done and where it leads.

    States and deeds are lower_snake codes or members of a StrEnum; questions may be asked with either.
    A state that only ever stands last is final: it allows no deed.

    :raises ValueError: if two rows answer the same deed in the same state
    """

    def __init__(self, rows: Iterable[tuple[State, str, State]]) -> None:
        self._rows = tuple(rows)
        self._next: dict[tuple[str, str], State] = {}
        for state, deed, next_state in self._rows:
            if (state, deed) in self._next:
                message = f"Two rows say what {deed!r} does in state {state!r}."
                raise ValueError(message)
            self._next[state, deed] = next_state

    @property
    def states(self) -> tuple[State, ...]:
        """List the states in the order in which the rows name them."""
        return tuple(dict.fromkeys(state for first, _deed, last in self._rows for state in (first, last)))

    @property
    def final_states(self) -> tuple[State, ...]:
        """List the states that allow no deed."""
        return tuple(state for state in self.states if not self.deeds(state))

    def deeds(self, state: str) -> tuple[str, ...]:
        """List the deeds a state allows, in the order of the rows; none in an unknown state."""
        return tuple(deed for first, deed, _last in self._rows if first == state)

    def allows(self, state: str, deed: str) -> bool:
        """Tell whether a deed can be done in a state."""
        return (state, deed) in self._next

    def next(self, state: str, deed: str) -> State:
        """
        Find the state a deed leads to.

        :raises NotNow: if the state does not allow the deed
        """
        if not self.allows(state, deed):
            raise NotNow(state=str(state), deed=str(deed))
        return self._next[state, deed]

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram, for the documentation."""
        arrows = [f"    {first} --> {last}: {deed}" for first, deed, last in self._rows]
        start = [f"    [*] --> {state}" for state in self.states[:1]]
        ends = [f"    {state} --> [*]" for state in self.final_states]
        return "\n".join(["stateDiagram-v2", *start, *arrows, *ends])
