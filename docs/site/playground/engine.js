// Asks the worker. Of questions of one name, only the last is answered: the others are out of date.
const asked = new Map();
const newest = new Map();
let last = 0;
let worker;

export function start(told) {
  worker = new Worker("worker.js", { type: "module" });
  worker.onerror = () => told({ failed: "this browser cannot run Python" });
  worker.onmessage = ({ data }) => {
    if (!("id" in data)) return told(data);
    const { resolve, reject, name } = asked.get(data.id);
    asked.delete(data.id);
    if (newest.get(name) !== data.id) return;
    if (data.failed) reject(new Error(data.failed));
    else resolve(data.answer);
  };
}

export function ask(name, given, file) {
  const id = ++last;
  newest.set(name, id);
  return new Promise((resolve, reject) => {
    asked.set(id, { resolve, reject, name });
    worker.postMessage({ id, name, given, file }, file ? [file] : []);
  });
}
