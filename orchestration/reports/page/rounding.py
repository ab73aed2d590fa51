"""Rounding half up in SQL, for the hundreds of thousands of figures that the page's script gets.

The rule is that of `numbers.half_up`; a test holds the two together. A value is given back in tenths, as a
whole number. Where a rate has whole parts, as every count of cases has, it is rounded from these parts in
whole numbers, so that no error of binary division can lift or lower a half.
"""

from typing import Final

LARGEST: Final = 10**15
"""What a published component may be at most: a binary number beyond it no longer holds tenths."""

_GRID: Final = 10**9


def is_showable_sql(column: str) -> str:
    """Return a condition on a column of doubles: null, or a number from 0 to `LARGEST`. NaN is neither."""
    return f"coalesce({column}, 0.0) between 0.0 and {LARGEST}.0"


def tenths_sql(column: str) -> str:
    """Return the tenths of a column of showable doubles; null where it is null.

    What is not whole is first brought to the nearest billionth, as `numbers.half_up` does.
    """
    billionths = f"({column} * {_GRID}.0)::hugeint"
    return (
        f"case when {column} = trunc({column}) then {column}::bigint * 10 "
        f"else (({billionths} * 20 + {_GRID}) // {2 * _GRID})::bigint end"
    )


def rate_tenths_sql(value: str, numerator: str, denominator: str, scale: str) -> str:
    """Return the tenths of a value that is `scale` × numerator / denominator, `scale` 1 or 100.

    Null where `value` is null. A value whose parts are not whole, or that has no denominator, is rounded as
    it is.
    """
    parts = f"{numerator} = trunc({numerator}) and {denominator} = trunc({denominator}) and {denominator} > 0.0"
    return (
        f"case when {value} is null then null "
        f"when {parts} then (20 * {scale} * {numerator}::bigint + {denominator}::bigint) "
        f"// (2 * {denominator}::bigint) "
        f"else {tenths_sql(value)} end"
    )


def number_sql(tenths: str) -> str:
    """Return tenths as a number in JSON, whole where it is whole: 4383 gives `438.3`, 4380 gives `438`."""
    return (
        f"case when {tenths} % 10 = 0 then ({tenths} // 10)::varchar "
        f"else ({tenths} // 10)::varchar || '.' || ({tenths} % 10)::varchar end"
    )
