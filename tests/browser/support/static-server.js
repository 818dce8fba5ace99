// A static server that reads each file once and then has it in memory: for the site that most tests open (serve.js),
// and as a second origin of a test's own, with a folder to serve it from and headers of one's choice.
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
/** What was read, by path. @type {Map<string, Promise<Buffer>>} */
const files = new Map();

/** @param {string} path */
function read(path) {
  if (!files.has(path)) files.set(path, readFile(path));
  return files.get(path);
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
};

/**
 * @param {object} options
 * @param {Record<string, string>} [options.mounts] addresses that begin with the key are files of this folder of the
 * project
 * @param {Record<string, string>} [options.pages] HTML, by address
 * @param {Record<string, string>} [options.headers] of every answer
 * @param {number} [options.port] any free one by default
 * @returns {Promise<{origin: string, asked: string[], close: () => Promise<void>}>} `asked`: the addresses asked for
 */
export async function serveSite({ mounts = {}, pages = {}, headers = {}, port = 0 }) {
  const asked = [];
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, 'http://x');
    asked.push(pathname);
    const answer = (status, type, body) =>
      response.writeHead(status, { 'Content-Type': type, 'Cache-Control': 'no-store', ...headers }).end(body);
    if (pathname in pages) return answer(200, TYPES['.html'], pages[pathname]);
    const mount = Object.keys(mounts).find(one => pathname.startsWith(one));
    try {
      const path = normalize(decodeURIComponent(pathname.slice(mount.length)) || 'index.html');
      answer(200, TYPES[extname(path)] ?? 'application/octet-stream', await read(`${ROOT}${mounts[mount]}/${path}`));
    } catch {
      answer(404, 'text/plain', 'not here');
    }
  });
  await new Promise(done => {
    server.listen(port, '127.0.0.1', () => done(undefined));
  });
  return {
    origin: `http://127.0.0.1:${server.address().port}`,
    asked,
    close: () =>
      new Promise(done => {
        server.closeAllConnections();
        server.close(done);
      }),
  };
}
