"""The shipped specs against figures made outside this project, and the command that lists them."""

import json
import re
import shutil
from functools import cache
from typing import Any

import pytest

from convcalc.analysis.analyse import Analysis, Row
from convcalc.language.loading import find, load, preset_names, presets_folder
from convcalc.language.presets import families
from convcalc.public import analyse
from convcalc.render import numbers
from convcalc.render.presets.figures import figures_of, written_down
from convcalc.render.summary.json import to_dict
from tests.support.command import convcalc
from tests.support.reference import figures, layers
from tests.support.timing import timed, within

TOTALS = figures("totals")["models"]
PUBLISHED = figures("published")
NETWORKS = figures("networks")
RECEPTIVE_FIELDS = figures("receptive_field")["models"]
TYPES = {
    "conv": "Conv2d",
    "bn": "BatchNorm2d",
    "relu": "ReLU",
    "maxpool": "MaxPool2d",
    "gap": "AdaptiveAvgPool2d",
    "adaptive_avgpool": "AdaptiveAvgPool2d",
    "dropout": "Dropout",
    "dense": "Linear",
}
"""What PyTorch calls a kind."""


@cache
def preset(name: str, size: int = 0, **settings: Any) -> Analysis:
    return analyse(load(name, settings, f"{size}x{size}x3" if size else None))


def rows(name: str, *kinds: str) -> list[Row]:
    return [row for row in preset(name).rows if row.node.site.kind in kinds]


def named(name: str, label: str) -> Row:
    """The only layer of a preset with a name."""
    (row,) = [row for row in preset(name).rows if row.node.label == label]
    return row


# The files


@pytest.mark.parametrize("name", preset_names())
def test_every_spec_is_short_and_says_what_it_is(name: str) -> None:
    lines = find(name).text.splitlines()
    comment = next(k for k, line in enumerate(lines) if not line.startswith("#"))
    assert 2 <= comment <= 5
    assert lines[comment] == f"name: {name}"
    assert len(lines) < 80
    assert max(map(len, lines)) <= 120


@pytest.mark.slow
@pytest.mark.parametrize("name", preset_names())
def test_every_spec_loads(name: str) -> None:
    network = preset(name).network
    volume = {"lenet5": "10", "lenet5-1998": "84", "unet": "388x388x2"}.get(name, "1000")
    expected = NETWORKS[name]["output"] if name in NETWORKS else volume
    assert network.name == name
    assert outputs(name) == (expected if isinstance(expected, dict) else {"": expected})


def outputs(name: str, **settings: Any) -> dict[str, str]:
    network = preset(name, **settings).network
    return {label: str(network.nodes[number].site.output) for label, number in network.outputs}


WITHOUT_CLASSES = {"lenet5-1998", *(name for name in preset_names() if re.match("dcgan|pix2pix", name))}
PER_CLASS = {"yolov3": (15, 3), "retinanet": (4, 1), **{f"yolov8{size}": (4, 1) for size in "nsmlx"}}
"""What a detector's output has beside the classes, and how often it has them: boxes a place, and their sides."""


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*preset_names()} - WITHOUT_CLASSES))
def test_every_spec_takes_another_number_of_classes(name: str) -> None:
    beside, times = PER_CLASS.get(name, (0, 1))
    channels = {volume.split("x")[-1] for volume in outputs(name, classes=7).values()}
    assert channels == {str(beside + times * 7)}


# Whole networks


@pytest.mark.parametrize("model", TOTALS)
def test_totals(model: str) -> None:
    name, _, form = model.partition("__")
    expected = TOTALS[model]
    found = preset(name, expected["input"], **({"aux": True} if form.startswith("aux") else {}))
    steps = sum(row.node.site.kind == "bn" for row in found.rows)
    assert (found.total.params, found.total.buffers) == (expected["params"], expected["buffers"] - steps)
    in_use = preset(name, expected["input"]) if form == "aux_eval" else found
    assert in_use.total.macs == expected["macs"]


@pytest.mark.slow
@pytest.mark.parametrize("name", PUBLISHED)
def test_published_figures(name: str) -> None:
    expected = PUBLISHED[name]
    found = preset(name, expected["crop"])
    with_heads = preset(name, aux=True) if name == "inception_v3" else found
    assert with_heads.total.params == expected["params"]
    assert round(found.total.macs / 1e9, 3) == expected["gmacs"]
    assert preset(name).total == found.total


@pytest.mark.parametrize("name", NETWORKS)
def test_figures_of_implementations(name: str) -> None:
    expected, found = NETWORKS[name], preset(name)
    assert tuple(found.total) == (expected["params"], expected["buffers"], expected["macs"])
    assert str(found.network.input) == expected["input"]


@pytest.mark.parametrize(
    ("name", "settings", "params", "macs"),
    [
        ("unet3d", {"bn": False, "up_bias": False}, 19_069_955, None),
        ("alexnet-caffe", {}, 60_965_224, 724_406_816),
        ("googlenet-caffe", {}, 6_998_552, 1_582_671_872),
        ("googlenet-caffe", {"aux": True}, 13_378_280, None),
        ("googlenet", {}, 6_624_904, 1_498_376_192),
        ("googlenet", {"aux": True}, 13_004_888, None),
        ("resnet50-v1", {}, 25_557_032, 3_857_973_248),
    ],
)
def test_figures_of_forms_other_than_torchvisions(name: str, settings: Any, params: int, macs: int | None) -> None:
    total = preset(name, **settings).total
    assert total.params == params
    assert macs in (None, total.macs)


def test_auxiliary_heads_are_further_outputs() -> None:
    network = preset("googlenet", aux=True).network
    assert [name for name, _ in network.outputs] == ["", "aux1", "aux2"]
    assert {str(network.nodes[number].site.output) for _, number in network.outputs} == {"1000"}
    assert len(preset("googlenet").network.outputs) == 1


def test_vgg_in_millions_as_in_table_2_of_the_paper() -> None:
    counts = [preset(name).total.params for name in ("vgg11", "vgg13", "vgg16", "vgg19")]
    assert [round(count / 1e6) for count in counts] == [133, 133, 138, 144]


def test_cifar_resnets_in_millions_as_in_table_6_of_the_paper() -> None:
    counts = [preset(f"resnet{layers}").total.params for layers in (20, 32, 44, 56, 110)]
    assert [round(count / 1e6, 2) for count in counts] == [0.27, 0.46, 0.66, 0.85, 1.73]
    assert [len(rows(f"resnet{layers}", "conv", "dense")) for layers in (20, 32, 44, 56, 110)] == [20, 32, 44, 56, 110]


def test_resnet50_as_keras_counts_it() -> None:
    """Keras adds a bias to each convolution, and counts the statistics of batch norm among the parameters."""
    biases = sum(row.node.site.output.channels for row in rows("resnet50-v1", "conv"))
    total = preset("resnet50-v1").total
    assert (biases, total.buffers) == (26_560, 53_120)
    assert total.params + biases + total.buffers == 25_636_712


def test_vgg16_memory_of_the_course_table() -> None:
    """CS231n's lines hold the input, convolutions, pools and dense layers: 15.2M numbers, not its 24M."""
    listed = rows("vgg16", "input", "conv", "maxpool", "dense")
    assert sum(row.node.site.output.elements for row in listed) == 15_237_608
    assert sum(row.bytes for row in listed) == 60_950_432


def test_vgg16_has_most_outputs_first_and_most_parameters_last() -> None:
    most = max(preset("vgg16").rows, key=lambda row: row.cost.params)
    assert (most.node.label, most.cost.params) == ("fc6", 102_764_544)
    convs = rows("vgg16", "conv")
    assert [row.node.label for row in convs][:3] == ["conv1_1", "conv1_2", "conv2_1"]
    assert max(row.bytes for row in preset("vgg16").rows) == convs[0].bytes == convs[1].bytes


def test_alexnet_as_the_course_counts_it() -> None:
    conv1, pool1 = named("alexnet-caffe", "conv1"), named("alexnet-caffe", "pool1")
    assert (str(conv1.node.site.output), conv1.cost.params) == ("55x55x96", 34_944)
    assert (str(pool1.node.site.output), pool1.cost.params) == ("27x27x96", 0)


def test_lenet5_by_hand() -> None:
    convs = [(1 * 25 + 1) * 6, (6 * 25 + 1) * 16, (16 * 25 + 1) * 120]
    dense = [(120 + 1) * 84, (84 + 1) * 10]
    assert [named("lenet5", label).cost.params for label in ("C1", "C3", "C5", "F6", "output")] == convs + dense
    assert preset("lenet5").total.params == sum(convs + dense) == 61_706


def test_lenet5_of_1998_by_hand() -> None:
    """Section II.B of the paper: 156, 12, 1,516, 32, 48,120 and 10,164 parameters, 60,000 in all."""
    by_part: dict[str, int] = {}
    for row in preset("lenet5-1998").rows:
        part = row.node.path.split(".")[0]
        part = "C3" if part in ("three", "four", "two_and_two", "six") else part
        by_part[part] = by_part.get(part, 0) + row.cost.params
    c3 = 6 * (3 * 25 + 1) + 9 * (4 * 25 + 1) + (6 * 25 + 1)
    expected = {"C1": 156, "S2": 2 * 6, "C3": c3, "S4": 2 * 16, "C5": 48_120, "F6": 10_164}
    assert {part: count for part, count in by_part.items() if count} == expected
    assert c3 == 1_516
    assert preset("lenet5-1998").total.params == 60_000


def test_unet_by_hand() -> None:
    def double_conv(before: int, filters: int) -> int:
        return (9 * before + 1) * filters + (9 * filters + 1) * filters

    widths = [64, 128, 256, 512, 1024]
    down = sum(double_conv(before, filters) for before, filters in zip([1, *widths], widths))
    ups = sum((4 * 2 * filters) * filters + filters + double_conv(2 * filters, filters) for filters in widths[:-1])
    output = (64 + 1) * 2
    assert preset("unet").total.params == down + ups + output == 31_030_658


def test_unet_sizes_of_the_papers_figure_1() -> None:
    concats = [str(row.node.site.output) for row in rows("unet", "concat")]
    assert concats == ["56x56x1024", "104x104x512", "200x200x256", "392x392x128"]
    assert str(preset("unet").rows[-1].node.site.output) == "388x388x2"
    skips = [row.node.site.inputs[0].height for row in rows("unet", "crop")]
    assert skips == [64, 136, 280, 568]


# Layer by layer


def line(row: Row) -> tuple[Any, ...]:
    site, cost, span = row.node.site, row.cost, row.reach[0]
    assert row.reach == (span, span)
    return TYPES[site.kind], str(site.output), *cost[:3], span.size, span.stride, span.padding


def expected_line(call: dict[str, str]) -> tuple[Any, ...]:
    numbers = [int(call[key]) if call[key] else None for key in ("rf_size", "rf_stride", "rf_padding")]
    if call["type"] == "AdaptiveAvgPool2d" and call["output"] == "7x7x512":
        assert numbers == [308, 96, 186]  # measured at 512x512; at 224x224 this pool changes nothing
        numbers = [212, 32, 90]
    buffers = int(call["buffers"]) - (call["type"] == "BatchNorm2d")
    return call["type"], call["output"], int(call["params"]), buffers, int(call["macs"]), *numbers


@pytest.mark.parametrize("name", ["vgg16", "googlenet", "resnet50"])
def test_every_layer(name: str) -> None:
    calls = layers(name)
    recorded = {call["type"] for call in calls}  # GoogLeNet's ReLUs are not calls of modules
    found = [line(row) for row in preset(name).rows if TYPES.get(row.node.site.kind) in recorded]
    assert found == list(map(expected_line, calls))


# Receptive fields


@pytest.mark.parametrize("name", RECEPTIVE_FIELDS)
def test_receptive_field(name: str) -> None:
    expected, spans = RECEPTIVE_FIELDS[name], preset(name).reach
    assert [span.size for span in spans] == expected["size"]
    assert [span.stride for span in spans] == expected["stride"]
    assert [span.padding for span in spans] == expected["padding"]
    assert all(span.exact and span.whole == expected["se_global"] for span in spans)


def test_receptive_field_of_resnet50_by_the_place_of_its_stride() -> None:
    assert [preset(name).reach[0].size for name in ("resnet50", "resnet50-v1")] == [427, 483]


def test_vgg16_adaptive_pool_on_a_larger_image() -> None:
    """The figure of vgg16_layers.csv for `avgpool`, 308 wide from 102 on, is that of a 512x512 image."""
    found = preset("vgg16", 512)
    (pool,) = [row for row in found.rows if row.node.site.kind == "adaptive_avgpool"]
    assert [span.sees(3) for span in pool.reach] == [(3 * 96 - 186, 3 * 96 - 186 + 307)] * 2 == [(102, 409)] * 2


MIXED = [name for name in preset_names() if re.match("yolov8|retinanet|vit|mobilevit", name)]
"""Those that move places into one list, of which no local figure is told."""
GATED = [
    name
    for name in preset_names()
    if re.match("mobilenet_v3|efficientnet|regnet_y|seresnet|deeplab|lraspp|swin|coatnet|convnextv2", name)
]


@pytest.mark.parametrize("name", MIXED)
def test_where_places_are_mixed_a_bound_is_told(name: str) -> None:
    assert {(span.size, span.exact) for span in preset(name).reach} == {(None, False)}


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted({*preset_names()} - {*MIXED}))
def test_gates_see_the_whole_image_beside_their_own_place(name: str) -> None:
    assert {span.whole for span in preset(name).reach} == {name in GATED}
    assert all(span.size and span.exact == (name != "lraspp") for span in preset(name).reach)


@pytest.mark.parametrize("name", ["mobilenet_v3_large", "efficientnet_b0", "regnet_y_400mf", "mobilenet_v2"])
def test_the_reach_of_gates_is_told(name: str) -> None:
    size = preset(name).reach[0].size
    footer = convcalc("summary", name).out.split("\nfield ")[1]
    told = f"receptive field {size}+all" in footer and "+all: gates or statistics also see the whole image" in footer
    assert told == (name in GATED)
    assert told or f"receptive field {size}," in footer


@pytest.mark.parametrize("name", ["mobilenet_v3_large", "efficientnet_b0", "regnet_y_400mf"])
def test_the_local_figure_is_that_of_the_network_without_its_gates(name: str) -> None:
    """Every layer but the gates, followed by Araujo, Norris & Sim's recurrence for chains, largest branch first."""
    sizes, steps = {0: 1}, {0: 1}
    for number, row in enumerate(preset(name).rows):
        node = row.node
        if not node.inputs or node.site.kind == "gap":
            continue
        known = [source for source in node.inputs if source in sizes]
        if not known:
            continue
        source = max(known, key=lambda each: sizes[each])
        kernel = getattr(node.site.layer, "kernel", (1,))[0]
        stride = getattr(node.site.layer, "stride", (1,))[0]
        sizes[number] = sizes[source] + (kernel - 1) * steps[source]
        steps[number] = steps[source] * stride
    last = max(sizes)
    span = preset(name).reach[0]
    assert (span.size, span.stride) == (sizes[last], steps[last])


# The command


@pytest.mark.slow
def test_every_preset_is_listed_once_with_its_figures() -> None:
    result = convcalc("presets", width=80)
    assert (result.code, result.err) == (0, "")
    listed = {
        line.split()[0]: line.split()[1:] for line in result.out.splitlines() if re.match(r"  \w\S+ +[\d.]+", line)
    }
    assert sorted(listed) == preset_names()
    for name, cells in listed.items():
        total, network, reach = preset(name).total, preset(name).network, preset(name).reach
        figures = numbers.count(total.params), numbers.count(total.macs), str(network.input), numbers.field(reach)
        assert cells == list(figures)
    assert f"{len(listed)} specs." in result.out


@pytest.mark.slow
@pytest.mark.parametrize("width", [60, 80, 160])
def test_the_list_fits_the_terminal(width: int) -> None:
    assert max(map(len, convcalc("presets", width=width).out.splitlines())) <= width


@pytest.mark.slow
def test_families_have_one_source_each_told_in_full_and_stand_by_age() -> None:
    found = families()
    assert [entry.name for entry in found[0].entries] == ["lenet5", "lenet5-1998"]
    years = [int(family.entries[0].published[0]) for family in found]
    assert years == sorted(years)
    for family in found:
        authors = r"([A-Z][\w.,& ]+ & [A-Z]\w+|(?:van den )?[A-ZÇ]\w+ et al\.|Krizhevsky|Chollet)"
        assert re.fullmatch(authors + r", [A-Z\d].+ \(\d{4}\)(, arXiv:\d{4}\.\d{4,5})?", family.source)
        assert family.source in convcalc("presets", family.entries[0].name).out
    members = {family.entries[0].published[1]: sorted(entry.name for entry in family.entries) for family in found}
    assert members["1804.02767"] == ["darknet53", "yolov3"]
    assert members["1512.03385"] == [
        "resnet101", "resnet110", "resnet152", "resnet18", "resnet20", "resnet32", "resnet34", "resnet44", "resnet50",
        "resnet50-v1", "resnet56",
    ]  # fmt: skip
    assert len(members["1409.1556"]) == 8
    assert len(members["2003.13678"]) == 15


def test_presets_of_part_of_a_name() -> None:
    text = convcalc("presets", "ResNet", width=80).out
    assert re.findall(r"^  (\w\S+) ", text, re.MULTILINE)[1:] == [
        "fcn_resnet50", "resnet20", "resnet32", "resnet44", "resnet56", "resnet110", "resnet18", "resnet34",
        "resnet50-v1", "resnet50", "resnet101", "resnet152", "wide_resnet50_2", "wide_resnet101_2",
        "deeplabv3_resnet50", "seresnet50",
    ]  # fmt: skip
    result = convcalc("presets", "resnte")
    assert (result.code, result.out) == (2, "")
    assert "no shipped spec has 'resnte' in its name" in result.err
    assert "did you mean" in result.err


@pytest.mark.slow
def test_presets_as_json() -> None:
    found = json.loads(convcalc("presets", "--format", "json").out)
    assert found["schema_version"] == 2
    assert sorted(each["name"] for each in found["presets"]) == preset_names()
    for each in found["presets"]:
        analysis = preset(each["name"])
        assert (each["params"], each["buffers"], each["macs"]) == analysis.total
        assert each["receptive_field"] == to_dict(analysis)["total"]["receptive_field"]
        assert "x".join(map(str, each["input"])) == str(analysis.network.input)
        assert re.search(r"\(\d{4}\)", each["source"])


@pytest.mark.slow
def test_all_presets_are_analysed_in_under_three_seconds() -> None:
    with timed() as took:
        for name in preset_names():
            analyse(load(name))
    assert within(3, took())


@pytest.mark.slow
def test_what_is_written_down_of_shipped_specs_is_what_comes_out():
    assert written_down() == {name: figures_of(name) for name in preset_names()}, "run `python -m docs`"


def test_a_spec_that_was_changed_and_all_that_extend_it_are_worked_out_anew(tmp_path, monkeypatch):
    copy = shutil.copytree(presets_folder(), tmp_path / "specs")
    monkeypatch.setattr("convcalc.render.presets.figures.presets_folder", lambda: str(copy))
    (copy / "vgg16.yaml").write_text((copy / "vgg16.yaml").read_text().replace("classes: 1000", "classes: 10"))
    gone = set(preset_names()) - set(written_down())
    assert {"vgg11", "vgg16", "vgg19"} <= gone
    assert all(name.startswith("vgg") for name in gone)
    (copy / "figures.json").unlink()
    assert written_down() == {}


def test_volumes_that_are_shown_otherwise_are_not_as_they_are_written_down(tmp_path, monkeypatch):
    (tmp_path / ".convcalc.yaml").write_text("order: channels_first\n")
    monkeypatch.chdir(tmp_path)
    assert written_down() == {}
    assert " 3x224x224 " in convcalc("presets", "vgg16").out
