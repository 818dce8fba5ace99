// The targets and whether this run meets them. They are shown, never asserted: a busy machine is no error in the code.

import { HIDDEN } from './cases.js';
import { percent, short } from './names.js';
import { PRODUCTS, besideProducts, groupOf, lead, leadOfAutodiff, msOf, overProducts, pieceSpeed } from './results.js';
import { ratio } from './stats.js';

/** @typedef {import('./results.js').Found} Found */
/** @typedef {{what: string, wanted: string, measured: string, met: boolean}} Target */

/**
 * How many times faster than TF.js a step of backpropagation is to be, by build.
 * @type {Readonly<Record<string, number>>}
 */
const LEADS = { 'relaxed-simd': 16, simd128: 10 };
/** This share of as many times as there are workers is near-linear. */
const NEAR = 0.9;
/** A frame's time is told in tenths of a millisecond. */
const CLOCK_MS = 0.1;

/** Of one build. @param {Found} found @param {string} who @returns {Target[]} */
function ofBuild(found, who) {
  const group = (/** @type {number} */ hidden) => groupOf(found, 64, hidden);
  const wanted = LEADS[who] ?? LEADS.simd128;
  const leads = [
    { over: 'TF.js wasm (variableGrads)', ratios: HIDDEN.map(hidden => leadOfAutodiff(group(hidden), who).median) },
    { over: 'TF.js wasm (the fastest way)', ratios: HIDDEN.map(hidden => lead(group(hidden), who, 'bp').median) },
  ];
  const fpa = ratio(msOf(group(4), who, 'fpa-1'), msOf(group(4), who, 'bp')).median;
  const over = ['fpa-20', 'vpc-20'].map(rule => ({
    rule,
    ratios: HIDDEN.map(hidden => overProducts(found, group(hidden), who, rule).median),
  }));
  const speeds = PRODUCTS.map(product => ({ product, share: pieceSpeed(found, who, product).ofPeak.median }));
  const beside = HIDDEN.map(hidden => besideProducts(group(hidden), who).median);
  return [
    ...leads.map(({ over, ratios }) => ({
      what: `${who}: BP over ${over}, H = ${HIDDEN.join(', ')}`,
      wanted: `≥ ${wanted} ×`,
      measured: ratios.map(short).join(', '),
      met: ratios.every(one => one >= wanted),
    })),
    { what: `${who}: FPA γ 1, T = H over BP, H = 4`, wanted: '≤ 1.4 ×', measured: short(fpa), met: fpa <= 1.4 },
    ...over.map(({ rule, ratios }) => ({
      what: `${who}: ${rule.replace('-20', '').toUpperCase()} T = 20 over its multiply-adds, H = ${HIDDEN.join(', ')}`,
      wanted: '≤ 1.25 ×',
      measured: ratios.map(short).join(', '),
      met: ratios.every(one => one <= 1.25),
    })),
    ...speeds.map(({ product, share }) => ({
      what: `${who}: ${product}`,
      wanted: '≥ 85 % of peak',
      measured: percent(share),
      met: share >= 0.85,
    })),
    {
      what: `${who}: BP beside its products, H = ${HIDDEN.join(', ')}`,
      wanted: '≤ 12 %',
      measured: beside.map(percent).join(', '),
      met: beside.every(one => one <= 0.12),
    },
  ];
}

/** @param {Found} found @returns {Target[]} */
export function targets(found) {
  const bytes = found.allocations.reduce((sum, one) => sum + one.bytes, 0);
  const grown = found.growth.reduce((sum, one) => sum + one.bytes, 0);
  const { start, frames, crowd } = found;
  const all = crowd.counting.length - 1;
  // What workers gain that do nothing but count is all that there is to gain.
  const { workers, speedup: possible } = crowd.counting[all];
  const wanted = NEAR * workers;
  return [
    ...found.flavours.flatMap(who => ofBuild(found, who)),
    { what: 'bytes allocated by training steps', wanted: '0', measured: String(bytes), met: bytes === 0 },
    { what: 'bytes of memory grown in 10,000 steps', wanted: '0', measured: String(grown), met: grown === 0 },
    ...[
      { what: 'training steps', of: crowd.training },
      { what: 'cells', of: crowd.cells },
    ].map(({ what, of }) => {
      const { median } = of[all].speedup;
      return {
        what: `${what}, ${workers} workers over 1`,
        wanted: `≥ ${short(wanted)} ×`,
        measured: `${short(median)} (control: ${short(possible.median)})`,
        met: median >= wanted,
      };
    }),
    {
      what: 'first step possible, digits drawn by the page',
      wanted: '≤ 1,000 ms',
      measured: `${short(start.drawn.median)} ms (empty page: ${short(start.empty.median)})`,
      met: start.drawn.median <= 1000,
    },
    {
      what: 'first step possible, packed digits fetched',
      wanted: '≤ 1,000 ms',
      measured: `${short(start.packed.median)} ms (empty page: ${short(start.empty.median)})`,
      met: start.packed.median <= 1000,
    },
    {
      what: 'p95 of frames while training',
      wanted: '≤ 16.7 ms',
      met: frames.training.p95 <= 16.7 + CLOCK_MS,
      measured: `${short(frames.training.p95)} ms (empty page: ${short(frames.empty.p95)})`,
    },
  ];
}
