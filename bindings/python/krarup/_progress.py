"""A bar over long work, where somebody watches."""

from __future__ import annotations

import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from time import monotonic
from typing import Any

from . import _core

_WORTH_A_BAR = 1.0  # s
_FORESEEN_AFTER = 0.2  # s
_FEWEST_ROWS = 10_000  # no question takes so many a second


class _Choice(threading.local):
    """Whether this thread wants bars; None: where somebody watches."""

    wanted: bool | None = None


choice = _Choice()


def progress_of(
    rows: int, unit: str = "rows", fewest: float = _FEWEST_ROWS
) -> AbstractContextManager[None]:
    """What shows a bar for the work inside, if it takes long and the thread wants bars."""
    if rows < fewest or choice.wanted is False:
        return nullcontext()
    if threading.current_thread() is not threading.main_thread():
        return nullcontext()
    return _shown(rows, unit) if choice.wanted or _is_watched() else nullcontext()


def bar_maker() -> Any:
    """The bars of tqdm for where we are, a terminal or a notebook.

    Raises
    ------
    ImportError
        Without tqdm.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a notebook without widgets gets the bar of a terminal
            from tqdm.auto import tqdm
    except ImportError as error:
        raise ImportError("a progress bar takes tqdm: pip install 'krarup[progress]'") from error
    return tqdm


@contextmanager
def _shown(rows: int, unit: str) -> Iterator[None]:
    try:
        make = bar_maker()
    except ImportError:
        yield
        return
    began = monotonic()
    bar: Any = None

    def tell(done: float) -> None:
        nonlocal bar
        if bar is None:
            taken = monotonic() - began
            if taken < _FORESEEN_AFTER or taken * rows < _WORTH_A_BAR * done:
                return
            bar = make(total=rows, desc="krarup", unit=f" {unit}", unit_scale=True, leave=False)
        bar.update(done - bar.n)

    _core.tell_progress(tell)
    try:
        yield
    finally:
        _core.tell_progress(None)
        if bar is not None:
            bar.close()


def _is_watched() -> bool:
    stderr = sys.stderr
    if stderr is not None and stderr.isatty():
        return True
    shell = sys.modules.get("IPython")
    current = shell.get_ipython() if shell is not None else None
    return current is not None and "IPKernelApp" in current.config
