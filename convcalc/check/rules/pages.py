"""The pages of what `check` says by itself, beside the rules."""

unreadable = """The file cannot be read, or its network cannot be computed.

Nothing else can then be said about it, and the exit code is 2. Faults in its `sweep:` are told so, too, beside all
else that is found.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 64 77x77
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 64 7x7
```
"""

expectation = """An `expect:` of the spec does not hold.

It is judged on a layer, on a block's call (the sum of what stands in it; output, receptive field and depth
at its end) or on the file, always for one example in float32. A rounded value such as 138M is right to half
a unit of its last digit; a bound is exact.

| key | what |
|---|---|
| output | the volume that comes out |
| params, buffers, macs | sums |
| memory | bytes of the outputs, summed; the input is not counted |
| peak_memory | most bytes of outputs alive at once |
| trainable | learnable numbers of layers that are not frozen |
| prediction_memory | bytes of the weights, and the most of outputs alive at once |
| saved | bytes that training keeps of the forward pass |
| receptive_field | of the output; of a file, before global pooling and dense layers |
| field_stride, field_padding | the jump between neighbouring fields; how far the first reaches out before the input |
| field_start, field_centre | the middle of what the first output sees: the first pixel's is 0.5, or 0 |
| depth | most conv, tconv, depthwise and dense layers on a path from the input to here |

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 10 5x5 p2
    expect: {params: 750}
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 10 5x5 p2
    expect: {output: 32x32x10, params: 760, macs: {max: 1M}}
```
"""

budget = """A network is over a budget of its project.

Budgets stand in `[tool.convcalc.budgets]` of the nearest pyproject.toml, or under `budgets` in
.convcalc.yaml: globs of files, each with the keys that an `expect:` of a file has.

    [tool.convcalc.budgets]
    "specs/mobile/*.yaml" = {params = {max = "5M"}, macs = {max = "600M"}}

    budgets:
      specs/mobile/*.yaml: {params: {max: 5M}, macs: {max: 600M}}
"""

unused_ignore = """A comment `# convcalc: ignore[CODE] reason` hides nothing.

What it hid is repaired, or it stands on the wrong line: it belongs on the line that the finding names.
A comment on the line of `extends:` hides what is found in the file that is extended. `--fix` removes it.
One without a code, or with another word such as `ignore-file`, hides nothing either.

Bad:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1 nobias   # convcalc: ignore[C301] the weights we load have it
  - bn
```

Good:
```yaml
input: 32x32x3
layers:
  - conv: 64 3x3 p1          # convcalc: ignore[C301] the weights we load have it
  - bn
```
"""

unmatched_glob = """A glob of the project's settings that matches no file.

The files of a budget were moved or renamed, or the glob is misspelt: nothing keeps the budget any more, or
nothing is left out. Globs are named from the folder of the settings. Of `exclude`, a name that is there will do.

    [tool.convcalc]
    exclude = ["tests/broken"]

    [tool.convcalc.budgets]
    "specs/mobile/*.yaml" = {params = {max = "5M"}}
"""
