"""A family in the manner of Once-for-All (Cai et al. 2020): 21,758,655,492,572,485,851 MobileNets V3.

Five stages of two to four bottlenecks, each of which has a kernel of 3, 5 or 7 and expands its channels 3, 4 or 6
times. Of one that is left out these are fixed, so that no network is counted twice.
"""

from collections import Counter

STAGES = ((24, 2, False), (40, 2, True), (80, 2, False), (112, 1, True), (160, 2, True))
"""Channels, stride, and whether there are gates."""

DEEPEST = 4

CHOICES = 9
"""Of a kernel and an expansion."""

SIZE = sum(CHOICES**depth for depth in (2, 3, 4)) ** len(STAGES)


def spec(gates: bool = True, stages: int = len(STAGES), conditions: bool = True) -> str:
    """The spec of the family, or of one with fewer stages, with its sweep."""
    layers, vary, where = list[str](), list[str](), list[str]()
    for stage, (channels, stride, gate) in enumerate(STAGES[:stages]):
        vary.append(f'    "depths[{stage}]": [2, 3, 4]')
        for place in range(DEEPEST):
            k = DEEPEST * stage + place
            vary += [f'    "kernels[{k}]": [3, 5, 7]', f'    "expansions[{k}]": [3, 4, 6]']
            layers.append(
                f'  - bottleneck: {{kernel: "kernels[{k}]", expanded: "x.channels * expansions[{k}]",'
                f" channels: {channels}, excite: {str(gates and gate).lower()}, hard: {str(stage > 2).lower()},"
                f" stride: {stride if place == 0 else 1}}}"
            )
            if place >= 2:
                layers.append(f'    when: "depths[{stage}] > {place}"')
                where.append(f'    - "depths[{stage}] > {place} or kernels[{k}] == 3 and expansions[{k}] == 3"')
    many = DEEPEST * stages
    return "\n".join(
        [
            "extends: mobilenet_v3_large",
            f"vars: {{depths: {[4] * stages}, kernels: {[3] * many}, expansions: {[3] * many}}}",
            "layers:",
            "  - conv_bn: 16 3 2",
            "  - hard_swish",
            "  - bottleneck: 3 16 16 false false 1",
            *layers,
            "  - conv_bn: 960",
            "  - hard_swish",
            "  - classifier: 1280",
            "sweep:",
            "  vary:",
            *vary,
            "  where:",
            *where * conditions,
        ]
    )


def macs(stages: int) -> Counter[int]:
    """How many members without gates have so many multiply-accumulates in their stages, by textbook formulas."""
    sums, size, channels = Counter({0: 1}), 112, 16
    for filters, stride, _ in STAGES[:stages]:
        stage, units = Counter[int](), Counter({0: 1})
        for place in range(DEEPEST):
            out = -(-size // (stride if place == 0 else 1))
            each = Counter(
                size**2 * channels * wide + out**2 * wide * (kernel**2 + filters)
                for wide in (3 * channels, 4 * channels, 6 * channels)
                for kernel in (3, 5, 7)
            )
            units, size, channels = _added(units, each), out, filters
            stage += units if place else Counter()
        sums = _added(sums, stage)
    return sums


def _added(some: Counter[int], more: Counter[int]) -> Counter[int]:
    found = Counter[int]()
    for one, count in some.items():
        for other, times in more.items():
            found[one + other] += count * times
    return found
