"""Fits to tables and histograms of two real centers, against what is published with them."""

import pathlib

import krarup as kr
import numpy as np
import pandas as pd
import pytest

DATA = pathlib.Path(__file__).parents[2] / "examples" / "data"
# mean and squared variation of the service times; calls in the histogram and in the half hours
CENTERS = {
    "vanad_2014q1": (251.16, 0.468, 353696, 353686),
    "technion_1999_02": (178.54, 1.422, 26387, 24617),
}


def services(name):
    return pd.read_csv(DATA / f"{name}_services.csv")


def half_hours(name):
    return pd.read_csv(DATA / f"{name}_intervals.csv")


def from_totals(table, **more):
    return kr.fit.handle_time_from_totals(
        total_handle_time=table["sum_service_s"],
        contacts=table["timed"],
        squares=table["sumsq_service_s2"],
        **more,
    )


@pytest.mark.parametrize("name", CENTERS)
def test_published_handle_times_from_a_histogram(name):
    average, variation, calls, _ = CENTERS[name]
    table = services(name)
    found = kr.fit.handle_time(table["service_s"], contacts=table["calls"])
    assert found.average == pytest.approx(average, abs=0.005)
    assert found.squared_variation == pytest.approx(variation, abs=0.0005)
    assert found.contacts == calls
    with_wrap_up = kr.fit.handle_time(table["service_s"], contacts=table["calls"], wrap_up=6)
    assert with_wrap_up.average == pytest.approx(found.average + 6)
    assert with_wrap_up.squared_variation == pytest.approx(
        found.squared_variation * (found.average / with_wrap_up.average) ** 2
    )


@pytest.mark.parametrize("name", CENTERS)
def test_a_table_of_intervals_has_the_handle_times_of_its_calls(name):
    calls = CENTERS[name][3]
    table = half_hours(name)
    found = from_totals(table)
    assert found.contacts == calls
    # numpy's variance, of times made up to have the mean and the mean square of the table
    times = np.array([-1.0, 1.0])
    mean, square = table["sum_service_s"].sum() / calls, table["sumsq_service_s2"].sum() / calls
    variance = np.var(mean + times * np.sqrt(square - mean**2)) * calls / (calls - 1)
    assert found.average == pytest.approx(mean, rel=1e-14)
    assert found.squared_variation == pytest.approx(variance / mean**2, rel=1e-10)
    histogram = services(name)
    of_histogram = kr.fit.handle_time(histogram["service_s"], contacts=histogram["calls"])
    if name == "vanad_2014q1":  # the same calls but ten
        assert found.average == pytest.approx(of_histogram.average, abs=0.01)
        assert found.squared_variation == pytest.approx(of_histogram.squared_variation, abs=1e-4)
    # the calls of a half hour are alike, so that the average is known less well than it seems
    assert 1.0 < found.standard_error / of_histogram.standard_error < 2.5


def test_errors_of_a_table_are_those_of_leaving_out_rows():
    table = half_hours("technion_1999_02")
    found = from_totals(table)
    others = [from_totals(table.drop(index=row)) for row in table.index[table["timed"] > 0]]
    for error, values in (
        (found.standard_error, [each.average for each in others]),
        (found.squared_variation_standard_error, [each.squared_variation for each in others]),
    ):
        rows = len(values)
        assert error == pytest.approx(np.std(values) * np.sqrt(rows - 1), rel=0.01)


def test_a_table_without_squares_and_with_texts():
    found = kr.fit.handle_time_from_totals(
        total_handle_time=["1min", "3min"], contacts=[1, 2], wrap_up="10s"
    )
    assert found.average == 90.0 and np.isnan(found.squared_variation)
    # 60 - 80 and 180 - 160
    assert found.standard_error == pytest.approx(np.sqrt(2 * (20**2 + 20**2)) / 3)


@pytest.mark.parametrize("name", CENTERS)
def test_patience_of_a_table_is_near_that_of_its_histogram(name):
    table = half_hours(name)
    waited = table["sum_wait_answered_s"] + table["sum_wait_abandoned_s"]
    fit = kr.fit.exponential_patience_from_totals(total_wait=waited, abandoned=table["abandoned"])
    waits = pd.read_csv(DATA / f"{name}_waits.csv")
    of_histogram = kr.fit.exponential_patience(
        kr.fit.Waits(wait=waits["wait_s"], answered=waits["answered"], abandoned=waits["abandoned"])
    )
    assert fit.average == pytest.approx(of_histogram.average, rel=0.06)


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"total_handle_time": [10, -1]}, "row 1: total_handle_time must be finite and >= 0 s"),
        ({"contacts": [1, None]}, "row 1: contacts must be there"),
        ({"contacts": [0, 2]}, "row 0: total_handle_time must be 0 s of no contacts, got 10"),
        ({"squares": [100, 199]}, "row 1: squares must be at least total_handle_time.2 / cont"),
        ({"squares": [100]}, "total_handle_time has 2, squares has 1"),
        ({"contacts": [1]}, "total_handle_time has 2, contacts has 1"),
        ({"contacts": [0.5, 0.5]}, "contacts with a handle time must be >= 2"),
    ],
)
def test_tables_that_cannot_be_are_refused_by_row(changes, text):
    columns = {"total_handle_time": [10, 20], "contacts": [1, 2], "squares": [10**5, 10**5]}
    with pytest.raises(ValueError, match=text):
        kr.fit.handle_time_from_totals(**{**columns, **changes})
