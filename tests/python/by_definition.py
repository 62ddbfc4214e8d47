"""Erlang B, Erlang C and Engset summed as they are defined, in exact fractions."""

from fractions import Fraction
from math import comb, exp


def _terms(n, a):
    """a^k / k! for k from 0 to n."""
    terms = [Fraction(1)]
    for k in range(1, n + 1):
        terms.append(terms[-1] * Fraction(a) / k)
    return terms


def erlang_b(n, a):
    terms = _terms(n, a)
    return terms[n] / sum(terms)


def erlang_c(n, a):
    *below, last = _terms(n, a)
    last *= n / (n - Fraction(a))
    return last / (sum(below) + last)


def engset(n, callers, idle_load):
    terms = [comb(callers - 1, k) * Fraction(idle_load) ** k for k in range(n + 1)]
    return terms[n] / sum(terms)


def service_level(n, a, handle_times):
    """Erlang C, answered within a number of handle times."""
    return 1 - float(erlang_c(n, a)) * exp(-float(n - Fraction(a)) * handle_times)


def asa(n, a):
    """Erlang C, in handle times."""
    return float(erlang_c(n, a) / (n - Fraction(a)))


def least(promise, start=0):
    """The least n >= start that keeps a promise, by trying."""
    n = start
    while not promise(n):
        n += 1
    return n
