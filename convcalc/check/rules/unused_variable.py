"""A variable that no expression uses.

Setting it changes nothing. Mostly its name is misspelt: in a file that extends another, a variable with
a slip in its name leaves the base's value in force, and nothing else tells.

Bad:
```yaml
input: 32x32x3
vars: {classes: 10, width: 64}
layers:
  - conv: 64 3x3        # width is meant
  - relu
  - flatten
  - dense: classes
```

Good:
```yaml
input: 32x32x3
vars: {classes: 10, width: 64}
layers:
  - conv: width 3x3
  - relu
  - flatten
  - dense: classes
```
"""

from collections.abc import Iterator

from convcalc.check.rules.base import Finding, Graph
from convcalc.check.rules.names import global_names
from convcalc.document.wording import nearest

MOST_SUGGESTIONS = 20
"""To look for a near name takes long where there are thousands."""


def check(graph: Graph) -> Iterator[Finding]:
    """The variables of this file that serve nothing; those of a file it extends may serve others."""
    spec = graph.spec
    if spec is None:
        return
    used = global_names(spec)
    known = used & {variable.name for variable in spec.variables}
    unused = [each for each in spec.variables if each.name not in used and each.place.source is spec.source]
    for count, variable in enumerate(unused):
        help = nearest(variable.name, known) if count < MOST_SUGGESTIONS else ""
        yield Finding(
            f"variable {variable.name!r} is not used", variable.place.on_key(), help or "use it, or take it out"
        )
