// A spec in the address of the page: #vgg16 for a shipped one, else its text, compressed.
async function through(stream, bytes) {
  const found = new Response(new Blob([bytes]).stream().pipeThrough(stream));
  return new Uint8Array(await found.arrayBuffer());
}

export async function written(text) {
  const bytes = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(text));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return `#spec=${btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "")}`;
}

const MOST = 1_000_000;

export async function read(hash) {
  if (!hash.startsWith("#spec=")) return null;
  const letters = atob(hash.slice(6).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = await through(new DecompressionStream("deflate-raw"), Uint8Array.from(letters, (each) => each.charCodeAt(0)));
  if (bytes.length > MOST) throw new Error("the spec in this link is too long");
  return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
}
