"""Names of columns: what is recognized, in which unit, and what is too much to guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from krarup._names import NAMES, plain, recognize


@pytest.mark.parametrize(
    ("argument", "column"),
    [
        ("contacts", "Calls Offered"),
        ("contacts", "calls_offered"),
        ("contacts", "CALLSOFFERED"),
        ("contacts", "Contacts offered"),
        ("contacts", "Volume"),
        ("contacts", "offered"),
        ("contacts", "Contacts"),
        ("aht", "Avg. Handle Time"),
        ("aht", "Average-Handling-Time"),
        ("agents", "Avg Staffed"),
        ("answered", "ACD Calls"),
        ("abandoned", "Abandons"),
        ("start", "Interval Start"),
        ("queue", "Split/Skill"),
    ],
)
def test_usual_names_are_recognized(argument, column):
    assert recognize(argument, ["day", column, 7]).column == column
    assert recognize(argument, ["day", 7]) is None


def test_no_name_means_two_arguments():
    names = [plain(name) for argument, all in NAMES.items() for name in (argument, *all)]
    assert len(names) == len(set(names))


@given(st.sampled_from([(a, n) for a, names in NAMES.items() for n in names]), st.randoms())
def test_case_spaces_and_punctuation_do_not_count(name, random):
    argument, text = name
    column = "".join(
        random.choice([each.upper(), each]) if each != " " else random.choice(" _-./")
        for each in text
    )
    assert recognize(argument, [column]).column == column


def test_the_argument_s_own_name_wins():
    assert recognize("contacts", ["calls", "offered", "contacts"]).column == "contacts"


def test_two_candidates_are_listed():
    with pytest.raises(ValueError, match="contacts may be any of the columns 'Calls', 'Offered'"):
        recognize("contacts", ["Calls", "Offered", "AHT"])
    with pytest.raises(ValueError, match="'AHT', 'AHT .min.': say which, as in aht='AHT'"):
        recognize("aht", ["AHT", "AHT (min)"])


@pytest.mark.parametrize(
    ("column", "seconds"),
    [
        ("AHT", None),
        ("AHT (min)", 60),
        ("AHT [minutes]", 60),
        ("aht in minutes", 60),
        ("Avg Handle Time (ms)", 0.001),
        ("aht_seconds", 1),
        ("aht_s", 1),
        ("Average handle time (h)", 3600),
    ],
)
def test_units_are_those_of_the_name(column, seconds):
    found = recognize("aht", [column])
    assert (found.column, found.seconds) == (column, seconds)


def test_a_minimum_is_no_minute():
    for column in ("aht_min", "AHT min", "min AHT", "aht_max", "Total handle time", "Handle time"):
        assert recognize("aht", [column]) is None


def test_what_was_recognized_is_a_sentence():
    assert str(recognize("contacts", ["Calls"])) == "contacts is the column 'Calls'"
    assert str(recognize("aht", ["AHT"])) == "aht is the column 'AHT', taken to be in seconds"
    assert str(recognize("aht", ["AHT (min)"])).endswith("'AHT (min)', in minutes by its name")
