"""Hooks that Schemathesis calls before each request of api-test.py."""

import itertools

import schemathesis

numbers = itertools.count()


@schemathesis.hook
def before_call(context, case, kwargs) -> None:
    """Uses a different address for each request; else one test's wrong passwords would delay the log-ins of the next."""
    number = next(numbers) % 65_000
    case.headers["X-Forwarded-For"] = f"198.18.{number // 250}.{number % 250 + 1}"
