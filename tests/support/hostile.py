"""Names that want to be more than names: in the terminal, in markup, in a spreadsheet, in the log of a CI job."""

STEMS = [
    "a\x1b]0;owned\x07\x1b[31mred",
    "\u202egnp.exe\u2066\u200f",
    "a\n::stop-commands::x",
    "::stop-commands::x",
    "##[add-mask]x",
    "a ##vso[task.setvariable variable=x]y",
    "##teamcity[x]",
    "=cmd|'calc'!A1",
    "@SUM(1,2)",
    "<!-- x --> [l](javascript:x) @you https:x www.x.org",
    "<img src=x onerror=alert(1)>",
    "x\\end{tabular}%\\input{y}$z$",
    'a"]; b [label="x", URL="javascript:y',
    "a\x85b\u2028c\x7fd",
]
"""Of files: anything but a slash."""

NAMES = [
    "</script><!--<script>alert(1)",
    "::stop-commands::x",
    "=1+cmd|'x'!A1",
    "[2cm] *x* `y` |z|",
    "x ##[error]y",
    '"; click n0 "javascript:x',
    "_a_ __b__ #12;=1+1 ; @SUM(1)",
    "a ##vso[task.setvariable variable=x]y",
]
"""Of networks, and of branches: they are printable, as a spec's names must be."""

QUESTIONS = ["\x1b[2Jgone", "::stop-commands::x", "=cmd|'x'!A1", "\u202eabc", "line\n::error::x", "<!-- @you"]
"""What an answer sheet asks, and what it calls that."""
