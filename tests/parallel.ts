// The typings of the parallel runner as users see them. Never run, only type-checked (`tsc -p tests`).
import { runParallel } from '../www/js/runner/run.js';
import type { Msg, NodeResult, Op, ParallelOptions, ParallelRun } from '../www/js/runner/run.js';
import type { Counters, Network } from '../www/pkg/pc_playground.js';

/** Compiles only when the two types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(..._proof: Same<A, B> extends true ? [] : ['the types differ']): void {}

export async function parallel(network: Network, inputs: Float64Array, targets: Float64Array): Promise<void> {
  same<typeof runParallel, (options: ParallelOptions) => Promise<ParallelRun>>();
  const run = await runParallel({
    network,
    inputs,
    targets,
    rule: { rule: 'zil' },
    steps: 3,
    lockstep: true,
    rounds: 2,
    calibrate: false,
    patienceMs: 1000,
    signal: AbortSignal.timeout(1000),
    onState: ({ phase, ready, nodes }) => void [phase, ready, nodes],
  });
  same<typeof run.nodes, NodeResult[]>();
  same<typeof run.counters, Counters>();
  same<typeof run.firstNonzero, Int32Array>();
  same<typeof run.learnedAt, Int32Array>();
  same<NodeResult['trace'], Op[]>();
  same<NodeResult['messages'], Msg[]>();
  same<Op['use'], 'front' | 'refine' | 'redundant' | 'idle' | ''>();
  same<Msg['kind'], 'value' | 'feedback' | 'token'>();
  same<Op['stage'] | Msg['stage'], number>();
  await runParallel({
    network,
    inputs,
    targets,
    rule: { rule: 'ode-bp', integrator: 'heun', feedback: 'random', feedbackSeed: 3 },
  });
  await runParallel({ network, inputs, targets, rule: { rule: 'langevin', noiseSeed: 3 } });
  const numbers: number[] = [
    run.wallMs,
    run.startup.compileMs,
    run.startup.spawnMs,
    ...run.startup.initMs,
    run.clockResolutionMs,
  ];
  void numbers;
  // @ts-expect-error the rule is required
  await runParallel({ network, inputs, targets });
  // @ts-expect-error a plain list
  await runParallel({ network, inputs: [1], targets, rule: { rule: 'bp' } });
  // @ts-expect-error a misspelt option
  await runParallel({ network, inputs, targets, rule: { rule: 'bp' }, step: 3 });
}
