"""A module of PyTorch as a document, through torch.export: the only place where torch is imported."""

import copy
import io
import logging
from contextlib import redirect_stderr, redirect_stdout
from importlib import import_module
from itertools import chain
from typing import Any

from convcalc.document.foreign import Foreign
from convcalc.document.problems import fail
from convcalc.exchange.pt2.file import document


def document_of(module: Any, example: Any) -> Foreign:
    """The document of a module as it is when it predicts; `example` is what goes in, one tensor or several.

    No weights are copied, and nothing is computed. Raises ImportError without PyTorch, and SpecError where torch.export
    cannot follow the module.
    """
    try:
        torch: Any = import_module("torch")
    except ImportError:
        raise ImportError("from_torch needs PyTorch: pip install torch") from None
    if not isinstance(module, torch.nn.Module):
        raise TypeError(f"from_torch takes a torch.nn.Module, not {type(module).__name__}")
    name, file = type(module).__name__, io.BytesIO()
    examples = tuple(example) if isinstance(example, (tuple, list)) else (example,)
    if not all(isinstance(each, torch.Tensor) for each in examples):
        raise TypeError("from_torch takes a tensor for an example, or a tuple of them: torch.zeros(1, 3, 224, 224)")
    logged = logging.root.manager.disable
    logging.disable(logging.CRITICAL)  # what goes wrong is told in a line, and not as a listing
    try:
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            program = torch.export.export(_weightless(torch, module), tuple(each.to("meta") for each in examples))
            torch.export.save(program, file)
    except Exception as error:
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise fail(f"torch.export cannot follow {name}: {reason}") from error
    finally:
        logging.disable(logged)
    return document(name, file)


def _weightless(torch: Any, module: Any) -> Any:
    """A copy of a module on the meta device, where weights have sizes and no numbers; for predicting."""
    loose = (each for part in module.modules() for each in vars(part).values() if isinstance(each, torch.Tensor))
    held = chain(module.parameters(), module.buffers(), loose)
    memo = {id(each): _on_meta(torch, each) for each in held}
    return copy.deepcopy(module, memo).to("meta").eval()


def _on_meta(torch: Any, tensor: Any) -> Any:
    numbers = tensor.detach().to("meta")
    learned = isinstance(tensor, torch.nn.Parameter)
    return torch.nn.Parameter(numbers, tensor.requires_grad) if learned else numbers
