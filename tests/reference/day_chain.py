"""A day of one queue whose rates and agents change, from the equations of its Markov chains.

Everything is a linear system of differential equations whose rates are constant or linear in time,
and is solved by its own Taylor series, in decimals: no probability is rounded, dropped or guessed.

route one   backward: what a contact that arrives at a moment is to expect, by the number of contacts
            ahead of it, times the states at that moment, integrated over the moments by Gauss
route two   forward: how many of an interval's contacts wait with so many ahead, and how long they
            have waited, as unknowns beside the states; what has come of them by a time by another
            order of the steps, by Gauss with another number of nodes and panels

Times are in seconds of any length. A contact that waits has a place: the number of contacts ahead of
it in the queue, while all agents are busy.
"""

from decimal import Decimal, localcontext
from functools import cache, cached_property
from itertools import accumulate

from mpmath import mp, mpf

DIGITS = 42
SMALL = Decimal(10) ** -46
ZERO, ONE = Decimal(0), Decimal(1)


class Interval:
    """Rates, and what states and places come to while they last."""

    def __init__(self, text):
        length, first, last, handle_time, patience, agents = text.split(":")
        self.length, self.first = Decimal(float(length)), Decimal(float(first))
        self.slope = (Decimal(float(last)) - self.first) / self.length
        self.handling = 1 / Decimal(float(handle_time))
        self.hanging_up = ZERO if patience == "inf" else 1 / Decimal(float(patience))
        self.agents = int(agents)

    @property
    def offered(self):
        return self.length * (self.first + self.slope * self.length / 2)

    def arrivals(self, t):
        return self.first + self.slope * t

    def departures(self, k):
        busy = min(k, self.agents)
        return busy * self.handling + (k - busy) * self.hanging_up

    def moves_up(self, ahead):
        return self.agents * self.handling + ahead * self.hanging_up


def taylor(derivative, x, length, fastest):
    """x(length), where x' = derivative(x, earlier, t, h): for the terms of a step of length h from t,
    the derivative's constant part times `x`, and h times its linear part times `earlier`.
    """
    steps = int(fastest * length / 6) + 1
    h = length / steps
    for step in range(steps):
        term, before, total, j = x, None, x, 0
        while j < 8 or max(map(abs, term)) > SMALL:
            factor = h / (j + 1)
            rates = derivative(term, before, step * h, h)
            before, term, j = term, [factor * each for each in rates], j + 1
            total = [a + b for a, b in zip(total, term)]
        x = total
    return x


class Day:
    def __init__(self, intervals, leaving, lines, start, limit):
        self.intervals = [Interval(text) for text in intervals.split("|")]
        self.hands_over = leaving == "hand_over"
        self.most = int(lines or limit)  # states above have no probability worth a digit
        self.has_lines = bool(lines)
        self.start = [ONE * (k == start) for k in range(self.most + 1)]

    # The states.

    def states_derivative(self, of, t0=ZERO):
        down = [of.departures(k) for k in range(self.most + 1)]

        def derivative(p, before, t, h):
            rate = of.arrivals(t0 + t)
            flow = [d * each for d, each in zip(down[1:], p[1:])]
            net = [f - rate * each for f, each in zip(flow, p)]
            if before and of.slope:
                net = [n - of.slope * h * each for n, each in zip(net, before)]
            net.append(ZERO)
            return [a - b for a, b in zip(net, [ZERO] + net)]

        return derivative, max(of.first, of.arrivals(of.length)) + max(down)

    def moved(self, p, of, t, length):
        derivative, fastest = self.states_derivative(of, t)
        return taylor(derivative, p, length, fastest)

    def changed(self, p, before, after):
        """States after the number of agents has changed."""
        if self.hands_over or after >= before:
            return p
        result = [ZERO] * len(p)
        for k, each in enumerate(p):
            result[min(k, after) + max(k - before, 0)] += each
        return result

    @cached_property
    def begins(self):
        """States at the beginning of every interval, and at each end before any agent leaves."""
        p, begins, ends = self.start, [], []
        for i, of in enumerate(self.intervals):
            if i > 0:
                p = self.changed(p, self.intervals[i - 1].agents, of.agents)
            begins.append(p)
            p = self.moved(p, of, ZERO, of.length)
            if not self.has_lines and p[-1] > Decimal(10) ** -32:
                raise ArithmeticError(f"{p[-1]:.1e} in the last state")
            ends.append(p)
        return begins, ends

    # A contact that waits, backward in time: rows of answers by place.

    def earlier(self, answer, of, length, reached, leaves):
        """Answers `length` earlier: `reached` at the head; with `leaves`, the contact may hang up."""
        ups = [of.moves_up(j) for j in range(self.most)]
        outs = [up + (of.hanging_up if leaves else ZERO) for up in ups]

        # The last unknown is the constant 1, of which the answer at the head is made.
        def derivative(y, _before, _t, _h):
            head = [reached * y[-1]] + y[:-2]
            return [u * a - o * b for u, a, o, b in zip(ups, head, outs, y)] + [ZERO]

        return taylor(derivative, answer + [ONE], length, outs[-1])[:-1]

    def before_change(self, answer, before, after, reached):
        shift = before - after if self.hands_over or after > before else 0
        inside = [j + shift for j in range(self.most)]
        return [reached if j < 0 else answer[min(j, self.most - 1)] for j in inside]

    def places(self, p, of):
        """Probabilities of the places of one who arrives and waits."""
        waiting = p[of.agents : self.most] if self.has_lines else p[of.agents :]
        return (waiting + [ZERO] * self.most)[: self.most]

    def nodes(self, of, cuts, count, width):
        """(t, weight) from 0 to the interval's end."""
        fastest = max(of.first, of.arrivals(of.length)) + of.departures(
            min(self.most, of.agents + 12)
        )
        for a, b in zip(cuts, cuts[1:]):
            panels = int((b - a) * fastest / width) + 1
            h = (b - a) / panels
            for k in range(panels):
                for x, weight in gauss(count):
                    yield a + h * (k + x), h * weight

    def cuts(self, i, t):
        """Arrivals in interval i whose wait of t ends with an interval."""
        ends = list(accumulate((of.length for of in self.intervals[i:]), initial=ZERO))
        return sorted({ZERO, ends[1]} | {end - t for end in ends[1:] if ZERO < end - t < ends[1]})

    def steps_of_wait(self, i, s, t):
        """(interval, from, length) of the wait of one who arrives s after the beginning of i."""
        for k in range(i, len(self.intervals)):
            last = k == len(self.intervals) - 1
            here = t if last else min(t, self.intervals[k].length - s)
            yield self.intervals[k], here
            t -= here
            if t <= 0:
                return
            s = ZERO

    def within(self, i, t, count, width, forward):
        """Contacts of interval i that wait and are answered within t, hang up within t, and whom an
        answer would have reached within t.
        """
        of = self.intervals[i]
        sums = [ZERO] * 3
        now, p = ZERO, self.begins[0][i]
        for s, weight in self.nodes(of, self.cuts(i, t), count, width):
            p = self.moved(p, of, now, s - now)
            now = s
            arriving = self.places(p, of)
            steps = list(self.steps_of_wait(i, s, t))
            results = self.carried(arriving, steps) if forward else self.asked(arriving, steps)
            sums = [a + weight * of.arrivals(s) * b for a, b in zip(sums, results)]
        return sums

    def asked(self, arriving, steps):
        results = []
        for reached, at_end, leaves in ((ONE, ZERO, True), (ZERO, ONE, True), (ONE, ZERO, False)):
            answer, after = [at_end] * self.most, None
            for of, length in reversed(steps):
                if after:
                    answer = self.before_change(answer, of.agents, after.agents, reached)
                answer = self.earlier(answer, of, length, reached, leaves)
                after = of
            results.append(sum(a * b for a, b in zip(arriving, answer)))
        answered, there, virtual = results
        return answered, sum(arriving) - answered - there, virtual

    def carried(self, arriving, steps):
        answered, _, hung_up = self.carry(arriving, steps, True)
        return answered, hung_up, self.carry(arriving, steps, False)[0]

    def carry(self, waiting, steps, leaves):
        answered, hung_up, before = ZERO, ZERO, None
        for of, length in steps:
            if before:
                waiting, new, _ = self.waiting_changed(waiting, waiting, before.agents, of.agents)
                answered += new
            x = self.waited(waiting + [answered, hung_up], of, length, leaves)
            waiting, answered, hung_up, before = x[:-2], x[-2], x[-1], of
        return answered, waiting, hung_up

    def waited(self, x, of, length, leaves):
        own = of.hanging_up if leaves else ZERO
        ups = [of.moves_up(j) for j in range(self.most)]

        def derivative(x, _before, _t, _h):
            flow = [u * m for u, m in zip(ups, x)]
            rest = [a - f - own * m for a, f, m in zip(flow[1:] + [ZERO], flow, x)]
            return rest + [flow[0], own * sum(x[:-2])]

        return taylor(derivative, x, length, ups[-1] + own)

    def waiting_changed(self, waiting, ages, before, after):
        """Those who wait and their ages by place after a change of agents; the answered, their ages."""
        shift = before - after if self.hands_over or after > before else 0
        if shift < 0:
            grow = lambda row: row[-shift:] + [ZERO] * -shift
            return grow(waiting), sum(waiting[:-shift]), (grow(ages), sum(ages[:-shift]))
        moved = lambda row: ([ZERO] * shift + row)[: self.most]
        return moved(waiting), ZERO, (moved(ages), ZERO)

    # What an interval's contacts come to in the end: waiters answered, their waits, all waits; and over
    # the interval's time the states' integrals, once as they are, once times the arrival rate.

    def in_the_end_backward(self, i):
        of, size = self.intervals[i], self.most
        y = self.for_ever()
        for k in range(len(self.intervals) - 1, i, -1):
            after, before = self.intervals[k], self.intervals[k - 1]
            y = self.all_earlier(y, after, after.length) if k + 1 < len(self.intervals) else y
            rows = y[:size], y[size : 2 * size], y[2 * size :]
            y = []
            for row, reached in zip(rows, (ONE, ZERO, ZERO)):
                y += self.before_change(row, before.agents, after.agents, reached)
        p, now, moments = self.begins[0][i], ZERO, []
        for s, weight in self.nodes(of, (ZERO, of.length), 28, 12):
            p, now = self.moved(p, of, now, s - now), s
            moments.append((s, weight, p))
        present, arriving, sums, now = (
            [ZERO] * (size + 1),
            [ZERO] * (size + 1),
            [ZERO] * 3,
            of.length,
        )
        for s, weight, p in reversed(moments):
            y, now = self.all_earlier(y, of, now - s), s
            rate = of.arrivals(s)
            present = [a + weight * b for a, b in zip(present, p)]
            arriving = [a + weight * rate * b for a, b in zip(arriving, p)]
            waiting = self.places(p, of)
            for q in range(3):
                part = sum(a * b for a, b in zip(waiting, y[q * size : (q + 1) * size]))
                sums[q] += weight * rate * part
        if of.offered and not self.intervals[-1].moves_up(size):
            sums[2] = Decimal("inf")  # some are left when the last agent is gone
        return sums, present, arriving

    def for_ever(self):
        """P(answered), its wait if it is answered, and its wait by place, after the last interval."""
        of = self.intervals[-1]
        rows, last = [], (ONE, ZERO, ZERO)
        for j in range(self.most):
            up = of.moves_up(j)
            out = up + of.hanging_up
            if out:
                answered = up * last[0] / out
                last = answered, (up * last[1] + answered) / out, (up * last[2] + 1) / out
            else:
                last = ZERO, ZERO, ZERO
            rows.append(last)
        return [row[q] for q in range(3) for row in rows]

    def all_earlier(self, y, of, length):
        size = self.most
        ups = [of.moves_up(j) for j in range(size)]
        outs = [up + of.hanging_up for up in ups]

        def derivative(y, _before, _t, _h):
            rows = y[:size], y[size : 2 * size], y[2 * size : 3 * size]
            ahead = [y[-1]] + rows[0][:-1], [ZERO] + rows[1][:-1], [ZERO] + rows[2][:-1]
            gains = [ZERO] * size, rows[0], [y[-1]] * size
            result = []
            for row, head, gain in zip(rows, ahead, gains):
                result += [u * a - o * b + c for u, a, o, b, c in zip(ups, head, outs, row, gain)]
            return result + [ZERO]

        return taylor(derivative, y + [ONE], length, outs[-1] + 1)[:-1]

    def in_the_end_forward(self, i):
        size = self.most
        p = self.begins[0][i]
        waiting, ages = [ZERO] * size, [ZERO] * size
        present, arriving, sums = [ZERO] * (size + 1), [ZERO] * (size + 1), [ZERO] * 3
        for k in range(i, len(self.intervals)):
            of = self.intervals[k]
            if k > i:
                waiting, answered, (ages, waited) = self.waiting_changed(
                    waiting, ages, self.intervals[k - 1].agents, of.agents
                )
                sums = [sums[0] + answered, sums[1] + waited, sums[2]]
            if k == i:
                x = p + present + arriving + waiting + ages + sums
                x = self.cohort_moved(x, of)
                cuts = list(accumulate((size + 1, size + 1, size + 1, size, size)))
                present, arriving = x[cuts[0] : cuts[1]], x[cuts[1] : cuts[2]]
                waiting, ages, sums = x[cuts[2] : cuts[3]], x[cuts[3] : cuts[4]], x[cuts[4] :]
            else:
                waiting, ages, sums = self.cohort_waited(waiting, ages, sums, of)
        return self.waited_out(waiting, ages, sums), present, arriving

    def cohort_rates(self, waiting, ages, ups, own):
        """Derivatives of those who wait, of their ages, of the answered, their waits, all waits."""
        flow = [u * m for u, m in zip(ups, waiting)]
        aged = [u * a for u, a in zip(ups, ages)]
        gone = [a - f - own * m for a, f, m in zip(flow[1:] + [ZERO], flow, waiting)]
        grown = [
            a - f - own * age + m for a, f, age, m in zip(aged[1:] + [ZERO], aged, ages, waiting)
        ]
        return gone, grown, [flow[0], aged[0], sum(waiting)]

    def cohort_moved(self, x, of):
        size = self.most
        states, fastest = self.states_derivative(of)
        ups = [of.moves_up(j) for j in range(size)]
        cuts = list(accumulate((size + 1, size + 1, size + 1, size, size)))

        def derivative(x, before, t, h):
            p, earlier = x[: cuts[0]], before and before[: cuts[0]]
            rate = of.arrivals(t)
            offered = [rate * each for each in p]
            if earlier and of.slope:
                offered = [a + of.slope * h * b for a, b in zip(offered, earlier)]
            gone, grown, sums = self.cohort_rates(
                x[cuts[2] : cuts[3]], x[cuts[3] : cuts[4]], ups, of.hanging_up
            )
            gone = [a + b for a, b in zip(gone, self.places(offered, of))]
            return states(p, earlier, t, h) + p + offered + gone + grown + sums

        return taylor(derivative, x, of.length, fastest + 1)

    def cohort_waited(self, waiting, ages, sums, of):
        size = self.most
        ups = [of.moves_up(j) for j in range(size)]

        def derivative(x, _before, _t, _h):
            gone, grown, rates = self.cohort_rates(x[:size], x[size : 2 * size], ups, of.hanging_up)
            return gone + grown + rates

        x = taylor(derivative, waiting + ages + sums, of.length, ups[-1] + of.hanging_up + 1)
        return x[:size], x[size : 2 * size], x[2 * size :]

    def waited_out(self, waiting, ages, sums):
        """After the last interval, by place: how long contacts are still there, and how long times
        their age.
        """
        of = self.intervals[-1]
        time, aged, up_before = ZERO, ZERO, ZERO
        for j in reversed(range(self.most)):
            out = of.moves_up(j) + of.hanging_up
            if not out:
                return [*sums[:2], Decimal("inf") if sum(waiting) > SMALL else sums[2]]
            time = (waiting[j] + up_before * time) / out
            aged = (ages[j] + up_before * aged + time) / out
            up_before = of.moves_up(j)
            sums = [sums[0], sums[1], sums[2] + time]
        return [sums[0] + up_before * time, sums[1] + up_before * aged, sums[2]]

    # The row of an interval.

    def row(self, i, within, short, forward):
        of = self.intervals[i]
        begins, ends = self.begins
        ended = self.in_the_end_forward(i) if forward else self.in_the_end_backward(i)
        (late, waited, all_waits), present, arriving = ended
        n, most = of.agents, self.most
        full = lambda k: self.has_lines and k >= most
        at_once = sum(p for k, p in enumerate(arriving) if k < n and not full(k))
        wait = sum(p for k, p in enumerate(arriving) if k >= n and not full(k))
        queue = sum(max(k - n, 0) * p for k, p in enumerate(present)) / of.length
        busy = sum(min(k, n) * p for k, p in enumerate(present)) / of.length
        carried = sum(max(k - n, 0) * p for k, p in enumerate(ends[i]))
        somebody = sum(p for k, p in enumerate(ends[i]) if k > n)
        cells = [of.offered] + [None] * 14
        if of.offered:
            all_ = of.offered
            answered = at_once + late
            block = all_ - at_once - wait if self.has_lines else ZERO
            shape = (24, 8, True) if forward else (28, 12, False)
            by = lambda t: self.within(i, t, *shape) if t else [ZERO] * 3
            in_time, lost, virtual = by(within)
            early_in_time, early_lost, _ = by(short)
            good = at_once + in_time
            ratio = lambda x, y: x / y if y else None
            impatient = any(later.hanging_up for later in self.intervals[i:])
            lost_ever = wait - late if impatient else ZERO  # but for who waits for ever
            cells[1:] = [
                wait / all_,
                lost_ever / all_,
                block / all_,
                good / all_,
                ratio(good, answered),
                ratio(good, all_ - block - lost),
                (good + lost) / all_,
                ratio(good, all_ - block - early_lost),
                (good + early_lost) / all_,
                (at_once + virtual) / all_,
                waited / answered if answered else Decimal("inf"),
                all_waits / all_,
                (all_waits - waited) / lost_ever if lost_ever and lost_ever > SMALL else None,
                answered / all_,
            ]
        cells += [queue, busy / n if n else None, carried, somebody, self.overrun(i)]
        return cells + [ends[-1][0], self.overtime()]

    def overrun(self, i):
        """Mean time that agents go on after interval i, handling at the rates of the time."""
        if i + 1 == len(self.intervals) or self.hands_over:
            return ZERO
        n, after = self.intervals[i].agents, self.intervals[i + 1].agents
        leaving = sum(max(min(k, n) - after, 0) * p for k, p in enumerate(self.begins[1][i]))
        time, still = ZERO, ONE
        for of in self.intervals[i + 1 :]:
            over = still * (-of.handling * of.length).exp()
            time, still = time + (still - over) / of.handling, over
        return leaving * (time + still / self.intervals[-1].handling)

    def overtime(self):
        time, total = ZERO, ZERO
        of = self.intervals[-1]
        for k, p in enumerate(self.begins[1][-1]):
            if k > 0:
                out = of.departures(k)
                time = time + 1 / out if out else Decimal("inf")
            if p > SMALL:
                total += p * time
        return total


@cache
def gauss(count):
    """Nodes and weights of Gauss and Legendre on (0, 1)."""
    nodes = []
    with mp.workdps(DIGITS + 10):
        for k in range(count):
            x = mp.cos(mp.pi * (mpf(k) + mpf(3) / 4) / (count + mpf(1) / 2))
            for _ in range(8):
                low, high = mpf(1), x
                for j in range(2, count + 1):
                    low, high = high, ((2 * j - 1) * x * high - (j - 1) * low) / j
                slope = count * (x * high - low) / (x * x - 1)
                x -= high / slope
            text = [mp.nstr(v, DIGITS + 5) for v in ((1 - x) / 2, 1 / ((1 - x * x) * slope**2))]
            nodes.append(tuple(map(Decimal, text)))
    return nodes


day_of = cache(Day)


def row_of(forward):
    def row(intervals, leaving, lines, start, limit, answer_within, short, interval):
        with localcontext() as context:
            context.prec = DIGITS
            day = day_of(intervals, leaving, lines, start, limit)
            within = Decimal(answer_within), Decimal(short)
            cells = day.row(interval, *within, forward)
        with mp.workdps(DIGITS):
            return [
                None if cell is None else mpf(str(cell).replace("Infinity", "inf"))
                for cell in cells
            ]

    return row


time_varying_day_one, time_varying_day_two = row_of(False), row_of(True)
COLUMNS = (
    "offered wait abandon block offered_level answered_level exclude_abandoned_within_level"
    " positive_level exclude_short_level positive_short_level virtual_level asa mean_wait"
    " mean_wait_abandoned answer mean_queue_length occupancy carried_over carrying_over overrun"
    " clearing overtime"
)
INPUTS = "intervals leaving lines start limit answer_within short interval"

FIRST, SECOND = ("finish_contact",), ("hand_over",)
BOTH = FIRST + SECOND

# Intervals, each "length:arrival_rate:arrival_rate_at_end:aht:patience:agents", leaving, lines, start, limit, answer_within, short
DAYS = (
    # Agents up and down.
    ("1:6:6:0.25:0.5:2|1:10:10:0.25:0.5:4|1:4:4:0.25:0.5:1", BOTH, "", 0, 48, 0.125, 0.03125),
    # Lines, rates in a straight line, an answer time longer than an interval.
    ("0.5:8:4:0.25:0.5:2|0.5:4:12:0.25:0.75:3|0.5:12:0:0.25:0.5:1", BOTH, 9, 0, 9, 0.75, 0.125),
    # Closed over lunch.
    ("1:6:6:0.25:0.5:2|0.5:6:6:0.25:0.5:0|1:6:6:0.25:0.5:2", BOTH, "", 0, 48, 0.25, 0.0625),
    # A night without arrivals, and in its second half without agents, that some wait through.
    (
        "1:0:0:0.25:1:1|1:0:0:0.25:1:0|1:6:6:0.25:0.5:2|1:0:0:0.25:0.5:1",
        FIRST,
        "",
        5,
        48,
        0.5,
        0.25,
    ),
    # Other handle times and patience in each interval, and agents who outstay two of them.
    (
        "0.5:8:8:0.25:0.5:3|0.25:8:8:0.5:0.25:3|0.25:8:8:0.375:2:1|0.25:8:0:0.75:1:1",
        BOTH,
        "",
        0,
        56,
        0.375,
        0.0625,
    ),
    # Overload that nobody leaves.
    ("1:10:10:0.25:inf:2|1:4:4:0.25:inf:4|0.5:0:0:0.25:inf:2", BOTH, "", 0, 80, 0.5, 0.125),
    # The same with lines, and no agents for a while.
    ("1:8:8:0.25:inf:2|0.5:8:8:0.25:inf:0|1:8:8:0.25:inf:3", BOTH, 8, 0, 8, 0.25, 0.125),
    # Some wait for ever.
    ("1:6:6:0.25:inf:2|1:4:4:0.25:inf:0", FIRST, 7, 0, 7, 0.25, 0.0),
    # A backlog.
    ("0.5:4:4:0.25:1:2|0.5:4:10:0.25:0.5:5|1:10:2:0.25:0.5:3", BOTH, "", 12, 56, 0.5, 0.25),
    # Six agents, under a steep rise and fall.
    ("1:10:40:0.25:0.5:6|1:40:10:0.25:0.25:4", SECOND, "", 0, 80, 0.125, 0.0625),
    # Fewer lines than agents, and at once.
    ("1:8:8:0.25:0.5:4|1:8:8:0.25:0.5:2", FIRST, 3, 0, 3, 0.0, 0.0),
    # Long enough to settle.
    ("8:8:8:0.25:0.5:3|6:3:3:0.25:0.5:1", SECOND, 20, 3, 20, 0.125, 0.03125),
)


def inputs_of_time_varying_day():
    return [
        (day[0], leaving, *day[2:], i)
        for day in DAYS
        for leaving in day[1]
        for i in range(day[0].count("|") + 1)
    ]
