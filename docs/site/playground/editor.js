// The text of a spec: figures beside its lines, what is wrong in them, and how a number comes about on hovering.
import { yaml } from "@codemirror/lang-yaml";
import { syntaxHighlighting } from "@codemirror/language";
import { setDiagnostics } from "@codemirror/lint";
import { RangeSetBuilder, StateEffect, StateField } from "@codemirror/state";
import { Decoration, EditorView, WidgetType, hoverTooltip } from "@codemirror/view";
import { classHighlighter } from "@lezer/highlight";
import { basicSetup } from "codemirror";

const setHints = StateEffect.define();

class Hint extends WidgetType {
  constructor(hint) {
    super();
    this.hint = hint;
  }
  eq(other) {
    return other.hint.text === this.hint.text;
  }
  toDOM() {
    const made = document.createElement("span");
    made.className = "hint";
    made.textContent = this.hint.text;
    made.title = this.hint.more;
    return made;
  }
}

function decorations(doc, hints) {
  const builder = new RangeSetBuilder();
  for (const hint of hints) {
    if (hint.line > doc.lines) continue;
    const end = doc.line(hint.line).to;
    builder.add(end, end, Decoration.widget({ widget: new Hint(hint), side: 1 }));
  }
  return builder.finish();
}

const hintField = StateField.define({
  create: () => Decoration.none,
  update(found, transaction) {
    for (const effect of transaction.effects) if (effect.is(setHints)) return decorations(transaction.state.doc, effect.value);
    return found.map(transaction.changes);
  },
  provide: (field) => EditorView.decorations.from(field),
});

export function editor(parent, text, changed, explained) {
  const hover = hoverTooltip(async (view, at) => {
    const line = view.state.doc.lineAt(at);
    const told = await explained(view.state.doc.toString(), line.number, at - line.from + 1).catch(() => "");
    if (!told) return null;
    const dom = document.createElement("pre");
    dom.className = "told";
    dom.textContent = told;
    return { pos: at, create: () => ({ dom }) };
  });
  const view = new EditorView({
    doc: text,
    parent,
    extensions: [
      basicSetup,
      yaml(),
      syntaxHighlighting(classHighlighter),
      hintField,
      hover,
      EditorView.contentAttributes.of({ "aria-label": "Spec" }),
      EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
    ],
  });
  return {
    get text() {
      return view.state.doc.toString();
    },
    set text(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    hints: (hints) => view.dispatch({ effects: setHints.of(hints) }),
    problems: (problems) => view.dispatch(setDiagnostics(view.state, problems.map((each) => diagnostic(view.state.doc, each)))),
  };
}

function diagnostic(doc, problem) {
  const line = doc.line(Math.min(problem.line, doc.lines));
  const from = Math.min(line.from + problem.column - 1, line.to);
  const to = Math.max(from, Math.min(from + problem.length, line.to));
  const code = problem.code ? `[${problem.code}] ` : "";
  const help = problem.help ? `\n${problem.help}` : "";
  const severity = problem.severity === "error" ? "error" : problem.severity === "warning" ? "warning" : "info";
  return { from, to, severity, message: `${code}${problem.message}${help}` };
}
