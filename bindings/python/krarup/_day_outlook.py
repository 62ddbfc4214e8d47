"""The service level of a day that is carried on, where its volume strays from the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import numpy as np

from . import _core
from ._columns import PROPORTION, TOLERANCE, Rule, column
from ._day_methods import refuse_law
from ._forecast import Forecast
from ._hints import Floats, Number, Numbers, Time
from ._patience_laws import PatienceLaw
from ._single import single_number
from ._target import choice, target_columns
from .day_service_level import DayServiceLevel

#: Coefficients of variation of which a day is still computed in reasonable time.
_COMPUTABLE = Rule("in [0, 1]", 0.0, 1.0)


class _Evaluable(Protocol):
    """What a day knows of itself."""

    _forecast: Forecast
    _hangs_up: bool
    _law: PatienceLaw | None
    _values: list[Floats]
    _slopes: bool
    _lines: float | None
    _backlog: Floats

    def _staff(self, agents: Numbers | str) -> Floats: ...


class DayOutlook:
    """The question of a day for its service level on all days that may come of its forecast."""

    def service_level_distribution(
        self: _Evaluable,
        *,
        agents: Numbers | str,
        answer_within: Time,
        service_level: Number | None = None,
        definition: str = "offered",
        short: Time | None = None,
        day_variation: Number = 0.0,
        interval_variation: Number = 0.0,
        leaving: str = "finish_contact",
        tolerance: float = 1e-8,
    ) -> DayServiceLevel:
        """Distribution of the day's service level where the volume strays, who waits carried over.

        The service level of a day is its contacts in time over those that count, each summed over
        its intervals. All intervals of a day share its factor, and each has one of its own.

        Parameters
        ----------
        agents : column or float
            On the phones in each interval; whole numbers.
        answer_within, definition, short
            Of the service level, as in `plan_day`; one for the day.
        service_level : float, optional
            The day's target whose probability is asked.
        day_variation, interval_variation : float
            Coefficients of variation of the volume's factors, as in `ErlangX`: one that all
            intervals of a day share, and one that each has for itself; each at most 1.
        leaving
            As in `evaluate`.
        tolerance : float
            As in `evaluate`; with an `interval_variation` 1e-4 at least, which moves the mean by
            less than 1e-5.

        Returns
        -------
        DayServiceLevel

        Raises
        ------
        DataError
            A ValueError, for agents that are missing, negative or not whole.
        ValueError
            For an argument that makes no sense by itself.

        See Also
        --------
        day_service_level : Each interval in balance by itself.

        Notes
        -----
        Where intervals have no factors of their own, each level is the exact day's under the day's
        factor. Else the contacts in time, less a level's share of those that count, are on a day of
        given factor taken to have the gamma law, moved and mirrored, of their mean, variance and
        skewness: probabilities are off by at most 0.03 for 6 intervals that vary by 20 %. That
        single contacts are few is left out, so a day of few contacts varies more than this says.

        Where both vary, the first answer for 24 half hours at up to 70 agents takes some three
        seconds, and further ones next to nothing. Ctrl-C stops it.

        Examples
        --------
        Agents for the volume of a day as it is forecast keep the promise to the day on half of all
        days; those for nine days of ten on nine of ten, and take 9 agent-hours more.

        >>> import krarup as kr
        >>> day = kr.Day({"contacts": [100, 160, 100, 80]}, interval="30min", aht=600,
        ...              patience="10min")
        >>> promise = {"service_level": 0.80, "answer_within": 20}
        >>> usual = day.agents_required(**promise, promised="whole_day")
        >>> sure = day.agents_required(**promise, promised="whole_day", day_variation=0.1,
        ...                            probability=0.9)
        >>> usual.agent_hours, sure.agent_hours
        (77.5, 86.5)
        >>> for staffing in (usual, sure):
        ...     outlook = day.service_level_distribution(
        ...         agents=staffing.agents, **promise, day_variation=0.1)
        ...     levels = outlook.quantile([0.1, 0.5])
        ...     print(round(outlook.probability_of_target, 3), levels.round(3))
        0.533 [0.606 0.811]
        0.901 [0.801 0.923]
        """
        refuse_law("service_level_distribution", self._law)
        target = None
        if service_level is not None:
            target = single_number(column("service_level", service_level, PROPORTION))
        promise = target_columns(
            self._hangs_up,
            service_level=1.0 if target is None else target,
            answer_within=answer_within,
            definition=definition,
            short=short,
        )
        strays = [
            single_number(column("day_variation", day_variation, _COMPUTABLE)),
            single_number(column("interval_variation", interval_variation, _COMPUTABLE)),
        ]
        day = _CarriedDay(
            [*self._values, self._staff(agents)],
            self._lines,
            self._backlog,
            self._slopes,
            [single_number(each) for each in promise],
            int(choice("leaving", leaving, _core.leaving_agents).values),
            single_number(column("tolerance", tolerance, TOLERANCE)),
            [each**2 for each in strays],
        )
        chance = None
        if target is not None:
            chance = float(day.ask("probability_at_least", np.array([target]))[0])
        return DayServiceLevel(
            mean=float(day.ask("mean", np.zeros(1))[0]),
            target=target,
            probability_of_target=chance,
            contacts=float(self._values[0].sum()),
            intervals=len(self._values[0]),
            intervals_missing=0,
            _day=day,
        )


class _CarriedDay:
    """A day under given agents as the compiled part takes it, which keeps what it has found."""

    def __init__(
        self,
        table: list[Floats],
        lines: float | None,
        backlog: Floats,
        slopes: bool,
        promised: list[float],
        leaving: int,
        tolerance: float,
        squared_variations: list[float],
    ) -> None:
        rows = len(table[0])
        self._given = (
            [np.ascontiguousarray(each) for each in table],
            rows,
            lines,
            backlog,
            slopes,
            promised,
            leaving,
            tolerance,
            squared_variations,
        )
        self._day = _core.UncertainDay(*self._given)

    def ask(self, question: str, at: Floats) -> Floats:
        return self._day.ask(question, at.ravel()).reshape(at.shape)

    def __getstate__(self) -> dict[str, Any]:
        return {"_given": self._given}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self._given = state["_given"]
        self._day = _core.UncertainDay(*self._given)
