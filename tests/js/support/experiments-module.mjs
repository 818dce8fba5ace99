// The built module of the experiments, which has the engine's classes too, initialised as Node does it.
import { readFileSync } from 'node:fs';
import * as pc from '../../../www/pkg-experiments/pc_experiments.js';

pc.initSync({ module: readFileSync(new URL('../../../www/pkg-experiments/pc_experiments_bg.wasm', import.meta.url)) });

export const { Dataset, Experiment } = pc;
export { pc };
