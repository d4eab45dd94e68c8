"""Says whether the job's memory will be full within minutes, from what was used in the last ones.

What is loaded once, be it large, is no trend: only what goes on growing is. A trend is trusted for a few
times as long as it was watched, and a warning once given stays until memory is given back or the growth ends.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Sequence

import msgspec

# Seconds between two samples.
PACE_SECONDS = 5.0
# Growth is looked at over this many steps, of one sample each and of several: in all 20 seconds, a minute,
# two minutes.
_STEPS = 4
_STRIDES = (1, 3, 6)
# Of the steps, this many have to grow: not one that loads a file, and not each of one that works in rounds.
_GROWING = 3
# A step that grows by less than this share of the limit is noise.
_NOISE = 0.001
# A trend of 20 seconds says something of the next 100, none of more than five minutes.
_TRUSTED_TIMES = 5.0
_HORIZON_SECONDS = 300.0
# Below half of the limit a job is still at the beginning of what it does.
_FROM_SHARE = 0.5
# What takes a warning back: less in use than when it was given, or a minute without growth.
_GIVEN_BACK_SHARE = 0.9
_QUIET_SAMPLES = 12
# A longer pause between two samples is no growth: the job, or the node, was suspended.
_GAP_SECONDS = 4 * PACE_SECONDS


class Sample(msgspec.Struct, frozen=True):
    """What was in use at a moment.

    Attributes:
        at: seconds of a clock that only grows.
        used: bytes, without the page cache.
        limit: bytes.

    """

    at: float
    used: int
    limit: int


def seconds_until_full(samples: Sequence[Sample]) -> float | None:
    """How soon the memory is full if it goes on growing as it does.

    Args:
        samples: the last ones, the oldest first, `PACE_SECONDS` apart.

    Returns:
        None where nothing says that it will be full within minutes.

    """
    if not samples or samples[-1].used < _FROM_SHARE * samples[-1].limit:
        return None
    found = (_until_full(samples[-1 - _STEPS * stride :: stride], stride) for stride in _STRIDES)
    return min((seconds for seconds in found if seconds is not None), default=None)


def _until_full(samples: Sequence[Sample], stride: int) -> float | None:
    first, last = samples[0], samples[-1]
    steps = [after.used - before.used for before, after in itertools.pairwise(samples)]
    growing = [step for step in steps if step > _NOISE * last.limit]
    if len(steps) < _STEPS or len(growing) < _GROWING or last.used <= first.used:
        return None
    seconds = (last.limit - last.used) * (last.at - first.at) / (last.used - first.used)
    trusted = min(_TRUSTED_TIMES * _STEPS * stride * PACE_SECONDS, _HORIZON_SECONDS)
    return max(0.0, seconds) if seconds <= trusted else None


class MemoryTrend:
    """Takes samples, and knows whether to warn; it doesn't change its mind with each of them."""

    def __init__(self) -> None:
        self._samples: deque[Sample] = deque(maxlen=_STEPS * max(_STRIDES) + 1)
        self._warned: Sample | None = None

    @property
    def warns(self) -> bool:
        """Whether the memory was found to be full soon, and nothing has taken that back."""
        return self._warned is not None

    def add(self, sample: Sample) -> float | None:
        """Take a sample.

        Returns:
            Seconds until the memory is full, where this sample is the one to warn at; else None.

        """
        if self._samples and sample.at - self._samples[-1].at > _GAP_SECONDS:
            self._samples.clear()
        self._samples.append(sample)
        if self._warned is not None:
            if self._is_over(self._warned):
                self._warned = None
            return None
        seconds = seconds_until_full(list(self._samples))
        if seconds is not None:
            self._warned = sample
        return seconds

    def _is_over(self, warned: Sample) -> bool:
        last = self._samples[-1]
        if last.used < _GIVEN_BACK_SHARE * warned.used or last.limit > warned.limit:
            return True
        quiet = list(self._samples)[-1 - _QUIET_SAMPLES :]
        return len(quiet) > _QUIET_SAMPLES and last.used - quiet[0].used <= _NOISE * last.limit
