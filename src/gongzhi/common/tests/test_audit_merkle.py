"""The tree against RFC 6962: its published roots, its recursive definition, and its two proofs."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongzhi.common.audit.merkle import (
    EMPTY_ROOT,
    DamagedFrontier,
    Frontier,
    consistency_proof,
    inclusion_proof,
    is_consistent,
    is_included,
    root_of,
)

PUBLISHED_LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
PUBLISHED_ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
sizes = st.integers(min_value=1, max_value=200)


def leaves_of(count):
    return [sha256(b"\x00" + str(number).encode()).digest() for number in range(count)]


def root_by_definition(leaves):
    """RFC 6962 § 2.1, word for word."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return sha256(b"\x01" + root_by_definition(leaves[:split]) + root_by_definition(leaves[split:])).digest()


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_that_certificate_transparency_publishes(size):
    leaves = [sha256(b"\x00" + bytes.fromhex(text)).digest() for text in PUBLISHED_LEAVES[:size]]
    assert root_of(leaves).hex() == PUBLISHED_ROOTS[size - 1]


def test_the_empty_log_has_a_root():
    assert root_of([]) == EMPTY_ROOT == root_by_definition([])


@given(st.integers(min_value=0, max_value=300))
def test_the_frontier_equals_the_definition(size):
    assert root_of(leaves_of(size)) == root_by_definition(leaves_of(size))


@given(st.integers(min_value=0, max_value=120), st.integers(min_value=0, max_value=120))
def test_a_kept_frontier_goes_on_as_if_never_stopped(size, more):
    leaves = leaves_of(size + more)
    frontier = Frontier()
    for leaf in leaves[:size]:
        frontier.append(leaf)
    resumed = Frontier.decoded(size, frontier.encoded())
    for leaf in leaves[size:]:
        resumed.append(leaf)
    assert resumed.root() == root_by_definition(leaves)
    assert resumed.size == size + more


@given(sizes)
def test_a_frontier_of_the_wrong_length_is_refused(size):
    frontier = Frontier()
    for leaf in leaves_of(size):
        frontier.append(leaf)
    with pytest.raises(DamagedFrontier):
        Frontier.decoded(size, frontier.encoded()[:-1])


@given(sizes, st.data())
def test_each_leaf_can_be_proven_and_no_other(size, data):
    leaves = leaves_of(size)
    index = data.draw(st.integers(min_value=0, max_value=size - 1))
    proof, root = inclusion_proof(leaves, index), root_of(leaves)
    assert is_included(leaf=leaves[index], index=index, size=size, proof=proof, root=root)
    assert not is_included(leaf=b"\x00" * 32, index=index, size=size, proof=proof, root=root)
    assert not is_included(leaf=leaves[index], index=index, size=size, proof=[*proof, root], root=root)
    if proof:
        assert not is_included(leaf=leaves[index], index=index, size=size, proof=proof[:-1], root=root)
        assert not is_included(leaf=leaves[index], index=index ^ 1, size=size, proof=proof, root=root)


def test_a_leaf_outside_the_tree_has_no_proof():
    with pytest.raises(IndexError):
        inclusion_proof(leaves_of(3), 3)
    assert not is_included(leaf=b"", index=3, size=3, proof=[], root=b"")


@given(sizes, st.data())
def test_a_longer_log_is_proven_to_begin_with_the_shorter(size, data):
    old_size = data.draw(st.integers(min_value=1, max_value=size))
    leaves = leaves_of(size)
    old_root, root = root_of(leaves[:old_size]), root_of(leaves)
    proof = consistency_proof(leaves, old_size)
    assert is_consistent(old_size=old_size, old_root=old_root, size=size, root=root, proof=proof)
    assert not is_consistent(old_size=old_size, old_root=b"\x07" * 32, size=size, root=root, proof=proof)
    assert not is_consistent(old_size=old_size, old_root=old_root, size=size, root=b"\x07" * 32, proof=proof)
    assert not is_consistent(old_size=old_size, old_root=old_root, size=size, root=root, proof=[*proof, root])


@given(st.integers(min_value=2, max_value=120), st.data())
def test_a_log_with_another_past_is_not_consistent(size, data):
    old_size = data.draw(st.integers(min_value=1, max_value=size - 1))
    changed = data.draw(st.integers(min_value=0, max_value=old_size - 1))
    leaves = leaves_of(size)
    old_root = root_of(leaves[:old_size])
    leaves[changed] = b"\x09" * 32
    proof = consistency_proof(leaves, old_size)
    assert not is_consistent(old_size=old_size, old_root=old_root, size=size, root=root_of(leaves), proof=proof)
