"""How columns are computed; no answer depends on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from . import _core, _progress
from ._target import choice


def instruction_sets() -> tuple[str, ...]:
    """Sets of vector instructions that this machine offers, the widest, which is used, last.

    Returns
    -------
    tuple of str
        "baseline", "avx2" (with FMA), "avx512" (F, DQ and VL): the first one, two or three.

    Examples
    --------
    >>> import krarup as kr
    >>> kr.instruction_sets()[0]
    'baseline'
    """
    return tuple(_core.instruction_sets)


@contextmanager
def execution(
    *,
    workers: int | None = None,
    instructions: str | None = None,
    progress: bool | None = None,
) -> Iterator[None]:
    """Choose how this thread computes columns inside a `with` statement.

    Without a choice, a long column is shared among as many workers as there are processors, and
    the machine's widest vector instructions compute several rows at a time.

    Parameters
    ----------
    workers : int, optional
        At most so many threads, >= 1. Where other processes or threads keep the processors busy,
        1 is best.
    instructions : str, optional
        One of `instruction_sets()`.
    progress : bool, optional
        Whether work of the main thread that will take over a second shows a bar, which goes away
        when the work is done. Without a choice it does where standard error is a terminal or the
        work belongs to a notebook, and tqdm is installed.

    Returns
    -------
    context manager

    Raises
    ------
    ValueError
        For workers that are no whole number >= 1, instructions that the machine has not, or a
        progress that is neither true nor false.
    ImportError
        For `progress=True` without tqdm.

    Notes
    -----
    Workers change no bit of any result. Instructions change no whole number, and a share by less
    than 1e-13 of it. What is not given stays as it is. As with `numpy.errstate`, other threads do
    not notice. Ctrl-C stops long columns of the main thread within 0.2 s, and any handler of a
    signal is heard meanwhile; what was computed until then is dropped, and only an array that was
    handed to a raw formula as `out=` shows how far it came.

    Examples
    --------
    >>> import krarup as kr
    >>> with kr.execution(workers=1, instructions="baseline"):
    ...     kr.ufuncs.erlang_b([17, 18], 10.0).round(5)
    array([0.01295, 0.00714])
    """
    if progress is not None and not isinstance(progress, bool):
        raise ValueError(f"progress must be True or False, got {progress!r}")
    if progress:
        _progress.bar_maker()
    before = _core.execution()
    if workers is None:
        workers = before[0]
    elif not isinstance(workers, int) or isinstance(workers, bool) or workers < 1:
        raise ValueError(f"workers must be a whole number >= 1, got {workers!r}")
    if instructions is None:
        chosen = before[1]
    else:
        chosen = int(choice("instructions", instructions, _core.instruction_sets).values)
    progress_before = _progress.choice.wanted
    if progress is not None:
        _progress.choice.wanted = progress
    _core.set_execution(workers, chosen)
    try:
        yield
    finally:
        _core.set_execution(*before)
        _progress.choice.wanted = progress_before
