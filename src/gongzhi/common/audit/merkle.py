"""
This will keep Merkle trees after RFC 6962, so that one hash of 32 bytes stands for a log of any length.

Pure Python. Leaves are hashes already (marked by 0x00 where they were made); a node is ``SHA256(0x01 + left + right)``.
The frontier, the roots of the full subtrees, is all that is needed to append: at most 64 hashes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Self

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()
_NODE_MARK = b"\x01"


class DamagedFrontier(ValueError):
    """The kept frontier does not fit its size."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """Join two subtrees."""
    return sha256(_NODE_MARK + left + right).digest()


@dataclass
class Frontier:
    """A growing tree: ``size`` leaves, ``hashes`` the roots of its full subtrees, largest first."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    @classmethod
    def decoded(cls, size: int, stored: bytes) -> Self:
        """
        Read a kept frontier.

        :raises DamagedFrontier: if its length does not fit the size
        """
        if len(stored) != HASH_BYTES * size.bit_count():
            raise DamagedFrontier(f"{len(stored)} bytes for {size} leaves")
        return cls(size, [stored[at : at + HASH_BYTES] for at in range(0, len(stored), HASH_BYTES)])

    def encoded(self) -> bytes:
        """Write the frontier for keeping."""
        return b"".join(self.hashes)

    def append(self, leaf: bytes) -> None:
        """Add a leaf at the end."""
        hashes, size = self.hashes, self.size
        hashes.append(leaf)
        while size & 1:
            right = hashes.pop()
            hashes[-1] = sha256(_NODE_MARK + hashes[-1] + right).digest()
            size >>= 1
        self.size += 1

    def root(self) -> bytes:
        """Take the root of the tree as it is now."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Take the root of a tree from all its leaves."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.append(leaf)
    return frontier.root()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """
    List the hashes that lead from a leaf to the root, the lowest first.

    :raises IndexError: if there is no such leaf
    """
    if not 0 <= index < len(leaves):
        raise IndexError(index)
    proof, level = [], list(leaves)
    while len(level) > 1:
        neighbour = index ^ 1
        if neighbour < len(level):
            proof.append(level[neighbour])
        level = _level_above(level)
        index >>= 1
    return proof


def _level_above(level: list[bytes]) -> list[bytes]:
    above = [node_hash(left, right) for left, right in zip(level[::2], level[1::2], strict=False)]
    return [*above, level[-1]] if len(level) % 2 else above


def is_included(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Tell whether a proof shows that the leaf stands at ``index`` of the tree of ``size`` leaves with this root."""
    if not 0 <= index < size:
        return False
    last, here, rest = size - 1, leaf, list(proof)
    while last:
        if index % 2 or index < last:
            if not rest:
                return False
            neighbour = rest.pop(0)
            here = node_hash(neighbour, here) if index % 2 else node_hash(here, neighbour)
        index, last = index >> 1, last >> 1
    return not rest and here == root


def consistency_proof(leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """
    List the hashes that show that the tree of all leaves begins with the tree of the first ``old_size`` leaves.

    :raises IndexError: unless 0 < old_size <= len(leaves)
    Source: RFC 6962 § 2.1.2
    """
    if not 0 < old_size <= len(leaves):
        raise IndexError(old_size)
    proof: list[bytes] = []
    first, last, is_known = 0, len(leaves), True
    while old_size - first != last - first:
        middle = first + _largest_power_below(last - first)
        if old_size <= middle:
            proof.append(root_of(leaves[middle:last]))
            last = middle
        else:
            proof.append(root_of(leaves[first:middle]))
            first, is_known = middle, False
    if not is_known:
        proof.append(root_of(leaves[first:last]))
    return proof[::-1]


def _largest_power_below(count: int) -> int:
    return 1 << ((count - 1).bit_length() - 1)


def is_consistent(*, old_size: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]) -> bool:
    """
    Tell whether a proof shows that the newer tree begins with the older one.

    Source: RFC 9162 § 2.1.4.2
    """
    if old_size == size:
        return not proof and old_root == root
    if not 0 < old_size < size:
        return False
    rest = list(proof) if old_size.bit_count() > 1 else [old_root, *proof]
    if not rest:
        return False
    return _roots_of_consistency(old_size - 1, size - 1, rest) == (old_root, root)


def _roots_of_consistency(old_last: int, last: int, proof: list[bytes]) -> tuple[bytes, bytes] | None:
    """Rebuild both roots; ``None`` if the proof is too long or too short."""
    while old_last % 2:
        old_last, last = old_last >> 1, last >> 1
    old = new = proof[0]
    for neighbour in proof[1:]:
        if not last:
            return None
        if old_last % 2 or old_last == last:
            old, new = node_hash(neighbour, old), node_hash(neighbour, new)
            while old_last and not old_last % 2:
                old_last, last = old_last >> 1, last >> 1
        else:
            new = node_hash(new, neighbour)
        old_last, last = old_last >> 1, last >> 1
    return None if last else (old, new)
