// Starts `convcalc lsp` for YAML and Python files. All that it shows comes from there.
const { workspace } = require("vscode");
const { LanguageClient } = require("vscode-languageclient/node");

let client;

exports.activate = async () => {
  const [command, ...args] = workspace.getConfiguration("convcalc").get("command");
  client = new LanguageClient("convcalc", { command, args }, {
    documentSelector: [
      { scheme: "file", language: "yaml" },
      { scheme: "file", language: "python" },
    ],
  });
  await client.start();
};

exports.deactivate = () => client?.stop();
