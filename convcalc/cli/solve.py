"""`convcalc solve`: the numbers that give an output, a count of parameters or a receptive field."""

from typing import TYPE_CHECKING, Any

import click

from convcalc.cli import CLEAN, FOUND, options
from convcalc.cli.terminal import progress, show, show_problems, width
from convcalc.document.problems import fail
from convcalc.language import chain, loading
from convcalc.language.notes import note_on
from convcalc.language.spoken.phrases import UNKNOWN, read_sizes
from convcalc.model.geometry import ORDERS, Order, Volume
from convcalc.render.formats import Options, render

if TYPE_CHECKING:
    from convcalc.analysis.training import TrainingPlan
    from convcalc.language.spec import Spec


@click.command()
@click.argument("volume", required=False)
@click.argument("layers", nargs=-1)
@click.option("--output", metavar="HxWxC", help="The output to reach, as 32x32x10; ? is any number.")
@click.option("--same-size", is_flag=True, help="The output is to be as high and wide as the input.")
@click.option("--params", metavar="N", help="The parameters to reach: 760, 34.9K, '<10k', '>=5M' or '{max: 10k}'.")
@click.option("--max-params", metavar="N", help="At most so many parameters.")
@click.option("--receptive-field", "field", metavar="N", help="The receptive field to reach: 31, or '>=31'.")
@click.option("--smallest-input", is_flag=True, help="The smallest input that these layers, or a spec, take.")
@click.option("--fits", metavar="A..B", help="Which inputs from one size to another they take, and why not the others.")
@click.option("--largest-batch", is_flag=True, help="The largest batch of a spec that fits into --memory.")
@click.option("--memory", metavar="SIZE", help="How much there is, as 24GiB.")
@click.option("--predict", is_flag=True, help="For a prediction, and not for a step of training.")
@options.plan
@click.option("--how-many", metavar="LAYER", help="How many equal layers it takes, as 3x3 or '3x3 s2 p1'.")
@click.option(
    "--set",
    "settings",
    multiple=True,
    type=options.Settings(),
    metavar="NAME=VALUE",
    help="Replace a variable of a spec.",
)
@options.order
@options.form("solutions")
def command(
    volume: str | None,
    layers: tuple[str, ...],
    output: str | None,
    same_size: bool,
    params: str | None,
    max_params: str | None,
    field: str | None,
    smallest_input: bool,
    fits: str | None,
    largest_batch: bool,
    memory: str | None,
    predict: bool,
    optimizer: str | None,
    precision: str | None,
    block: str | None,
    how_many: str | None,
    settings: tuple[tuple[str, str], ...],
    order: str | None,
    form: str,
) -> int:
    """Find the numbers of layers that give what you want. Put ? in the place of one or two numbers.

    \b
    convcalc solve 32x32x3 "conv 10 5x5 s1 p?" --output 32x32x10
    convcalc solve 32x32x3 "conv 10 5x5 p?" --same-size            which pad keeps the size?
    convcalc solve ?x?x3 "conv 96 11x11 s4" --output 55x55x96      which inputs give this?
    convcalc solve 32x32x3 "conv ? 3x3" --params '<10k'            how many filters can I afford?
    convcalc solve --smallest-input vgg16                          the smallest input it takes
    convcalc solve --fits 200..300 unet                            which inputs fit, and why not the others?
    convcalc solve --largest-batch resnet50 --memory 24GiB         how many examples can be trained on at once?
    convcalc solve --how-many 3x3 --receptive-field 31             how many 3x3 layers see 31 pixels?
    convcalc solve 7x7 --how-many 3x3 --output 3x3                 how many take 7x7 to 3x3?
    """
    training: dict[str, Any] = {"--optimizer": optimizer, "--precision": precision, "--checkpoint": block}
    if largest_batch:
        targets: dict[str, Any] = {"--output": output, "--params": params, "--max-params": max_params}
        targets |= {"--receptive-field": field, "--same-size": same_size, "--fits": fits}
        targets |= {"--smallest-input": smallest_input, "--how-many": how_many, "more layers": layers}
        options.apart("--largest-batch", targets)
        options.apart("--predict", training if predict else {})
        plan = None if predict else options.plan_of(optimizer or "adam", precision, block)
        return _batch(volume, memory, plan, dict(settings), order, form)
    if memory or predict or any(training.values()):
        raise click.UsageError("--memory, --predict and how a network is trained are for --largest-batch")
    _refuse(
        same_size and output, smallest_input, fits, output or same_size or params or max_params or field or how_many
    )
    if layers or how_many or not (smallest_input or fits):
        options.apart("layers given in words", {"--set": settings})
    if smallest_input or fits:
        return _inputs(fits, volume, layers, dict(settings), order, form)
    written = options.order_of(order)
    target = _target(output and _read_output(output, volume, how_many, written), params, max_params, field)
    wanted = _wanted(output, same_size, params, max_params, field)
    if how_many:
        others = {"--params": params, "--max-params": max_params, "--same-size": same_size, "more layers": layers}
        idle = {"--output": field and output, "--order": order}
        others |= {f"{name} without an input": not volume and given for name, given in idle.items()}
        options.apart("--how-many", others)
        return _how_many(how_many, volume, target, wanted, written, form)
    if not volume or not layers:
        raise click.UsageError('give the input and at least one layer, as 32x32x3 "conv 10 5x5 s1 p?"')
    asked = _read(volume, layers, written)
    if not any(target) and not same_size and not asked.unknown() and any(words.channels for words in asked.layers):
        options.apart("code that asks what comes in", {f"--format {form}": form != "text"})
        show("\n".join(chain.asked_of(asked, chain.built(asked))))
        return CLEAN
    if same_size:
        target = target._replace(output=_sides(asked.volume))
    if said := chain.said_to_come_out(asked):
        if target.output not in (None, tuple(said)):
            raise click.UsageError("what is said to come out is not what is to be reached: leave out one of them")
        target, wanted = target._replace(output=tuple(said)), wanted or "x".join(map(str, said))
    if not any(target):
        raise click.UsageError("say what to reach: --output, --same-size, --params, --max-params or --receptive-field")
    from convcalc.homework.solve import Model, search
    from convcalc.render.solutions import Solved

    model = Model(asked)
    with progress(doing="trying numbers"):
        answers = search(model, target)
    _show("solutions", form, Solved(answers, target, wanted))
    return CLEAN if answers.solutions else FOUND


def _show(thing: str, form: str, subject: object) -> None:
    show(render(thing, form, subject, Options(width())), form)


def _read(volume: str, layers: tuple[str, ...], order: Order | None) -> chain.Chain:
    """The chain that is asked about; says what may not be meant so, and what was put between its layers."""
    asked = chain.read_chain(volume, layers, order)
    chain.hold_to_what_comes_in(asked)
    notes = chain.notes(asked)
    if UNKNOWN not in asked.volume:
        given = asked.written(tuple(asked.volume[:-1]), asked.volume[-1])
        notes = note_on(given, asked.order is not None, None) + notes
    if notes:
        show_problems(notes)
    return asked


def _refuse(two_outputs: Any, smallest_input: bool, fits: str | None, target: Any) -> None:
    """Stop where options do not go together. Raises UsageError."""
    if two_outputs:
        raise click.UsageError("give --output or --same-size, not both")
    if (smallest_input or fits) and target:
        raise click.UsageError(f"{'--smallest-input' if smallest_input else '--fits'} takes no target")
    if smallest_input and fits:
        raise click.UsageError("give --smallest-input or --fits, not both")


def _batch(
    spec: str | None,
    memory: str | None,
    plan: "TrainingPlan | None",
    settings: dict[str, str],
    order: str | None,
    form: str,
) -> int:
    """Show the largest batch that fits."""
    from convcalc.homework.solve.batches import largest_batch, read_memory

    if not spec or not memory:
        raise click.UsageError("name a spec and the memory there is: --largest-batch resnet50 --memory 24GiB")
    dtype = options.outputs_of(plan.precision) if plan and plan.precision else "float32"
    network = loading.load(spec, settings, named=[spec], order=order)
    found = largest_batch(network, read_memory(memory), dtype, plan)
    _show("batches", form, found)
    return CLEAN if found.batch else FOUND


def _target(output: Any, params: str | None, max_params: str | None, field: str | None) -> Any:
    from convcalc.homework.solve import Range, Target, read_range

    if params and max_params:
        raise click.UsageError("give --params or --max-params, not both")
    count = read_range(params, "--params") if params else None
    if max_params:
        count = Range(0, read_range(max_params, "--max-params").high)
    return Target(
        output or None,
        count,
        None if field is None else read_range(field, "--receptive-field"),
    )


def _read_output(text: str, volume: str | None, how_many: str | None, order: Order | None) -> tuple[int | None, ...]:
    """The output to reach, of as many axes as the input has; how many layers it takes is asked of images."""
    from convcalc.homework.solve.target import read_output

    sizes = read_sizes(volume) if volume and not how_many else None
    return read_output(read_sizes(text), text, order or Volume, len(sizes) - 1 if sizes else 2)


def _wanted(output: str | None, same: bool, params: str | None, max_params: str | None, field: str | None) -> str:
    """What is to be reached, in words."""
    parts = [output, "the same size" if same else None, params and f"{params} parameters"]
    parts += [max_params and f"at most {max_params} parameters", field and f"a receptive field of {field}"]
    return " and ".join(part for part in parts if part)


def _sides(volume: list[Any]) -> tuple[int | None, ...]:
    """The sizes of the input, without its channels."""
    if "?" in volume[:-1]:
        raise fail("--same-size needs an input whose sizes are known", help="as 32x32x3")
    return tuple(volume[:-1])


def _inputs(
    fits: str | None, name: str | None, layers: tuple[str, ...], settings: dict[str, str], order: str | None, form: str
) -> int:
    """Show the inputs that fit, or the smallest."""
    from convcalc.homework.solve import inputs_that_fit, read_between, smallest_input

    asked = _sized(name, layers, settings, order)
    if fits is None:
        _show("smallest", form, smallest_input(*asked))
        return CLEAN
    found = inputs_that_fit(*asked, read_between(fits))
    _show("fits", form, found)
    return CLEAN if found.fitting else FOUND


def _sized(
    name: str | None, layers: tuple[str, ...], settings: dict[str, str], order: str | None
) -> "tuple[Spec, dict[str, Any], list[Any]]":
    """The network whose inputs are asked for: its spec, with settings, and its input as it was said."""
    if name is None:
        raise click.UsageError('name a spec, or give the input and the layers: ?x?x3 "conv 10 5x5"')
    if not layers:
        spec = loading.read_source(loading.find(name), [name], ORDERS[order] if order else None)
        given = {key: loading.setting(key, value) for key, value in settings.items()}
        volume = spec.input
        if isinstance(volume, dict):
            if len(volume) > 1:
                raise fail(f"{spec.name} has several inputs ({', '.join(volume)}): solve tries the sizes of one")
            volume = next(iter(volume.values()))
        numbers = volume if isinstance(volume, list) else [volume]
        return spec, given, spec.order_at(spec.input_place).inner(numbers)
    asked = chain.read_chain(name, layers, options.order_of(order))
    if any(words.claims for words in asked.layers):
        raise click.UsageError("what is said to go in or to come out is not held here: leave it out")
    return chain.read(asked.filled()), {}, asked.volume


def _how_many(words: str, volume: str | None, target: Any, wanted: str, order: Order | None, form: str) -> int:
    from convcalc.homework.solve import how_many as count
    from convcalc.homework.solve import repeated
    from convcalc.render.counted import LayersCounted

    if not target.field and not (target.output and volume):
        raise click.UsageError("say what to reach: --receptive-field 31, or an input and --output, as 7x7 --output 3x3")
    counted = count(*repeated(words, read_sizes(volume) if volume else None, order or Volume), target)
    _show("counted", form, LayersCounted(counted, words, target, wanted))
    return CLEAN if counted.found else FOUND
