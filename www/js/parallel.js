// The public address of the parallel runner, for pages and packages: what it does is in runner/run.js.

export * from './runner/run.js';
