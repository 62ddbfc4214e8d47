"""Separate queues against one pool."""

import krarup as kr
import numpy as np
import pytest
import witness
from pytest import approx

PROMISE = dict(service_level=0.80, answer_within=20)


def test_alike_queues_by_counting():
    one = kr.ErlangC(contacts=20, interval="30min", aht=180)
    both = kr.pooling({"a": one, "b": one, "c": one}, **PROMISE)
    apart = witness.Queue(20, 1800, 180).agents_required(0.80, 20)
    pooled = witness.Queue(60, 1800, 180).agents_required(0.80, 20)
    assert (both.separate, both.pooled, both.saving) == (3 * apart, pooled, 3 * apart - pooled)
    assert both.frame["agents_required"].tolist() == [apart, apart, apart, pooled]
    assert both.queue == kr.ErlangC(contacts=60, interval="30min", aht=180)


def test_what_is_weighted_by_what():
    both = kr.pooling(
        {
            "short": kr.ErlangA(contacts=30, interval="15min", aht=100, patience=60),
            "long": kr.ErlangA(contacts=40, interval="1h", aht=400, patience=240),
        },
        **PROMISE,
    )
    pool = both.queue  # 30 and 10 contacts in 15 minutes
    assert (pool.contacts, pool.interval) == (approx(40), 900)
    assert pool.aht == approx((30 * 100 + 10 * 400) / 40)
    assert 1 / pool.patience == approx((30 / 60 + 10 / 240) / 40)
    assert both.frame["contacts"].tolist() == approx([30, 10, 40])
    load = both.frame["offered_load"]
    assert load[0] + load[1] == approx(load[2])


def test_the_first_abandonments_are_those_of_the_mix():
    """With one agent and a light load, patience matters by its rate at 0 alone."""
    queues = {
        "hasty": kr.ErlangA(contacts=1, interval="1h", aht=1, patience=30),
        "calm": kr.ErlangA(contacts=3, interval="1h", aht=1, patience=600),
    }
    pool = kr.pooling(queues, **PROMISE).queue
    wait = 1e-3
    left = 1 - (np.exp(-wait / 30) + 3 * np.exp(-wait / 600)) / 4
    assert -np.expm1(-wait / pool.patience) == approx(left, rel=1e-4)


def test_one_queue_is_its_own_pool_and_nothing_needs_nobody():
    queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
    assert kr.pooling({"all": queue}, **PROMISE).saving == 0
    silent = kr.ErlangC(contacts=0, interval="30min", aht=180)
    both = kr.pooling({"a": silent, "b": silent}, **PROMISE)
    assert (both.separate, both.pooled, both.saving) == (0, 0, 0)


def test_what_cannot_be_had():
    one = kr.ErlangC(contacts=20, interval="30min", aht=180)
    both = kr.pooling({"a": one, "b": one}, service_level=1, answer_within=20)
    assert isinstance(both.separate, kr.Unreachable) and isinstance(both.pooled, kr.Unreachable)
    assert np.isnan(both.saving)
    assert both.pooled.why in repr(both) and both.pooled.why in both._repr_html_()


def test_it_says_what_it_assumes():
    impatient = kr.ErlangA(contacts=20, interval="30min", aht=180, patience=60)
    both = kr.pooling({"a": impatient, "b": impatient}, **PROMISE)
    for words in ("takes every contact", "One promise", "exponential", "1 / patience"):
        assert words in repr(both) and words in both._repr_html_()
    endless = kr.ErlangC(contacts=20, interval="30min", aht=180)
    assert "patience" not in repr(kr.pooling({"a": endless}, **PROMISE))


def test_wrong_queues():
    one = kr.ErlangC(contacts=20, interval="30min", aht=180)
    other = kr.ErlangA(contacts=20, interval="30min", aht=180, patience=60)
    for queues, words in (
        ({"a": one, "b": other}, "all ErlangC or all ErlangA, got both"),
        ({"pool": one}, "another name than 'pool'"),
        ({}, "queues must be a mapping"),
    ):
        with pytest.raises(ValueError, match=words):
            kr.pooling(queues, **PROMISE)
    with pytest.raises(ValueError, match="each promise must be one number"):
        kr.pooling({"a": one}, service_level=[0.8, 0.9], answer_within=20)
