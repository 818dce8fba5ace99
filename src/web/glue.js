// build.sh appends this to the JavaScript that wasm-bindgen writes, whose names are known here: `wasm`, the module's exports,
// and the classes.

// `init()` without bytes asks for the module by its address, which in Node is that of a file; Node's own fetch takes none.
// The name is that of the browser's, so that the generated code finds this one.
function fetch(address) {
  const node = globalThis.process?.versions?.node && globalThis.process.getBuiltinModule?.('node:fs/promises');
  const isFile = address instanceof URL ? address.protocol === 'file:' : typeof address === 'string' && !/^(?!file:)[a-z][a-z\d+.-]+:/i.test(address);
  if (!node || !isFile) return globalThis.fetch(address);
  return node.readFile(/^file:/i.test(address) ? new URL(address) : address);
}

// What `free()` in Rust lets go of is the content. The small thing around it, which the object points to, would wait for the garbage
// collector's word, and that comes only in a pause: a loop without one would fill the memory. It goes at once, and the object points to the
// first of its class that was freed from then on, which stays, and answers every use with a sentence.
for (const [name, Class] of Object.entries({
  Dataset, Inference, LocalNode, Network, Trainer, ...(typeof Experiment === 'undefined' ? {} : { Experiment }),
})) {
  const empty = Class.prototype.free;
  let freed = 0;
  Class.prototype.free = function free() {
    empty.call(this);
    if (this.__wbg_ptr === freed) return;
    const own = this.__destroy_into_raw();
    if (freed === 0) freed = own;
    else wasm[`__wbg_${name.toLowerCase()}_free`](own, 1);
    this.__wbg_ptr = freed;
  };
  if (Symbol.dispose) Class.prototype[Symbol.dispose] = Class.prototype.free;
}
