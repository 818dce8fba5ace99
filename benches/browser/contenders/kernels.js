// The typings of the module of benches/kernels: it is made for the benchmark alone, so there may be none to read.

/**
 * @typedef {object} Pieces
 * @property {() => string[]} names
 * @property {(piece: number) => number} multiplyAdds
 * @property {(piece: number, count: number) => void} run
 */
/**
 * @typedef {object} Kernels
 * @property {(options: {module: WebAssembly.Module}) => {memory: WebAssembly.Memory}} initSync
 * @property {new () => Pieces} Pieces
 * @property {() => string[]} rules
 * @property {(rule: number, steps: number) => number} bytesAllocated
 */
export {};
