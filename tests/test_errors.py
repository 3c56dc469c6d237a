"""Errors and problems: codes with parameters, told where they are shown."""

from __future__ import annotations

import pytest

from crlm_desktop.errors import MANY_PROBLEMS, Code, CrlmError, EnvironmentFault, InputError, problem

NOT_A_DATE = Code("test.not-a-date", "“{text}” is not a date.")


def test_that_an_input_without_a_problem_is_not_at_fault() -> None:
    with pytest.raises(ValueError, match="without a problem"):
        InputError([])


def test_that_an_input_error_carries_every_problem_in_order() -> None:
    problems = [problem(f"dates[{place}]", NOT_A_DATE, text="x") for place in range(3)]

    error = InputError(problems)

    assert error.problems == tuple(problems)
    assert (error.code, error.params["count"]) == (MANY_PROBLEMS, 3)


def test_that_the_text_of_an_exception_holds_no_parameters() -> None:
    error = EnvironmentFault(NOT_A_DATE, text="Li Wei, born 1961")

    assert str(error) == "test.not-a-date"
    assert isinstance(error, CrlmError)


def test_that_problems_with_the_same_content_are_equal_and_cannot_be_changed() -> None:
    first = problem("sex", NOT_A_DATE, text="x")

    assert first == problem("sex", NOT_A_DATE, text="x")
    with pytest.raises(TypeError):
        first.params["text"] = "y"  # type: ignore[index]
