"""`python -m tests.oracles.difftest SEED COUNT [SECONDS] [--flat]`: random networks, convcalc against PyTorch.

One network a seed, from SEED on. With `--flat` the spec is written without branches in one another: each layer has a
name, and `from` says what it reads. Leaves with 1 where anything is different, refused or cannot be compared.
"""

import json
import sys
import time
import traceback
import warnings
from collections import Counter
from typing import Any, NamedTuple

import torch

import convcalc
from tests.oracles.networks.comparing import differences
from tests.oracles.networks.growing import Network

SHOWN = 2
"""Networks of one kind of difference that are printed."""


class Outcome(NamedTuple):
    """A network as a spec, and what is wrong with what convcalc says of it."""

    spec: dict[str, Any]
    errors: list[str]


def outcome(seed: int, flat: bool, tally: Counter[str]) -> Outcome | None:
    """The network of a seed, compared; None where it has no layers."""
    network = Network(seed)
    if not network.items:
        return None
    spec = network.flat if flat else network.spec
    try:
        return Outcome(spec, differences(network, convcalc.analyse(json.dumps(spec)), tally))
    except convcalc.SpecError as error:
        return Outcome(spec, [f"refused: {problem.message} | {problem.help}" for problem in error.problems])
    except Exception:
        return Outcome(spec, ["cannot be compared", traceback.format_exc(limit=-4)])


def sort_of(error: str) -> str:
    """An error without its numbers."""
    return " ".join(word for word in error.split() if not any(map(str.isdigit, word)))[:60]


def main(seed: int, count: int, seconds: float = 150, flat: bool = False) -> int:
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    warnings.filterwarnings("ignore", message="Using padding='same' with even kernel lengths")
    start, done, tally = time.monotonic(), 0, Counter[str]()
    bad: dict[str, list[int]] = {}
    for each in range(seed, seed + count):
        if time.monotonic() - start > seconds:
            break
        found = outcome(each, flat, tally)
        done += found is not None
        if found and found.errors:
            seeds = bad.setdefault(sort_of(found.errors[0]), [])
            seeds.append(each)
            if len(seeds) <= SHOWN:
                print(each, json.dumps(found.spec), *found.errors[:4], sep="\n     ")
    wrong = sum(map(len, bad.values()))
    print("networks", done, "with errors", wrong, "seconds", round(time.monotonic() - start))
    print({sort: len(seeds) for sort, seeds in bad.items()})
    print(dict(sorted(tally.items())))
    return 1 if wrong or not done else 0


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if word != "--flat"]
    sys.exit(main(int(words[0]), int(words[1]), *map(float, words[2:3]), flat="--flat" in sys.argv))
