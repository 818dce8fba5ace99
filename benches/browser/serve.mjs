// A small static server on this machine alone: folders by the first part of the address, nothing cached.
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.wasm': 'application/wasm',
  '.svg': 'image/svg+xml',
};

/**
 * @param {Record<string, string>} folders what is at `/<name>/`; the folder of name '' is at `/`
 * @returns {Promise<{address: string, asked: string[], close: () => void}>} `asked`: the paths that were asked for
 */
export async function serve(folders) {
  /** @type {string[]} */
  const asked = [];
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    asked.push(path);
    const name = path.split('/')[1];
    const known = Object.hasOwn(folders, name) && name !== '';
    const root = known ? folders[name] : folders[''];
    const file = normalize(join(root, known ? path.slice(name.length + 1) : path));
    try {
      if (!file.startsWith(normalize(root) + sep)) throw new Error('outside');
      const { size } = await stat(file);
      response.writeHead(200, {
        'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
        'content-length': size,
        'cache-control': 'no-store',
      });
      createReadStream(file).pipe(response);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(done => {
    server.listen(0, '127.0.0.1', () => done(undefined));
  });
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return {
    address: `http://127.0.0.1:${port}/`,
    asked,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
