// The table of a run, in Markdown: one text to print, to keep and to put into docs/performance.md. Pure.

import { BATCHES, HIDDEN, RULES } from './cases.js';
import { nameOf, percent, short, table, withSpread } from './names.js';
import {
  DIGIT_FORMS,
  besideProducts,
  fastestTfjs,
  groupOf,
  isPeak,
  lead,
  msOf,
  overProducts,
  peakSpeed,
  pieceSpeed,
} from './results.js';
import { ratio, spread } from './stats.js';
import { targets } from './targets.js';

/** @typedef {import('./results.js').Found} Found */

/** Steps of one batch size: times, and how many times TF.js takes. @param {Found} found @param {number} batch */
function steps(found, batch) {
  const { flavours } = found;
  const head = [
    'rule',
    'H',
    ...flavours.map(who => `${who}, ms`),
    'TF.js wasm, ms',
    ...flavours.map(who => `TF.js / ${who}`),
    ...flavours.map(who => `/ BP, ${who}`),
  ];
  const rows = RULES.flatMap(({ id, name }) =>
    HIDDEN.map(hidden => {
      const group = groupOf(found, batch, hidden);
      return [
        name,
        String(hidden),
        ...flavours.map(who => withSpread(spread(msOf(group, who, id)))),
        withSpread(spread(fastestTfjs(group, id).ms)),
        ...flavours.map(who => withSpread(lead(group, who, id))),
        ...flavours.map(who => short(ratio(msOf(group, who, id), msOf(group, who, 'bp')).median)),
      ];
    }),
  );
  return table(head, rows);
}

/** TF.js's ways to do backpropagation, each, and how many times ours they take. @param {Found} found */
function tfjsWays(found) {
  const ways = ['tfjs-wasm', 'tfjs-wasm-autodiff', 'tfjs-cpu'];
  const slower = ways.slice(1).flatMap(way => found.flavours.map(who => ({ way, who })));
  const rows = BATCHES.flatMap(batch =>
    HIDDEN.map(hidden => {
      const group = groupOf(found, batch, hidden);
      return [
        `batch ${batch}`,
        String(hidden),
        ...ways.map(who => withSpread(spread(msOf(group, who, 'bp')))),
        ...slower.map(({ way, who }) => withSpread(ratio(msOf(group, way, 'bp'), msOf(group, who, 'bp')))),
      ];
    }),
  );
  return table(
    [
      'BP',
      'H',
      ...ways.map(who => `${nameOf(who)}, ms`),
      ...slower.map(({ way, who }) => `${nameOf(way).replace('TF.js wasm, ', '')} / ${who}`),
    ],
    rows,
  );
}

/** Products of digits pass over blanks, so they have a time, but no speed that the peak bounds. @param {Found} found */
function pieces(found) {
  const rows = Object.keys(found.pieceSizes).map(what => [
    what,
    ...found.flavours.flatMap(who => {
      const { ms, gflops, ofPeak } = pieceSpeed(found, who, what);
      const hasSpeed = found.pieceSizes[what] > 0 && !DIGIT_FORMS.includes(what);
      return [
        isPeak(what) ? '' : short(1000 * ms.median),
        ...(hasSpeed ? [withSpread(gflops), percent(ofPeak.median)] : ['', '']),
      ];
    }),
  ]);
  const peak = [
    'peak: the fastest of these in each round',
    ...found.flavours.flatMap(who => ['', withSpread(peakSpeed(found, who)), percent(1)]),
  ];
  const loops = rows.filter(([what]) => isPeak(what)).length;
  rows.splice(loops, 0, peak);
  return table(
    ['outputs × batch × inputs', ...found.flavours.flatMap(who => [`${who}, µs`, 'GFLOP/s', 'of peak'])],
    rows,
  );
}

/** @param {Found} found */
function shares(found) {
  const rows = HIDDEN.flatMap(hidden => {
    const group = groupOf(found, 64, hidden);
    return [
      ...RULES.map(({ id, name }) => [
        `${name}: time / its multiply-adds at the 64×64×64 speed`,
        String(hidden),
        short(group.multiplyAdds[id] / 1e6),
        ...found.flavours.map(who => withSpread(overProducts(found, group, who, id))),
      ]),
      [
        'BP: share of a step that is no product',
        String(hidden),
        '',
        ...found.flavours.map(who => percent(besideProducts(group, who).median)),
      ],
      [
        'the same, products as they are with digits',
        String(hidden),
        '',
        ...found.flavours.map(who => percent(besideProducts(group, who, DIGIT_FORMS).median)),
      ],
    ];
  });
  return table(['batch 64', 'H', 'million multiply-adds', ...found.flavours], rows);
}

/** @param {Found} found */
function throughput(found) {
  const rows = HIDDEN.flatMap(hidden =>
    [...found.flavours, fastestTfjs(groupOf(found, 64, hidden), 'bp').who].map(who => {
      const { median } = spread(msOf(groupOf(found, 64, hidden), who, 'bp'));
      return [nameOf(who), String(hidden), short(64 / (median / 1000)), short((60_000 / 64) * (median / 1000))];
    }),
  );
  return table(['BP, batch 64', 'H', 'samples a second', 'seconds for 60,000 samples'], rows);
}

/** One line a build and kind; whoever is not at 0 is named. @param {Found} found */
function memory({ flavours, growth, allocations }) {
  /** @param {string} what @param {{who: string, rule: string, steps: number, bytes: number}[]} all */
  const rows = (what, all) =>
    flavours.map(who => {
      const mine = all.filter(one => one.who === who);
      const guilty = mine.filter(({ bytes }) => bytes !== 0).map(({ rule, bytes }) => `${rule}: ${bytes}`);
      return [`${what}, each of ${mine.length} rules`, who, short(mine[0].steps), guilty.join(', ') || '0'];
    });
  return table(
    ['', 'build', 'steps', 'bytes'],
    [...rows('memory grown', growth), ...rows('asked of the allocator', allocations)],
  );
}

/** @param {Found} found */
function crowd({ crowd: { training, cells, counting, cell } }) {
  /** @param {string} what @param {import('./results.js').Scaling} scaling */
  const rows = (what, scaling) =>
    scaling.map(({ workers, rate, speedup }) => [what, String(workers), withSpread(rate), withSpread(speedup)]);
  return table(
    ['engine workers', 'how many', 'a second', 'over one'],
    [
      ...rows('training steps, BP, H = 4, batch 64', training),
      ...rows(`cells, ${cell.id}`, cells),
      ...rows('control: counting alone', counting),
    ],
  );
}

/** @param {Found} found */
function site({ start, frames }) {
  /** @param {string} what @param {import('./results.js').Frames} one */
  const row = (what, one) => [what, short(one.median), short(one.p95), short(one.longest), String(one.frames)];
  return [
    table(
      ['navigation to the first step', 'ms', 'visits'],
      [
        ['packed digits fetched (the page as it comes)', withSpread(start.packed), String(start.visits)],
        ['digits drawn by the page', withSpread(start.drawn), String(start.visits)],
        ['control: an empty page', withSpread(start.empty), String(start.visits)],
      ],
    ),
    '',
    table(
      ['between frames, ms', 'median', 'p95', 'longest', 'frames'],
      [row('train view, training', frames.training), row('empty page', frames.empty)],
    ),
  ].join('\n');
}

/** @param {Found} found */
export function report(found) {
  const { date, commit, machine, browser, rounds, seconds, load, agreement } = found;
  /** @param {string} title @param {string} text */
  const part = (title, text) => `### ${title}\n\n${text}\n`;
  const goals = targets(found).map(({ what, wanted, measured, met }) => [
    what,
    wanted,
    measured,
    met ? 'met' : 'missed',
  ]);
  return [
    `${browser}, headless, on ${machine}; ${date.slice(0, 10)}, commit ${commit}; ${rounds} rounds, ${short(seconds)} s in all; load average ${load.map(one => one.toFixed(1)).join(' before, ')} after. Medians, and in brackets the middle half.`,
    `Ours and TF.js from the same weights and minibatch: losses agree to ${agreement.loss.toExponential(1)}, weights to ${agreement.weights.toExponential(1)} of the way they went (${agreement.count} comparisons).\n`,
    part('Training step, batch 64', steps(found, 64)),
    part('Training step, batch 1', steps(found, 1)),
    part('Backpropagation in TF.js', tfjsWays(found)),
    part('Pieces', pieces(found)),
    part('Steps against their products', shares(found)),
    part('Throughput', throughput(found)),
    part('Memory', memory(found)),
    part('Many workers', crowd(found)),
    part('The page', site(found)),
    part('Targets', table(['target', 'wanted', 'measured', ''], goals)),
  ].join('\n');
}
