"""What a queue is asked whose volume strays from its forecast: how sure a promise is."""

from __future__ import annotations

from typing import Any, Unpack, overload

from ._abandonment import Impatient
from ._columns import ANSWER_TIME, PROPORTION, answer_or_reason, column, time_column
from ._hints import Floats, Number, NumberOrArray, Numbers, Result, Series, Time, TimeOrArray, Times
from ._model import Plain
from ._target import Target, TargetOfArrays, TargetOfOne, definition_columns


class OverDispersed(Impatient[Result]):
    """The distribution of an interval's measures over what its rate may be."""

    @overload
    def agents_required(
        self, *, probability: Number | None = ..., **target: Unpack[TargetOfOne]
    ) -> Result: ...
    @overload
    def agents_required(
        self: Plain, *, probability: NumberOrArray | None = ..., **target: Unpack[TargetOfArrays]
    ) -> Floats: ...
    @overload
    def agents_required(
        self, *, probability: Numbers | None = ..., **target: Unpack[Target]
    ) -> Series: ...
    def agents_required(
        self, *, probability: Numbers | None = None, **target: Unpack[Target]
    ) -> Any:
        """Least whole number of agents on the phones that keeps every promise.

        Parameters
        ----------
        probability : float or column, optional
            The promises are kept in at least this share of intervals, each alike. Without it they
            are kept in expectation: by the mean over all contacts of all such intervals.
        **target
            The promises, as in `ErlangA.agents_required`.

        Returns
        -------
        int, or float array or Series
            0 where nothing is offered, and for a probability of 0. Where no number is enough,
            `Unreachable` with the reason, and infinity in a column: so is a probability of 1 where
            the volume varies. NaN where an argument is NaN.

        Raises
        ------
        ValueError
            Without a promise, for an argument out of its range, and for `max_abandonment` where
            nobody can hang up.

        See Also
        --------
        probability_of_target

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience="5min", day_variation=0.2)
        >>> queue.agents_required(service_level=0.80, answer_within=20)
        14
        >>> queue.agents_required(service_level=0.80, answer_within=20, probability=0.9)
        16
        """
        if probability is None:
            return super().agents_required(**target)
        columns = [
            *self._load,
            *self._target(**target),
            column("probability", probability, PROPORTION),
        ]
        formula = self._formula("agents_required_with_probability")
        return answer_or_reason("agents_required", formula, *columns, whole=True)

    @overload
    def probability_of_target(self, *, agents: Number, **target: Unpack[TargetOfOne]) -> Result: ...
    @overload
    def probability_of_target(
        self: Plain, *, agents: NumberOrArray, **target: Unpack[TargetOfArrays]
    ) -> Floats: ...
    @overload
    def probability_of_target(self, *, agents: Numbers, **target: Unpack[Target]) -> Series: ...
    def probability_of_target(self, *, agents: Numbers, **target: Unpack[Target]) -> Any:
        """Share of intervals in which so many agents keep every promise.

        Every interval counts alike, and is in balance under the rate that it happens to have.

        Parameters
        ----------
        agents : float or column
            On the phones; may be real.
        **target
            The promises, as in `agents_required`.

        Returns
        -------
        float, or float array or Series
            0 or 1 where nothing is offered, and where the volume does not vary. NaN where an
            argument is NaN.

        Raises
        ------
        ValueError
            As `agents_required`.

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience="5min", day_variation=0.2)
        >>> promise = {"service_level": 0.80, "answer_within": 20}
        >>> queue.probability_of_target(agents=[13, 14, 15, 16], **promise).round(4)
        array([0.6546, 0.8   , 0.8969, 0.9523])
        """
        return self._ask("probability_of_target", agents, *self._target(**target))

    @overload
    def service_level_quantile(
        self,
        *,
        agents: Number,
        answer_within: Time,
        share: Number,
        definition: str = ...,
        short: Time | None = ...,
    ) -> Result: ...
    @overload
    def service_level_quantile(
        self: Plain,
        *,
        agents: NumberOrArray,
        answer_within: TimeOrArray,
        share: NumberOrArray,
        definition: str = ...,
        short: TimeOrArray | None = ...,
    ) -> Floats: ...
    @overload
    def service_level_quantile(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        share: Numbers,
        definition: str = ...,
        short: Times | None = ...,
    ) -> Series: ...
    def service_level_quantile(
        self,
        *,
        agents: Numbers,
        answer_within: Times,
        share: Numbers,
        definition: str = "offered",
        short: Times | None = None,
    ) -> Any:
        """Service level that a share of the intervals does not exceed.

        Parameters
        ----------
        agents : float or column
        answer_within : time or column
        share : float or column
            Of intervals, each alike: 0.10 asks for the level that nine of ten reach.
        definition, short
            As in `service_level`.

        Returns
        -------
        float, or float array or Series
            The same for every share where the volume does not vary; else 1 for a share of 1, of
            intervals without a contact.

        Raises
        ------
        ValueError
            For an argument out of its range, or an unknown definition.

        Examples
        --------
        >>> import krarup as kr
        >>> load = {"contacts": 100, "interval": "30min", "aht": 180}
        >>> queue = kr.ErlangX(**load, patience="5min", day_variation=0.2)
        >>> levels = queue.service_level_quantile(agents=14, answer_within=20, share=[0.1, 0.5])
        >>> levels.round(4)
        array([0.7004, 0.9236])
        """
        return self._ask(
            "service_level_quantile",
            agents,
            time_column("answer_within", answer_within, ANSWER_TIME),
            *definition_columns(definition, short),
            column("share", share, PROPORTION),
        )
