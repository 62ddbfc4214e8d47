"""A plan as a workbook: every number comes back, and no text is a formula."""

import datetime
import errno
import os
import stat

import krarup as kr
import numpy as np
import openpyxl
import pandas as pd
import polars as pl
import pytest
from pytest import approx

PROMISE = {"interval": "30min", "service_level": 0.80, "answer_within": 20}


def forecast(zone=None, start="2026-03-02 09:00"):
    index = pd.date_range(start, periods=4, freq="30min", tz=zone)
    return pd.DataFrame({"contacts": [60.0, 100, np.nan, 5], "aht": 180.0}, index=index)


def written(plan, tmp_path):
    return openpyxl.load_workbook(plan.to_excel(tmp_path / "plan.xlsx"))


def column(sheet, name):
    (cells,) = (
        each for each in sheet.columns if each[0].value.split(" (")[0] == name.replace("_", " ")
    )
    return [each.value for each in cells[1:]]


def test_every_number_comes_back(tmp_path):
    plan = kr.plan_day(forecast(), **PROMISE, shrinkage=0.30)
    book = written(plan, tmp_path)
    assert book.sheetnames == ["Plan", "Totals", "Warnings", "Assumed"]
    sheet = book["Plan"]
    assert column(sheet, "start") == [each.to_pydatetime() for each in plan.frame.index]
    for name in plan.frame:
        cells = pd.Series(column(sheet, name), dtype=plan.frame[name].dtype)
        expected = plan.frame[name].reset_index(drop=True)
        pd.testing.assert_series_equal(cells, expected, check_names=False, rtol=1e-15)
    totals = {row[0].value: row[1].value for row in book["Totals"].iter_rows(min_row=2)}
    assert totals.pop("peak") == plan.peak.label and totals.pop("peak agents required") == 14
    expected = {name.replace("_", " "): value for name, value in plan.totals.items()}
    assert totals == approx(expected, rel=1e-15)
    assert [each.value for each in book["Assumed"]["A"][1:]] == list(plan.assumed)
    warned = list(book["Warnings"].iter_rows(min_row=2, values_only=True))
    assert [each[1:] for each in warned] == [(each.kind, each.text) for each in plan.warnings]


def test_numbers_look_as_planners_write_them(tmp_path):
    sheet = written(kr.plan_day(forecast(), **PROMISE), tmp_path)["Plan"]
    forms = {cells[0].value: cells[1].number_format for cells in sheet.columns}
    assert forms["start"] == "yyyy-mm-dd hh:mm"
    assert forms["service level"] == "0.0%" and forms["asa (s)"] == "#,##0.0"
    assert forms["agents required"] == "#,##0"
    assert sheet.freeze_panes == "B2" and sheet["A1"].font.bold


def test_a_clock_change_is_seen(tmp_path):
    day = forecast("Europe/Copenhagen", "2026-10-25 01:30").assign(contacts=60.0)
    sheet = written(kr.plan_day(day, **PROMISE), tmp_path)["Plan"]
    hours = [each.strftime("%H:%M") for each in column(sheet, "start")]
    assert hours == ["01:30", "02:00", "02:30", "02:00"]
    assert column(sheet, "ahead of UTC, Europe/Copenhagen") == ["+0200"] * 3 + ["+0100"]


def test_groups_and_frames_of_other_kinds(tmp_path):
    rows = {
        "queue": ["=1+1", "=1+1", "@sum", "@sum"],
        "start": [datetime.datetime(2026, 3, 2, 9), datetime.datetime(2026, 3, 2, 9, 30)] * 2,
        "contacts": [60, 100, 20, 30],
        "aht": [180] * 4,
    }
    for frame in (pd.DataFrame(rows), pl.DataFrame(rows), rows):
        plan = kr.plan_day(frame, start="start", by="queue", **PROMISE)
        book = written(plan, tmp_path)
        assert column(book["Groups"], "queue") == ["=1+1", "@sum"]
        assert column(book["Groups"], "contacts") == [160, 50]
        assert column(book["Plan"], "queue") == rows["queue"]
    few = kr.plan_day({**rows, "contacts": [60, 100, 2, 3]}, start="start", by="queue", **PROMISE)
    assert column(written(few, tmp_path)["Warnings"], "queue") == ["@sum"] * 2


def test_no_text_is_a_formula(tmp_path):
    rows = {"queue": ['=HYPERLINK("http://x")', "+1", "-1", "@a", "\tx", "a\x01b"]}
    rows |= {"contacts": [60] * 6, "aht": [180] * 6}
    plan = kr.plan_day(pd.DataFrame(rows), by="queue", **PROMISE)
    for sheet in written(plan, tmp_path):
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type != "f"
                if isinstance(cell.value, str):
                    assert cell.data_type == "s" and cell.quotePrefix


def test_what_has_no_answer_is_a_word(tmp_path):
    plan = kr.plan_day(
        {"contacts": [100, 100]},
        aht=[180, 1800],
        interval="30min",
        max_abandonment=0.0,
        patience=1,
    )
    assert np.isinf(plan.frame["agents_required"]).all()
    assert column(written(plan, tmp_path)["Plan"], "agents_required") == ["infinite"] * 2


def test_a_path_that_is_no_workbook_is_refused(tmp_path):
    with pytest.raises(ValueError, match="path must end in .xlsx, got .*plan.csv"):
        kr.plan_day(forecast(), **PROMISE).to_excel(tmp_path / "plan.csv")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "plan.xlsx"
    path.write_bytes(b"old")
    path.chmod(0o640)
    plan = kr.plan_day(forecast(), **PROMISE)

    for stop in (OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()):

        def half(book, place, stop=stop):
            with open(place, "wb") as file:
                file.write(b"half of it")
            raise stop

        monkeypatch.setattr(openpyxl.Workbook, "save", half)
        with pytest.raises(type(stop)):
            plan.to_excel(path)
        assert path.read_bytes() == b"old"
        assert list(tmp_path.iterdir()) == [path]

    monkeypatch.undo()
    link = tmp_path / "link.xlsx"
    link.symlink_to(path)
    plan.to_excel(link)
    assert link.is_symlink()
    assert openpyxl.load_workbook(path).sheetnames[0] == "Plan"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    mask = os.umask(0o077)
    try:
        assert stat.S_IMODE(plan.to_excel(tmp_path / "new.xlsx").stat().st_mode) == 0o600
    finally:
        os.umask(mask)
    assert sorted(each.name for each in tmp_path.iterdir()) == [
        "link.xlsx",
        "new.xlsx",
        "plan.xlsx",
    ]
    with pytest.raises(FileNotFoundError, match="no"):
        plan.to_excel(tmp_path / "no" / "plan.xlsx")


def test_a_plan_is_read_back_as_an_export(tmp_path):
    plan = kr.plan_day(forecast(), **PROMISE)
    path = plan.to_excel(tmp_path / "plan.xlsx")
    preset = tmp_path / "plan.toml"
    preset.write_text(
        'title = "A plan"\nsure = "documented"\n[start]\ncolumn = "start"\n'
        'formats = ["ISO8601"]\n[columns]\ncontacts = "contacts"\naht = "aht (s)"\n'
        'agents = "agents_required"\n'
    )
    frame = kr.read_export(path, preset=preset).frame
    again = kr.evaluate_day(frame, start="start", agents="agents", **PROMISE)
    np.testing.assert_allclose(again.frame["service_level"], plan.frame["service_level"])
