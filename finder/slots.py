"""Slots: the answers of a list's distinct places, each worked out once.

A ZIP of five digits has a slot of its own, so that millions of them are joined by arrays; every
other text is looked up in a memory of bounded size.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Final, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from finder.answers import MOST_KEPT, Answer
from finder.tally import Kind, Tally, kind_of

Ask = Callable[[Sequence[str]], list[Answer]]
"""What answers texts: here, in other processes, or on a cluster."""

ZIPS: Final = 100_000
ALL_FROM: Final = 2_000
"""From this many different ZIPs in a list on, those of the whole country are had at once."""

IntArray = NDArray[np.int32]


class Page(NamedTuple):
    """Distinct answers with what is made of them: one array element for each."""

    answers: Sequence[Answer]
    written: pa.Array
    kinds: Sequence[Kind]
    kind_numbers: NDArray[np.intp]

    def tell(self, slots: NDArray[np.integer[Any]], tally: Tally) -> None:
        """Count rows, given the slot of each."""
        per_slot = np.bincount(slots, minlength=len(self.answers))
        per_kind = np.bincount(self.kind_numbers, weights=per_slot, minlength=len(self.kinds))
        tally.add(self.kinds, per_kind.astype(np.int64).tolist())

    def and_then(self, other: "Page") -> "Page":
        """Return the two one behind the other."""
        return Page(
            [*self.answers, *other.answers],
            pa.concat_arrays([self.written, other.written]),
            [*self.kinds, *other.kinds],
            np.concatenate((self.kind_numbers, other.kind_numbers + len(self.kinds))),
        )


def page_of(answers: Sequence[Answer], write: Callable[[Answer], bytes]) -> Page:
    """Prepare answers for many rows."""
    kinds: dict[Kind, int] = {}
    numbers = [kinds.setdefault(kind_of(one), len(kinds)) for one in answers]
    written = pa.array([write(one) for one in answers], pa.binary())
    return Page(answers, written, list(kinds), np.array(numbers, dtype=np.intp))


class Slots:
    """The answers known so far. Safe across threads."""

    def __init__(
        self, ask: Ask, write: Callable[[Answer], bytes], whole: Callable[[], dict[str, Answer]]
    ) -> None:
        """`whole` gives the answers of all ZIPs, for a list that has very many of them."""
        self._ask, self._write, self._whole = ask, write, whole
        self._lock = threading.Lock()
        self._slot_of = np.full(ZIPS, -1, dtype=np.int32)
        self._page = page_of((), write)
        self._texts: dict[str, Answer] = {}

    def of_texts(self, texts: Iterable[str]) -> dict[str, Answer]:
        """Answer distinct texts; those not met before are asked about."""
        with self._lock:
            found = {text: self._texts.get(text) for text in texts}
        missing = [text for text, answer in found.items() if answer is None]
        fresh = dict(zip(missing, self._ask(missing), strict=True)) if missing else {}
        with self._lock:
            if len(self._texts) + len(fresh) > MOST_KEPT:
                self._texts.clear()
            if len(fresh) <= MOST_KEPT:
                self._texts.update(fresh)
        return {text: answer or fresh[text] for text, answer in found.items()}

    def of_zips(self, codes: IntArray) -> tuple[IntArray, Page]:
        """Return the slot of each ZIP, written as a number, and the page that they are on."""
        slots = self._slot_of[codes]
        if len(slots) and slots.min() < 0:
            with self._lock:
                self._learn(np.unique(codes[self._slot_of[codes] < 0]).tolist())
            slots = self._slot_of[codes]
        return slots, self._page

    def _learn(self, codes: list[int]) -> None:
        if not codes:
            return
        texts = [f"{code:05}" for code in codes]
        answers: dict[str, Answer] = {}
        if len(self._page.answers) + len(codes) > ALL_FROM:
            answers = {t: one for t, one in self._whole().items() if self._slot_of[int(t)] < 0}
        unknown = [text for text in texts if text not in answers]
        if unknown:
            answers |= zip(unknown, self._ask(unknown), strict=True)
        first = len(self._page.answers)
        # The page first: another thread that sees a slot must find it there.
        self._page = page_of((*self._page.answers, *answers.values()), self._write)
        self._slot_of[[int(text) for text in answers]] = np.arange(first, first + len(answers))
