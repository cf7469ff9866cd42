"""A step of training, against what is alive at each event, found anew from definitions and by no interval."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from convcalc.analysis.analyse import Analysis, analyse
from convcalc.analysis.cost import costs
from convcalc.analysis.memory import DTYPES, homes, learning
from convcalc.analysis.saved import saved
from convcalc.analysis.training import PRECISIONS, STATES, Passes, TrainingPlan, calls_of, step
from convcalc.cli import options
from convcalc.document.problems import SpecError
from convcalc.language.loading import load
from convcalc.model.network import Network
from tests.support.command import convcalc
from tests.support.graphs import analysed, network, tangled_specs, viewing_specs

Event = tuple[int, str]


def events_of(net: Network, calls: list[tuple[int, ...]]) -> list[Event]:
    """Forward, then backward; a call again before its first layer in the backward pass."""
    events: list[Event] = [(number, "forward") for number in range(len(net.nodes))]
    for number in reversed(range(len(net.nodes))):
        for call in calls:
            if number == max(call):
                events += [(each, "again") for each in call]
        events.append((number, "backward"))
    return events


class Moment:
    """One event: what is alive while it runs, from what was done and what is to come; numbers take a byte."""

    def __init__(self, net: Network, now: int, events: list[Event], calls: list[tuple[int, ...]]) -> None:
        self.net, self.calls = net, calls
        self.done, self.to_come, self.passing = events[: now + 1], events[now:], events[now][1]
        self.lies, self.learns, self.kept = homes(net, training=True), learning(net), list(saved(net))
        self.ends = {self.lies[end] for end in net.ends}

    def call(self, number: int) -> tuple[int, ...]:
        return next((call for call in self.calls if number in call), ())

    def inside(self, number: int, memory: int) -> bool:
        return bool(self.call(memory)) and self.call(number) == self.call(memory)

    def reads(self, number: int, memory: int) -> bool:
        return any(self.lies[source] == memory for source in self.net.nodes[number].inputs)

    def gives(self, number: int, memory: int) -> bool:
        """Whether a layer has a gradient for what it reads: unpooling has none for indices."""
        inputs = self.net.nodes[number].inputs
        numbers = inputs[:1] if self.net.nodes[number].site.kind == "unpool" else inputs
        return any(self.lies[source] == memory for source in numbers)

    def indices(self, pool: int) -> int:
        """Those of a pooling layer, beside its own, while somebody is still to use them."""
        users = [k for k, node in enumerate(self.net.nodes) if node.site.kind == "unpool" and node.inputs[1] == pool]
        if self.learns[pool]:
            users = [each for each in users if self.call(pool) and not self.inside(each, pool)]
        to_come = [(each, "forward") for each in users] + [(each, "backward") for each in users if self.learns[each]]
        used = (pool, "forward") in self.done and not set(to_come).isdisjoint(self.to_come)
        return 8 * self.net.nodes[pool].site.output.elements if used else 0

    def first_is_needed(self, memory: int) -> bool:
        return (memory in self.ends and self.passing == "forward") or any(
            (passing == "forward" and (number == memory or self.reads(number, memory)))
            or (passing == "again" and self.reads(number, memory) and self.learns[number] and outside)
            or (passing == "backward" and memory in self.kept[number].needs and outside)
            for number, passing in self.to_come
            for outside in [not self.inside(number, memory)]
        )

    def second_is_needed(self, memory: int) -> bool:
        return any(
            (passing == "again" and (number == memory or (inside and self.reads(number, memory))))
            or (passing == "backward" and inside and memory in self.kept[number].needs)
            for number, passing in self.to_come
            for inside in [self.inside(number, memory)]
        )

    def gradient_is_there(self, memory: int) -> bool:
        if not self.learns[memory] or (memory, "backward") not in self.to_come:
            return False
        ran = [number for number, passing in self.done if passing == "backward"]
        read = any(self.gives(number, memory) and self.learns[number] for number in ran)
        return read or (memory in self.ends and bool(ran))

    def times(self, memory: int) -> int:
        """How often an output is there, its gradient counted with it."""
        first = (memory, "forward") in self.done and self.first_is_needed(memory)
        second = (memory, "again") in self.done and self.second_is_needed(memory)
        return first + second + self.gradient_is_there(memory)

    def made(self, number: int, batch: int) -> int:
        start = (number, "again" if self.call(number) else "forward")
        if start not in self.done or (number, "backward") not in self.to_come or not self.learns[number]:
            return 0
        return sum(own.elements * max(1, own.least) * (1 if own.once else batch) for own in self.kept[number].own)

    def gradients(self, number: int) -> int:
        ran = (number, "backward") in self.done
        return sum(tensor.elements for tensor in self.net.nodes[number].weights) if ran else 0

    def bytes(self, batch: int) -> int:
        total = 0
        for number, node in enumerate(self.net.nodes):
            if self.lies[number] == number:
                total += node.site.output.elements * batch * self.times(number)
            total += self.made(number, batch) + self.gradients(number) + batch * self.indices(number)
        return total


def agree(spec: dict[str, Any], calls: list[tuple[int, ...]], batch: int) -> None:
    net = network(spec)
    events = events_of(net, calls)
    passes = Passes(net, [cost.params for cost in costs(net)], 1, batch, calls)
    assert passes.events == events
    assert passes.alive == [Moment(net, now, events, calls).bytes(batch) for now in range(len(events))]


@pytest.mark.slow
@given(tangled_specs(), st.integers(1, 2))
@settings(max_examples=60, deadline=None)
def test_tangled_graphs(spec, batch):
    agree(spec, [], batch)


@given(viewing_specs())
@settings(max_examples=40, deadline=None)
def test_views(spec):
    agree(spec, [], 1)


@pytest.mark.slow
@given(tangled_specs(), st.data())
@settings(max_examples=80, deadline=None)
def test_parts_that_are_computed_again(spec, data):
    count = len(network(spec).nodes)
    first = data.draw(st.integers(1, count - 1))
    last = data.draw(st.integers(first, count - 1))
    calls = [tuple(range(first, last + 1))]
    if last + 2 < count and data.draw(st.booleans()):
        calls.append(tuple(range(last + 1, count - 1)))
    agree(spec, calls, 1)


@pytest.mark.parametrize("frozen", [(), ("down",), ("down", "up")])
@pytest.mark.parametrize("blocks", [(), ("down",), ("up",), ("down", "up")])
def test_indices_that_unpooling_uses(frozen, blocks):
    conv = {"conv": {"filters": 2, "kernel": 3, "pad": 1}}
    down, up = [conv, {"maxpool": {"kernel": 2}, "name": "pool"}], [{"unpool": {"of": "first.pool"}}, conv]
    layers = [{"down": None, "name": "first"}, {"down": None}, {"upsample": {"factor": 2}}, {"up": None}]
    spec = {
        "input": "8x8x2",
        "blocks": {"down": down, "up": up},
        "layers": [*layers, {"unpool": {"of": "first.pool"}, "from": "first.pool"}],
    }
    spec["layers"] = [item | {"frozen": True} if {*item} & {*frozen} else item for item in layers] + spec["layers"][-1:]
    net = network(spec)
    agree(spec, [call for block in blocks for call in calls_of(net, block)], 2)


NET = "input: 4x6x8\nblocks: {unit: [conv: 8 3x3 p1 nobias, bn, relu]}\nlayers: [unit, unit, conv: 2 1]\n"
X = 4 * 6 * 8


def made(text: str = NET, **plan: Any) -> Any:
    return analysed(text, dtype="int8", plan=TrainingPlan(**plan)).step


def test_a_step_of_three_layers_by_hand() -> None:
    """While relu runs backward: the input, its own output, the gradients of that and of its input, and 16 weights."""
    found = made("input: 4x6x8\nlayers: [conv: 8 1 nobias, relu, conv: 2 1 nobias]\n", optimizer="sgd")
    weights = 64 + 16
    assert (found.weights, found.gradients, found.state, found.saved) == (weights, weights, 0, X + X)
    assert (found.peak, found.peak_at, found.peak_pass) == (weights + 4 * X + 16, 2, "backward")


def test_what_is_computed_again_keeps_what_goes_in() -> None:
    plain, again = made(), made(block="unit")
    assert plain.saved == 5 * X + 2 * 16 * 4 and again.saved == 3 * X
    assert (again.again.without, again.again.calls) == (plain.saved, ((1, 2, 3), (4, 5, 6)))
    assert again.again.macs == 2 * X * 8 * 9
    assert made(block="unit_2").again.calls == ((4, 5, 6),)
    assert sum(analysed(NET, dtype="int8").memory.saved) == plain.saved


@pytest.mark.parametrize("name", ["resnet18", "densenet121", "efficientnet_b0", "unet"])
def test_without_a_block_what_is_saved_is_what_the_layers_save(name: str) -> None:
    analysis = analyse(load(name), batch=3, plan=TrainingPlan("adam"))
    assert analysis.step is not None and analysis.step.saved == sum(analysis.memory.saved)
    assert analysis.step.total == analysis.memory.training["adam"]


def test_mixed_precision_takes_sixteen_bytes_a_parameter_with_adam() -> None:
    """Rajbhandari et al. 2020: 2 + 2 + 4 + 4 + 4; statistics of norms stay in float32."""
    analysis = analyse(load("resnet50"), dtype="float16", plan=TrainingPlan("adam", "mixed-fp16"))
    found, params = analysis.step, analysis.total.params
    assert found is not None
    assert found.weights + found.copy + found.gradients + found.state == 16 * params + 4 * analysis.total.buffers
    half = analyse(load("resnet50")).memory.saved
    norms = sum(4 * analysis.total.buffers for _ in (1,))
    indices = 8 * 56 * 56 * 64
    assert 2 * (found.saved - norms - indices) == sum(half) - norms - indices


def test_every_optimizer_and_precision_is_in_the_help() -> None:
    text = "".join(convcalc("summary", "--help").out.split())
    assert all(name in text for name in (*STATES, *PRECISIONS))
    assert {each.outputs for each in PRECISIONS.values()} <= set(DTYPES)
    assert options.plan_of(None, None, None) is None


def test_an_unknown_block_is_told_with_those_there_are() -> None:
    with pytest.raises(SpecError) as caught:
        calls_of(load("resnet18"), "unitt")
    assert caught.value.problems[0].help == "did you mean 'unit'?"
    with pytest.raises(SpecError) as caught:
        calls_of(network("input: 8x2\nlayers: [relu]\n"), "unit")
    assert caught.value.problems[0].help == "it has no blocks"


def test_the_summary_tells_the_step() -> None:
    text = " ".join(convcalc("summary", "-", "--exact", "--checkpoint", "unit", stdin=NET).out.split())
    data = json.loads(convcalc("summary", "-", "--format", "json", "--checkpoint", "unit", stdin=NET).out)
    found = data["memory"]["step"]
    assert (found["optimizer"], found["precision"], found["saved"]) == ("adam", "float32", 3 * 4 * X)
    assert found["again"] == {"block": "unit", "calls": 2, "macs": 27_648, "saved_without": 4 * 5 * X + 2 * 4 * 16}
    assert "again unit, 2 calls: 2,304 B saved, not 3,968 B, for 27,648 MACs more, 99% of all" in text
    assert f"a step {found['peak']:,} B at most, while {found['peak_at']} runs {found['peak_pass']}" in text
    assert json.loads(convcalc("summary", "-", "--format", "json", stdin=NET).out)["memory"]["step"] is None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--optimizer", "adm"), "--optimizer adm: did you mean 'adam'?"),
        (("--precision", "fp16"), "--precision fp16: there are: mixed-fp16, mixed-bf16"),
        (("--precision", "mixed-fp16", "--dtype", "int8"), "--dtype changes nothing beside --precision"),
    ],
)
def test_options_that_cannot_be_followed(arguments: tuple[str, ...], message: str) -> None:
    result = convcalc("summary", "-", *arguments, stdin=NET)
    assert result.code == 2 and message in result.err


# The largest batch


def peak(name: str, batch: int, **plan: Any) -> int:
    network = load(name)
    dtype = PRECISIONS[plan["precision"]].outputs if "precision" in plan else "float32"
    return step(network, costs(network), dtype, batch, TrainingPlan(**plan)).peak


@pytest.mark.parametrize(
    ("arguments", "plan"),
    [((), {}), (("--optimizer", "sgd", "--precision", "mixed-bf16"), {"optimizer": "sgd", "precision": "mixed-bf16"}),
     (("--checkpoint", "unit"), {"block": "unit"})],
)  # fmt: skip
def test_the_largest_batch_fits_and_the_next_does_not(arguments: tuple[str, ...], plan: dict[str, str]) -> None:
    result = convcalc("solve", "--largest-batch", "resnet18", "--memory", "1GiB", *arguments)
    batch = int(result.out.split()[1])
    assert result.code == 0
    assert peak("resnet18", batch, **plan) <= 1 << 30 < peak("resnet18", batch + 1, **plan)
    assert f"{peak('resnet18', batch, **plan):,} of 1,073,741,824 bytes" in result.out


def test_the_largest_batch_of_a_prediction() -> None:
    result = convcalc("solve", "--largest-batch", "vgg16", "--memory", "1GiB", "--predict")
    assert result.out.startswith("vgg16  20 examples fit into 1,024.0 MiB for a prediction\n")
    fit: list[Analysis] = [analyse(load("vgg16"), batch=batch) for batch in (20, 21)]
    assert fit[0].memory.prediction <= 1 << 30 < fit[1].memory.prediction


def test_where_no_batch_fits() -> None:
    result = convcalc("solve", "--largest-batch", "vgg16", "--memory", "1GiB")
    assert result.code == 1 and "not even one example fits into 1,024.0 MiB" in result.out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--largest-batch", "vgg16"), "name a spec and the memory there is"),
        (("--largest-batch", "vgg16", "--memory", "12"), "12 is not a number of bytes"),
        (("--largest-batch", "vgg16", "--memory", "x"), "is not a value"),
        (("--largest-batch", "vgg16", "--memory", "1GB", "--params", "3"), "--params changes nothing"),
        (("--largest-batch", "vgg16", "--memory", "1GB", "--predict", "--optimizer", "sgd"), "--optimizer changes"),
        (("8x8x3", "conv ? 3", "--params", "9", "--memory", "1GB"), "are for --largest-batch"),
    ],
)
def test_questions_that_make_no_sense(arguments: tuple[str, ...], message: str) -> None:
    result = convcalc("solve", *arguments)
    assert result.code == 2 and message in result.err
