// TypeScript: what the package's typings say, from outside. Only has to compile.
import init, { Network, type RuleOptions } from 'pc-playground';
import { runParallel } from 'pc-playground/parallel.js';
import { PcPlayground } from 'pc-playground/element.js';

await init();
const rule: RuleOptions = { rule: 'fpa', stepSize: 0.5 };
const network = new Network({ sizes: [4, 3, 2] });
const run = await runParallel({
  network,
  inputs: new Float64Array(4),
  targets: new Float64Array([1, 0]),
  rule,
  steps: 2,
});
const wall: number = run.wallMs;
const element: HTMLElement = new PcPlayground();
// @ts-expect-error no such rule
const wrong: RuleOptions = { rule: 'fap' };
console.log(wall, element, wrong);
