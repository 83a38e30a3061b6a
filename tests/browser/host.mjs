// A static host: it sends what `_headers` says with each file.

import { once } from "node:events";
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";

const types = {
  ".html": "text/html; charset=utf-8", ".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml", ".png": "image/png",
  ".json": "application/json", ".xml": "application/xml", ".txt": "text/plain; charset=utf-8", ".ics": "text/calendar; charset=utf-8",
};

/** What `_headers` gives a path: later blocks add to earlier ones, `! name` takes one away. */
function headersFor(blocks, address) {
  const headers = {};
  for (const { pattern, lines } of blocks) {
    if (!pattern.test(address)) continue;
    for (const line of lines) {
      if (line.startsWith("! ")) delete headers[line.slice(2)];
      else headers[line.slice(0, line.indexOf(":"))] = line.slice(line.indexOf(":") + 1).trim();
    }
  }
  return headers;
}

function readHeaders(file) {
  const blocks = [];
  for (const line of readFileSync(file, "utf8").split("\n").filter((it) => it.trim())) {
    const escaped = line.trim().replace(/[.+?^${}()|[\]\\]/g, "\\$&").replaceAll("*", ".*");
    if (/^\s/.test(line)) blocks.at(-1).lines.push(line.trim());
    else blocks.push({ pattern: new RegExp(`^${escaped}$`), lines: [] });
  }
  // This server has no certificate.
  for (const block of blocks) block.lines = block.lines.filter((it) => !it.startsWith("strict-transport-security"));
  return blocks;
}

/** A static host. An address with `?stay` gives a page that leads on without what leads on, to be looked at. */
export async function serve(root) {
  const blocks = readHeaders(path.join(root, "_headers"));
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://host");
    let file = path.join(root, decodeURIComponent(url.pathname));
    if (existsSync(file) && statSync(file).isDirectory()) file = path.join(file, "index.html");
    const isThere = file.startsWith(root) && existsSync(file);
    if (!isThere) file = path.join(root, "404.html");
    const type = types[path.extname(file)] ?? (/\.html?$/.test(url.pathname) ? types[".html"] : "application/octet-stream");
    response.writeHead(isThere ? 200 : 404, { ...headersFor(blocks, url.pathname), "content-type": type });
    const bytes = readFileSync(file);
    response.end(url.searchParams.has("stay") ? bytes.toString().replace(/<meta[^>]*http-equiv="?refresh"?[^>]*>/, "") : bytes);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return { server, origin: `http://127.0.0.1:${server.address().port}` };
}
