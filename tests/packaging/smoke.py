"""An installed krarup at work, with NumPy and whatever optional packages there are.

Of the optional ones that are missing, each must be named by the error of what needs it. Run by
cibuildwheel on every wheel, and by python.sh where NumPy is the only other package.
"""

import importlib.metadata
import importlib.util
import pathlib
import pickle
import sys
import tempfile

import krarup as kr
import numpy as np

assert kr.__version__ == importlib.metadata.version("krarup")

PROMISE = {"service_level": 0.80, "answer_within": 20}

queue = kr.ErlangA(contacts=100, interval="30min", aht=180, patience=300)
assert queue.agents_required(**PROMISE) == 13
assert pickle.loads(pickle.dumps(queue)) == queue

forecast = {"contacts": [60, 100, 140, 0]}
plan = kr.plan_day(forecast, interval="30min", aht=180, patience=300, **PROMISE)
assert list(plan.frame["agents_required"]) == [9, 13, 17, 0]

loads = np.random.default_rng(1).uniform(1, 1000, 200_000)
with kr.execution(workers=1):
    alone = kr.ufuncs.erlang_c(loads + 9, loads)
with kr.execution(workers=7):
    np.testing.assert_array_equal(kr.ufuncs.erlang_c(loads + 9, loads), alone)


class Frame:
    """A data frame of nobody."""


def show_a_bar():
    with kr.execution(progress=True):
        pass


with tempfile.TemporaryDirectory() as folder:
    written = pathlib.Path(folder, "export.csv")
    written.write_text("Interval start,Offered\n2026-03-02 09:00,60\n")
    needed = {
        "excel": ("openpyxl", lambda: plan.to_excel(pathlib.Path(folder, "plan.xlsx"))),
        "frames": ("narwhals", lambda: kr.plan_day(Frame(), aht=180, interval=1800, **PROMISE)),
        "pandas": ("pandas", lambda: kr.read_export(written, preset="commas")),
        "plot": ("matplotlib", plan.plot),
        "arrow": ("pyarrow", lambda: list(kr.arrow.plan_batches([], aht=180))),
        "progress": ("tqdm", show_a_bar),
    }
    missing = [
        extra for extra, (module, _) in needed.items() if importlib.util.find_spec(module) is None
    ]
    for extra in missing:
        try:
            needed[extra][1]()
        except ImportError as error:
            assert f"pip install 'krarup[{extra}]'" in str(error), error
        else:
            raise AssertionError(f"{extra} was asked for, is missing, and nobody said so")

print(
    f"krarup {kr.__version__}, Python {sys.version.split()[0]}, NumPy {np.__version__}:",
    f"without {', '.join(missing)}" if missing else "with every extra",
)
