"""`convcalc sweep`: the figures of a whole family of networks, and those that stand out."""

import gc
import os
from collections.abc import Sequence
from typing import Any

import click

from convcalc.cli import CLEAN, FOUND, INTERRUPTED, options
from convcalc.cli.options import Command, Decorator
from convcalc.cli.terminal import progress, show, tell, width, write
from convcalc.language import loading
from convcalc.language.spec import Spec
from convcalc.render.formats import FORMATS, Options, render
from convcalc.render.points.file import ENDINGS, points_file
from convcalc.render.points.left import Beside
from convcalc.sweep.asking import Survey, survey
from convcalc.sweep.cluster import HERE, cluster
from convcalc.sweep.forks import processes
from convcalc.sweep.request import Request, in_file, listed, varied_once
from convcalc.sweep.results import Results
from convcalc.sweep.running import Engine, run
from convcalc.sweep.typed import Typed

PAGES = (".html", ".svg")


def wanted(command: Command) -> Command:
    """What varies, and what is wanted."""
    for decorator in (
        _said(
            "--vary", "NAME=CHOICES", "Vary width=16..96:8, kernel=3,5,7, depths[0]=1..4, input=128,256.", "axes", True
        ),
        _said("--where", "LIMIT", "Keep points within: 'params<=5M', 'stage4.macs<100M', 'w2 >= w1'.", many=True),
        _said("--front", "FIGURES", "Show the points that none beats in all of these: params,macs,field."),
        _said("--best", "FIGURE", "Show the ten best by a figure: macs, depth:max."),
        _said("--columns", "FIGURES", "Show these in the place of params and MACs: peak,fc.params."),
        click.option(
            "--sample",
            type=click.IntRange(1),
            metavar="N",
            help="Try N points at random, of those within if these can be counted.",
        ),
        click.option("--seed", type=click.IntRange(0), metavar="S", help="Which points --sample takes."),
    )[::-1]:
        command = decorator(command)
    return command


def _said(name: str, metavar: str, help: str, offers: str = "figures", many: bool = False) -> Decorator:
    return click.option(name, multiple=many, metavar=metavar, help=help, shell_complete=options.completed(offers))


@click.command()
@options.spec
@wanted
@options.form("sweep")
@click.option("--write", "point", type=click.IntRange(0), metavar="N", help="Write the spec of point N instead.")
@click.option("--count", is_flag=True, help="Say how many points are within the limits, without trying them.")
@click.option("--resume", is_flag=True, help="Go on with the file of points that a sweep was left off with.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Share the points among N processes.")
@click.option("--dask", metavar="ADDRESS", help="Share them among a Dask cluster: tcp://10.0.0.1:8786, or local.")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=options.FILE,
    metavar="FILE",
    help="Write all points to .csv, .jsonl or .parquet, or a drawing to .html or .svg; may be given again.",
)
def command(
    spec: str,
    settings: tuple[tuple[str, str], ...],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
    vary: tuple[str, ...],
    where: tuple[str, ...],
    front: str | None,
    best: str | None,
    columns: str | None,
    sample: int | None,
    seed: int | None,
    form: str,
    point: int | None,
    count: bool,
    resume: bool,
    jobs: int | None,
    dask: str | None,
    outputs: tuple[str, ...],
) -> int:
    """Ask a family of networks: every combination of choices, what each costs, and which stand out.

    SPEC is a file, a shipped spec's name, or - for standard input.
    """
    gc.enable()  # this run is not a short one
    engine = _engine(jobs, dask)
    typed = _typed(vary, where, front, best, columns)._replace(sample=sample, seed=seed)
    for name in outputs:
        _known(name, point)
    asked = _asked(spec, typed, settings, input, unfold, order)
    if count:
        others = {"--sample": sample, "--front": front, "--best": best, "--columns": columns, "--output": outputs}
        options.apart(
            "--count", others | {"--resume": resume, "--jobs": jobs, "--dask": dask, "--write": point is not None}
        )
        return _counted(asked, form)
    if point is not None:
        others = {"--sample": sample, "--seed": seed is not None, "--resume": resume, "--jobs": jobs, "--dask": dask}
        options.apart("--write", others | {f"--format {form}": form != "text"})
    surveyed = survey(*asked)
    if point is not None:
        return _write(surveyed, point, outputs or ("-",))
    results = Results(surveyed)
    pages = [name for name in outputs if name.endswith(PAGES)]
    finished = _gone_through(results, [name for name in outputs if name not in pages], engine, resume)
    for name in pages:
        ending = os.path.splitext(name)[1][1:]
        write(name, render("sweep", ending, results), ending)
    show(render("sweep", form, results, Options(width())), form)
    if not finished:
        left = "; --resume goes on" if len(outputs) - len(pages) == 1 else ""
        tell(f"interrupted after {results.tried:,} of {len(results.survey.indices):,} points{left}")
        return INTERRUPTED
    return CLEAN if results.kept else FOUND


def _known(name: str, point: int | None) -> None:
    """Raises UsageError for a file whose ending says no format; a spec may have any that is not of points."""
    if point is not None and name.endswith((*ENDINGS, *PAGES)):
        raise click.UsageError(f"-o {name}: --write writes a spec, as net.yaml")
    if point is None and not name.endswith((*ENDINGS, *PAGES)):
        endings = ", ".join((*ENDINGS, *PAGES))
        raise click.UsageError(f"-o {name}: nothing is known of this ending: there are {endings}")


def _typed(
    vary: Sequence[str], where: Sequence[str], front: str | None, best: str | None, columns: str | None
) -> Request:
    """What options ask for."""
    if front and best:
        raise click.UsageError("give --front or --best, not both")
    return Request(
        varied_once(vary),
        tuple([Typed.behind("where", text) for text in where]),
        listed("front", front),
        Typed.behind("best", best) if best else None,
        listed("columns", columns),
    )


def _asked(
    spec: str,
    typed: Request,
    settings: Sequence[tuple[str, str]],
    input: str | dict[str, str] | None,
    unfold: bool,
    order: str | None,
) -> tuple[Spec, Request, dict[str, Any], Any]:
    """A spec, what options and the file ask of it, and what is given. Raises SpecError."""
    family, given, volume = loading.family(loading.find(spec), dict(settings), input, [spec], order, unfold)
    request = typed.over(in_file(family))
    if not request.vary:
        raise click.UsageError("nothing varies: give --vary, as --vary width=16..96:8")
    if typed.seed is not None and request.sample is None:
        options.apart("all points", {"--seed": True})
    return family, request, given, volume


def _counted(asked: tuple[Spec, Request, dict[str, Any], Any], form: str) -> int:
    """Say how many members are within the limits. Raises SpecError where that cannot be told."""
    from convcalc.sweep.census import census

    if form not in FORMATS["census"]:
        raise click.UsageError(f"--format {form}: a count is written as {' or '.join(FORMATS['census'])}")
    found = census(*asked)
    show(render("census", form, found), form)
    return CLEAN if found.within else FOUND


def _write(asked: Survey, point: int, names: Sequence[str]) -> int:
    """Write the spec of a point to files."""
    from convcalc.render.sweep.spec import spec_text

    for name in names:
        write(name, spec_text(asked, point, os.path.dirname(name)), "yaml")
    return CLEAN


def _engine(jobs: int | None, dask: str | None) -> Engine | None:
    """Who has the points tried."""
    if dask is None:
        return processes(jobs) if jobs else None
    if jobs and dask != HERE:
        options.apart(f"--dask {dask}", {"--jobs": True})
    return cluster(dask, jobs)


def _gone_through(results: Results, names: Sequence[str], engine: Engine | None, resume: bool) -> bool:
    """Try all points, and write them to files; whether it came to the end. Ctrl-C keeps what is done."""
    survey, of = results.survey, len(results.survey.indices)
    if resume and len(names) != 1:
        raise click.UsageError("--resume goes on with one file of points: give -o points.csv, .jsonl or .parquet")
    beside = [Beside(name, survey) for name in names]
    files = (
        [each.resumed(results) for each in beside] if resume else [points_file(name, survey.sweep) for name in names]
    )
    finished = False
    try:
        with progress("points", lambda: of, "sweeping") as told:
            for chunk in run(survey.sweep, survey.indices, engine, start=results.tried):
                for file in files:
                    file.add(chunk)
                results.add(chunk)
                for each, file in zip(beside, files, strict=True):
                    each.know(results, file)
                if told:
                    told(results.tried)
        finished = True
    except KeyboardInterrupt:
        pass
    finally:
        for file in files:
            file.close()
        for each in beside:
            each.done() if finished else each.tell()
    return finished
