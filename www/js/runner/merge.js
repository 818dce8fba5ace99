// From what the nodes report to one run. Pure.

import { clockOffsets, typical } from './clock.js';

/** @typedef {import('./protocol.js').NodeReport} NodeReport */
/** @typedef {import('./protocol.js').Counters} Counters */
/** @typedef {import('./run.js').NodeResult} NodeResult */

/**
 * The counters of a chain from those of its nodes. What nodes do in one phase runs in parallel: the dearest is on the
 * critical path.
 * @param {{counters: Counters, phases: number[]}[]} nodes 1 … L
 * @returns {Counters}
 */
export function mergeCounters(nodes) {
  /** @param {'forward' | 'vjp' | 'parameterVjp'} key */
  const list = key => nodes.flatMap(node => node.counters[key]);
  /** @param {'idle' | 'front' | 'refine' | 'redundant' | 'multiplyAdds' | 'messages'} key */
  const sum = key => nodes.reduce((all, node) => all + node.counters[key], 0);
  const criticalPath = nodes[0].phases
    .map((_, phase) => Math.max(...nodes.map(node => node.phases[phase])))
    .reduce((all, dearest) => all + dearest, 0);
  return {
    forward: list('forward'),
    vjp: list('vjp'),
    parameterVjp: list('parameterVjp'),
    idle: sum('idle'),
    front: sum('front'),
    refine: sum('refine'),
    redundant: sum('redundant'),
    multiplyAdds: sum('multiplyAdds'),
    criticalPath,
    messages: sum('messages'),
  };
}

/**
 * Everything in a run that comes from the nodes, on one clock whose zero is the start of the first operation.
 * @param {NodeReport[]} reports of nodes 1 … L
 */
export function mergeReports(reports) {
  const offsets = clockOffsets(reports);
  const rounds = reports[0].starts.length;
  const walls = Array.from(
    { length: rounds },
    (_, round) => Math.max(...reports.map((report, i) => report.ends[round] - offsets[i])) - reports[0].starts[round],
  );
  const clockResolutionMs = Math.max(...reports.map(report => report.resolutionMs));
  const zero = reports[0].ops[0].start;
  /** @type {NodeResult[]} */
  const nodes = reports.map((report, i) => {
    // Every operation of a node is one product with its weights.
    const multiplyAdds = report.counters.multiplyAdds / report.ops.length;
    /** @param {number} time on the clock of node l @param {number} l */
    const common = (time, l) => time - offsets[l - 1] - zero;
    const l = i + 1;
    return {
      index: l,
      value: report.value,
      error: report.error,
      prediction: report.prediction,
      weightGradient: report.weightGradient,
      biasGradient: report.biasGradient,
      phases: report.phases,
      trace: report.ops.map(({ kind, t, stage, start, end, use }) => ({
        kind,
        t,
        stage,
        start: common(start, l),
        end: common(end, l),
        multiplyAdds,
        use,
      })),
      messages: report.messages.map(({ kind, t, stage, from, to, sent, received }) => ({
        kind,
        t,
        stage,
        from,
        to,
        sent: common(sent, from),
        received: common(received, to),
      })),
      calibrated: report.calibrated,
    };
  });
  return {
    nodes,
    counters: mergeCounters(reports),
    firstNonzero: Int32Array.of(-1, ...reports.map(report => report.firstNonzero)),
    learnedAt: Int32Array.from(reports, ({ ops }) => ops.findLast(({ kind }) => kind === 'gradient')?.t ?? -1),
    steps: reports[0].steps,
    wallMs: typical(walls, clockResolutionMs),
    wallsMs: walls,
    clockResolutionMs,
  };
}
