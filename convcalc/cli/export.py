"""`convcalc export`: a network as a file of another format."""

import click

from convcalc.cli import CLEAN, options
from convcalc.cli.terminal import progress, show_notes, write
from convcalc.language import loading
from convcalc.model.network import Network


@click.command()
@options.spec
@click.option("--to", "target", type=click.Choice(["onnx", "pytorch", "keras"]), required=True, help="Which format.")
@click.option("-o", "--output", type=options.FILE, required=True, metavar="FILE", help="Where to write it.")
@click.option(
    "--weights",
    is_flag=True,
    help="Put the weights into the file of ONNX, all zeros; without it they are made when it runs.",
)
@click.option(
    "--keys",
    type=click.Choice(["torchvision"]),
    help="Let the code of PyTorch take over weights by the keys that they have there.",
)
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    order: str | None,
    unfold: bool,
    target: str,
    output: str,
    weights: bool,
    keys: str | None,
) -> int:
    """Write a network as a model of another format, its layers named as in the spec.

    What the format cannot say is refused with the layer's name.
    """
    if weights and target != "onnx":
        raise click.UsageError(f"--weights changes nothing in {target}; it is for onnx")
    if keys and target != "pytorch":
        raise click.UsageError(f"--keys changes nothing in {target}; it is for pytorch")
    with progress() as update:
        network = loading.load(spec, dict(settings), input, update, [spec], order, unfold)
    show_notes(network)
    with progress(doing="writing"):
        model = _written(network, target, weights, keys or "")
    write(output, model)
    return CLEAN


def _written(network: Network, target: str, weights: bool, keys: str) -> str | bytes:
    if target == "pytorch":
        from convcalc.exchange.writing.pytorch.file import written as as_pytorch

        return as_pytorch(network, keys)
    if target == "keras":
        from convcalc.exchange.writing.keras.model import written as as_keras

        return as_keras(network)
    from convcalc.exchange.writing.onnx.model import written

    return written(network, weights)
