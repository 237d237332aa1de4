"""Errors are sentences that a person can read."""

import pickle

import pytest

from gongzhi.kernel.errors import ChangedMeanwhile, DomainError


class TooManyGuests(DomainError):
    message = "%(guests)s guests, but only %(seats)s seats."


class TooFull(DomainError):
    message = "The hall is 100% full."


def test_params_fill_the_message() -> None:
    error = TooManyGuests(guests=12, seats=10)

    assert str(error) == "12 guests, but only 10 seats."
    assert error.params == {"guests": 12, "seats": 10}
    assert error.field is None


def test_a_message_without_params_is_said_as_it_stands() -> None:
    assert str(TooFull()) == "The hall is 100% full."


def test_the_field_is_not_a_param() -> None:
    error = TooManyGuests(field="people", guests=12, seats=10)

    assert error.field == "people"
    assert "field" not in error.params


def test_changed_meanwhile_is_a_domain_error() -> None:
    with pytest.raises(DomainError, match="Somebody else"):
        raise ChangedMeanwhile


def test_errors_cross_process_borders() -> None:
    error = pickle.loads(pickle.dumps(TooManyGuests(field="people", guests=12, seats=10)))

    assert (str(error), error.field) == ("12 guests, but only 10 seats.", "people")
