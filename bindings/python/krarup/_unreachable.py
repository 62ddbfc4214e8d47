"""A number that says why it is no answer."""

from __future__ import annotations


class Unreachable(float):
    """The limit that stands for an answer which does not exist, with the reason.

    It computes and compares like the float it is: infinity where ever more would be needed, 0
    where nothing at all is allowed, NaN where there is no limit either. Columns of answers hold
    the plain float.

    Attributes
    ----------
    why : str
        The reason, as a sentence.

    Examples
    --------
    >>> import krarup as kr
    >>> queue = kr.ErlangC(contacts=100, interval="30min", aht=180)
    >>> n = queue.agents_required(service_level=1.0, answer_within=20)
    >>> n
    Unreachable(inf, 'no finite number of agents answers every contact in time')
    >>> n > 1000, n.why
    (True, 'no finite number of agents answers every contact in time')
    """

    why: str

    def __new__(cls, value: float, why: str) -> Unreachable:
        self = super().__new__(cls, value)
        self.why = why
        return self

    def __repr__(self) -> str:
        return f"Unreachable({float(self)!r}, {self.why!r})"

    __str__ = __repr__

    def __reduce__(self) -> tuple[type[Unreachable], tuple[float, str]]:
        return type(self), (float(self), self.why)
