"""Exports: each preset reads its sample, says what became of everything, and guesses nothing."""

import copy
import datetime
import io
import pathlib
import pickle

import krarup as kr
import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

SAMPLES = pathlib.Path(__file__).parent / "exports"
PROMISE = {"service_level": 0.80, "answer_within": 20}

#: What a person reads in each sample: rows, first start, and the last two contacts and AHTs.
READ = {
    "genesys_cloud_queues": ("2026-03-02 08:00:00+00:00", [60, 100, np.nan], [181.5, 179, np.nan]),
    "genesys_cloud_history": ("2026-03-02 08:00:00+00:00", [60, 0], [180, 0]),
    "amazon_connect": ("2026-03-02 08:00:00+00:00", [60, 100], [181.5, 179]),
    "avaya_cms": ("2026-03-02 09:00:00", [60, 0], [180, 0]),
    "cisco_ucce_call_type": ("2026-03-02 09:00:00", [60, 100], [180, 180]),
    "cisco_uccx_csq": ("2026-03-02 09:00:00", [60, 100], [180, 179]),
    "calabrio_service_queue": ("2026-03-02 09:00:00", [60, 100], [180, 179]),
    "five9_skill": ("2026-03-02 09:00:00", [60, 100], [180, 179]),
    "nice_cxone_skill": ("2026-03-02 09:00:00", [60, 100], [180, 179]),
    "commas": ("2026-03-02 09:00:00", [1060, 100], [180.5, np.nan]),
    "semicolons": ("2026-03-02 09:00:00", [1060, 100], [180.5, 179]),
}


def sample(name):
    form = "%m/%d/%Y %H:%M" if name == "calabrio_service_queue" else None  # or day before month
    return kr.read_export(SAMPLES / f"{name}.csv", preset=name, time_format=form)


def test_every_preset_has_a_sample_and_says_how_sure_it_is():
    presets = kr.export_presets()
    assert sorted(presets["name"]) == sorted(READ)
    assert set(presets["sure"]) <= {"documented", "partly", "assumed"}
    named = presets[~presets["name"].isin(["commas", "semicolons"])]
    assert named["source"].str.startswith("http").all()


@pytest.mark.parametrize("name", READ)
def test_a_sample_is_read_as_a_person_reads_it(name):
    export = sample(name)
    start, contacts, aht = READ[name]
    assert str(export.frame["start"][0]) == start
    np.testing.assert_allclose(export.frame["contacts"], contacts)
    np.testing.assert_allclose(export.frame["aht"], aht)
    if "answered" in export.frame and name != "genesys_cloud_queues":
        assert export.frame["answered"][0] == 57


@pytest.mark.parametrize("name", READ)
def test_a_sample_can_be_planned(name):
    frame = sample(name).frame
    by = "queue" if "queue" in frame else None
    length = "15min" if name == "genesys_cloud_history" else "30min"
    plan = kr.plan_day(frame, start="start", by=by, interval=length, **PROMISE)
    assert plan.totals["intervals"] == len(frame)
    queue = kr.ErlangC(contacts=frame["contacts"][0], interval=length, aht=frame["aht"][0])
    assert plan.frame["agents_required"][0] == queue.agents_required(**PROMISE)


def test_an_export_travels():
    export = sample("semicolons")
    for same in (pickle.loads(pickle.dumps(export)), copy.deepcopy(export)):
        assert repr(same) == repr(export) and same.mapped == export.mapped
        with pytest.raises(TypeError):
            same.mapped["contacts"] = "Calls"


def test_nothing_is_dropped_unsaid():
    export = sample("calabrio_service_queue")
    assert export.dropped == ("Calls Reforecast",)
    assert export.skipped == ((4, "Total, 160, 150, 10"),)
    assert export.mapped["aht"] == (
        "Average Talk Time Actual + Average After-Contact Work Time Actual"
    )
    assert sample("avaya_cms").mapped["aht"] == "(acdtime + holdacdtime + acwtime) / acdcalls"
    assert sample("commas").mapped["contacts"] == "Calls Offered"
    title = sample("cisco_uccx_csq")
    assert [each.line for each in title.skipped] == [1, 2, 3, 7]
    half = sample("genesys_cloud_queues")
    assert half.notes == (
        "contacts is missing in 1 of 3 rows",
        "aht is missing in 1 of 3 rows",
        "answered is missing in 1 of 3 rows",
        "abandoned is missing in 1 of 3 rows",
        "1 rows are marked as not complete (Interval Complete)",
    )
    for export in (title, half):
        told = repr(export)
        assert all(each in told for each in (*export.dropped, *export.notes))
        assert export.preset.title in export._repr_html_()
        read = {part for text in export.mapped.values() for part in text.split(" + ")}
        assert not read & set(export.dropped)


def test_every_cell_that_cannot_be_read_is_found():
    text = "start,calls,aht\n2026-03-02 09:00,many,180\n2026-03-02 09:30,60,3:00\nsoon,60,180\n"
    with pytest.raises(kr.DataError) as no:
        kr.read_export(io.StringIO(text), preset="commas")
    assert [(each.row, each.column, each.value) for each in no.value.findings] == [
        (0, "calls", "many"),
        (1, "aht", "3:00"),
        (2, "start", "soon"),
    ]


def test_a_day_that_may_be_a_month_is_refused():
    text = "start,calls\n03/02/2026 09:00,60\n04/02/2026 09:00,60\n"
    with pytest.raises(ValueError, match="'03/02/2026 09:00' is .* say which in time_format"):
        kr.read_export(io.StringIO(text), preset="commas")
    for form, month in (("%m/%d/%Y %H:%M", 3), ("%d/%m/%Y %H:%M", 2)):
        export = kr.read_export(io.StringIO(text), preset="commas", time_format=form)
        assert export.frame["start"][0].month == month
    text = text.replace("04/02", "25/02")
    assert kr.read_export(io.StringIO(text), preset="commas").frame["start"][0].month == 2


def test_a_file_of_another_kind_is_told_from_it():
    with pytest.raises(
        ValueError, match="no row with the columns 'row_date', .* the presets five9"
    ):
        kr.read_export(SAMPLES / "five9_skill.csv", preset="avaya_cms")
    with pytest.raises(ValueError, match="preset must be one of .*'semicolons'.* got 'genesis'"):
        kr.read_export(SAMPLES / "commas.csv", preset="genesis")
    with pytest.raises(ValueError, match="must have a row"):
        kr.read_export(io.StringIO("start,calls\n"), preset="commas")


@pytest.mark.parametrize("cell", ["12.3456", "1.23", "1.234.56", "1,2,3", "12%", "1 000", "+-3"])
def test_a_number_of_another_form_is_not_guessed(cell):
    text = f"start;calls\n02.03.2026 09:00;{cell}\n"
    with pytest.raises(
        kr.DataError, match="contacts .column 'calls'. must be a number with decimal ','"
    ):
        kr.read_export(io.StringIO(text), preset="semicolons")


def test_encodings(tmp_path):
    text = (SAMPLES / "semicolons.csv").read_text("utf-8")
    path = tmp_path / "export.csv"
    path.write_text(text, "cp1252")
    with pytest.raises(ValueError, match="is not in utf-8-sig: say its encoding, such as"):
        kr.read_export(path, preset="semicolons")
    export = kr.read_export(path, preset="semicolons", encoding="cp1252")
    assert export.frame["queue"][0] == "køb"


def test_a_preset_of_one_s_own(tmp_path):
    preset = tmp_path / "ours.toml"
    preset.write_text(
        'title = "Ours"\nsure = "documented"\n'
        '[file]\nclock = "mm:ss"\ndelimiter = "|"\n'
        '[start]\ncolumn = "When"\nformats = ["%d.%m.%y %H:%M"]\n'
        '[columns]\ncontacts = { sum = ["In", "Lost"] }\naht = "Talk"\n'
    )
    text = "When|In|Lost|Talk\n02.03.26 09:00|57|3|3:01\n"
    export = kr.read_export(io.StringIO(text), preset=preset)
    assert export.frame.iloc[0].tolist() == [pd.Timestamp("2026-03-02 09:00"), 60, 181]
    assert export.preset.name == "ours"
    for change, complaint in (
        (("title", "titel"), "titel is none of"),
        (('"documented"', '"surely"'), "sure must be one of documented, partly, assumed"),
        (("[columns]", "[columns"), "ours.toml"),
        (("[start]", "[file2]"), "ours.toml"),
        (('"mm:ss"', '"ss"'), "file.clock must be one of"),
    ):
        wrong = tmp_path / "wrong_ours.toml"
        wrong.write_text(preset.read_text().replace(*change))
        with pytest.raises(ValueError, match=complaint):
            kr.read_export(io.StringIO(text), preset=wrong)


def test_workbooks_are_read_alike(tmp_path):
    path = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Skill"
    sheet.append(["SKILL", "DATE", "HALF HOUR", "CALLS", "ABANDONED", "AVERAGE HANDLE TIME"])
    day = datetime.date(2026, 3, 2)
    sheet.append(["billing", day, datetime.time(9), 60, 3, datetime.timedelta(minutes=3)])
    sheet.append(["billing", day, datetime.time(9, 30), 100, 7, "0:02:59"])
    sheet.append(["Grand Total", None, None, 160, 10, None])
    book.save(path)
    expected = sample("five9_skill")
    export = kr.read_export(path, preset="five9_skill", sheet="Skill")
    pd.testing.assert_frame_equal(export.frame, expected.frame)
    assert [each.line for each in export.skipped] == [4]
    with pytest.raises(ValueError, match="sheet must be one of 'Skill', got 'Calls'"):
        kr.read_export(path, preset="five9_skill", sheet="Calls")


@given(st.lists(st.tuples(st.integers(0, 10**7), st.integers(0, 35_999)), min_size=1, max_size=20))
def test_numbers_and_times_come_back(rows):
    lines = ["start;calls;aht"]
    for i, (calls, seconds) in enumerate(rows):
        day = datetime.date(2026, 1, 1) + datetime.timedelta(days=i)
        clock = f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
        dotted = f"{calls:,}".replace(",", ".")
        lines.append(f"{day:%d.%m.%Y} 09:00;{dotted},5;{clock}")
    export = kr.read_export(io.StringIO("\n".join(lines)), preset="semicolons")
    assert export.frame["contacts"].tolist() == [calls + 0.5 for calls, _ in rows]
    assert export.frame["aht"].tolist() == [seconds for _, seconds in rows]
