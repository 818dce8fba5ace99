// Starts module workers, also where the browser would not: it takes a worker's script from the page's own origin alone. A sandboxed frame has
// an origin that is nobody's, so there the worker begins with a line of the page's own that imports the script, which the server must
// allow others to read (Access-Control-Allow-Origin).

/** One such line for each script. @type {Map<string, string>} */
const lines = new Map();

/** @param {URL} script @returns {string} */
function ownLine(script) {
  let address = lines.get(script.href);
  if (!address) {
    address = URL.createObjectURL(new Blob([`import ${JSON.stringify(script.href)};`], { type: 'text/javascript' }));
    lines.set(script.href, address);
  }
  return address;
}

/**
 * @param {URL} script
 * @param {string} [name] for the browser's tools
 * @returns {Worker}
 * @throws {DOMException} where the browser allows no worker
 */
export const startModuleWorker = (script, name) => new Worker(script.origin === self.origin ? script : ownLine(script), { type: 'module', ...(name && { name }) });
