"""Erlang B and C from their definition, in whole numbers: what answers are judged by."""

from __future__ import annotations

import math
from fractions import Fraction

BITS = 256  # after the point


def inverse_blocking(n: int, load: float) -> Fraction:
    """1 / B(n, a) = sum over k of n! / (n - k)! / a^k, to 2^-180 and better."""
    numerator, denominator = load.as_integer_ratio()
    term = total = 1 << BITS
    for k in range(n):
        term = term * ((n - k) * denominator) // numerator
        total += term
        if term < total >> 190:
            break
    return Fraction(total, 1 << BITS)


def blocking(n: int, load: float) -> Fraction:
    return 1 / inverse_blocking(n, load)


def wait_from_inverse(n: int, load: float, inverse: Fraction) -> Fraction:
    """C(n, a) from 1 / B(n, a); 1 where a >= n."""
    if load >= n:
        return Fraction(1)
    return 1 / (1 + (n - Fraction(load)) / n * (inverse - 1))


def wait(n: int, load: float) -> Fraction:
    return wait_from_inverse(n, load, inverse_blocking(n, load))


def error_in_ulp(answer: float, right: Fraction) -> float:
    """Distance in units of the last place of the right answer; infinity for what is no number."""
    if not math.isfinite(answer):
        return math.inf
    return abs(float((Fraction(answer) - right) / Fraction(math.ulp(float(right)))))
