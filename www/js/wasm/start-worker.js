// Starts module workers, also where the browser would not: it takes a worker's script from the page's own origin alone.
// A sandboxed frame has an origin that is nobody's, so there the worker begins with a line that imports the script,
// which the server must allow others to read (Access-Control-Allow-Origin). The line is a data: address, for Chromium
// takes no module from a blob: of such an origin.

/**
 * @param {URL} script
 * @param {string} [name] for the browser's tools
 * @returns {Worker}
 * @throws {DOMException} where the browser allows no worker
 */
export function startModuleWorker(script, name) {
  const address =
    script.origin === self.origin
      ? script
      : `data:text/javascript,${encodeURIComponent(`import ${JSON.stringify(script.href)};`)}`;
  return new Worker(address, { type: 'module', ...(name && { name }) });
}
