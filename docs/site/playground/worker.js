// Python in a worker: loads it from this site's own folder, then answers one question after another.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const ready = (async () => {
  const start = performance.now();
  const archive = fetch("convcalc.zip").then((found) => found.arrayBuffer());
  const python = await loadPyodide({ indexURL: new URL("./pyodide/", import.meta.url).href });
  python.unpackArchive(await archive, "zip", { extractDir: "/convcalc" });
  python.runPython("import sys; sys.path.insert(0, '/convcalc')");
  const bridge = python.pyimport("bridge");
  postMessage({ ready: performance.now() - start });
  return { python, bridge };
})();

ready.catch((error) => postMessage({ failed: String(error) }));

onmessage = async ({ data: { id, name, given, file } }) => {
  try {
    const { python, bridge } = await ready;
    if (file) python.FS.writeFile(given[1], new Uint8Array(file));
    postMessage({ id, answer: JSON.parse(bridge.call(name, JSON.stringify(given))) });
  } catch (error) {
    postMessage({ id, failed: String(error) });
  }
};
