// What the parallel view says in words, and where keys and pointer lead in its timelines.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chainSizes,
  bottleneck,
  minibatch,
  networkOptions,
  ownErrors,
  ruleOptions,
  shownSchemes,
  stepsOf,
} from '../../../www/js/model/chain/settings.js';
import {
  bottleneckSentence,
  comparison,
  ruleSentence,
  times,
  timelineSummary,
} from '../../../www/js/views/parallel/words.js';
import { moveBar, readBar } from '../../../www/js/views/parallel/timeline.js';
import { defaults } from '../../../www/js/model/settings.js';
import { summarise } from '../../../www/js/model/chain/timeline.js';
import { hit, timeText } from '../../../www/js/views/parallel/draw/timeline.js';
import { schemeCosts } from '../../../www/js/workers/costs.js';
import { columns, planned, timelineOf } from '../support/chains.mjs';
import { pc } from '../support/module.mjs';

const SIZES = [784, 16, 16, 16, 16, 10];
/** The timeline of a list on an ideal machine. */
const ideally = (scheme, list, machine) => timelineOf(scheme, columns(list), machine);
/** The list with what products are worth under exact arithmetic: zero before t = L − node, then front, then refine. */
const list = (rule, T) =>
  planned(rule, SIZES, 2, T).map(operation =>
    operation.kind !== 'vjp'
      ? operation
      : {
          ...operation,
          use: /** @type {any} */ (
            operation.t < 5 - operation.node ? 'idle' : operation.t === 5 - operation.node ? 'front' : 'refine'
          ),
        },
  );
const ideal = (rule, T = 4) => ideally(rule, list(rule, T), { depth: 5, T, lockstep: true });
const run = {
  depth: 5,
  T: 4,
  gamma: 0.5,
  dtype: 'f64',
  finite: true,
  ownErrors: false,
  arrived: { share: pc.Theory.share(4, 0.5, 4), needed: pc.Theory.stepsToArrive(0.5, 4) },
};

test('a rule’s sentence counts its products and says how its error comes', () => {
  const bp = summarise(ideal('bp'));
  assert.match(ruleSentence('bp', bp, bp, run), /4 in all, none wasted/);
  const fpa = ruleSentence('fpa', summarise(ideal('fpa')), bp, run);
  assert.match(fpa, /4 of 16 products carry it; 6 refine it, 6 multiply zero/);
  assert.match(fpa, /Node 1 gets 6\.3 % of it; 99 % takes T = \d+\./);
  assert.match(ruleSentence('zil', summarise(ideal('zil')), bp, run), /takes 1\.\d+ × as long to node 1/);
  assert.match(
    ruleSentence('fpa', summarise(ideal('fpa', 2)), bp, { ...run, T: 2 }),
    /no further than node 3: T = 2 is fewer than the 4 steps/,
  );
  assert.match(
    ruleSentence('vpc', summarise(ideal('vpc')), bp, { ...run, finite: false, gamma: 3 }),
    /^Diverged: with γ = 3/,
  );
  assert.equal(
    ruleSentence('zil', summarise(ideal('zil')), bp, { ...run, finite: false }),
    'Diverged: the errors grew past what a number can hold.',
  );
  // The closed form is FPA-PC's, and that of the equation it follows.
  assert.match(ruleSentence('ode-bp', summarise(ideal('ode-bp')), bp, run), /Node 1 gets 6\.3 % of it/);
  assert.doesNotMatch(ruleSentence('vpc', summarise(ideal('vpc')), bp, run), /Node 1 gets/);
  assert.match(
    ruleSentence('zil-early', summarise(ideal('zil-early')), bp, run),
    /learns before it sends, so the error waits/,
  );
});

test('where nodes have errors of their own, what is told is the way of the output’s', () => {
  const bp = summarise(ideal('bp'));
  const ar = list('ar', 4).map(operation =>
    operation.kind === 'vjp'
      ? { ...operation, use: /** @type {any} */ (operation.t === 0 ? 'front' : 'refine') }
      : operation,
  );
  const own = summarise(ideally('ar', ar, { depth: 5, T: 4, lockstep: true }));
  assert.deepEqual([own.counts.front, own.carrying], [4, 4]);
  const sentence = ruleSentence('ar', own, bp, { ...run, ownErrors: true });
  assert.match(sentence, /^What the output sends (takes .* to node 1|reaches node 1 when)/);
  assert.match(sentence, /every node starts with its value.*4 of 16 products are the first to know of the output/);
  const short = summarise(
    ideally(
      'ar',
      ar.filter(({ t }) => t < 2),
      { depth: 5, T: 2, lockstep: true },
    ),
  );
  assert.match(
    ruleSentence('ar', short, bp, { ...run, T: 2, ownErrors: true }),
    /^What the output sends gets no further than node 3: T = 2 is fewer than the 4 steps/,
  );
  assert.match(timelineSummary(ideally('ar', ar, { depth: 5, T: 4 }), own), /What the output sends reaches node 1/);
});

test('Heun’s two rounds and FA-Z-IL’s layers that never learn are told', () => {
  const bp = summarise(ideal('bp'));
  const heun = planned('ode-heun', SIZES, 2, 1).map(operation =>
    operation.kind !== 'vjp'
      ? operation
      : {
          ...operation,
          use: /** @type {any} */ (
            operation.stage === 5 - operation.node ? 'front' : operation.stage > 5 - operation.node ? 'refine' : 'idle'
          ),
        },
  );
  const one = summarise(ideally('ode-heun', heun, { depth: 5, T: 1 }));
  assert.match(
    ruleSentence('ode-heun', one, bp, { ...run, T: 1 }),
    /no further than node 3: T = 1 is fewer than the 2 steps to node 1\. A step has two rounds/,
  );
  const lost = list('fa-zil', 4).filter(({ kind, node }) => kind !== 'gradient' || node > 2);
  assert.match(
    ruleSentence('fa-zil', summarise(ideally('fa-zil', lost, { depth: 5, T: 4 })), bp, run),
    /2 layers of 5 never learned/,
  );
  assert.doesNotMatch(ruleSentence('fa-zil', summarise(ideal('fa-zil')), bp, run), /never learned/);
});

test('an error that rounding held up is told as such, not as too few steps', () => {
  const bp = summarise(ideal('bp'));
  const late = list('vpc', 6).map(operation =>
    operation.kind === 'vjp' && operation.node < 4 ? { ...operation, use: /** @type {any} */ ('idle') } : operation,
  );
  const held = summarise(ideally('vpc', late, { depth: 5, T: 6 }));
  const sentence = ruleSentence('vpc', { ...held, delayed: true }, bp, { ...run, T: 6 });
  assert.match(
    sentence,
    /no further than node 3 in T = 6 steps\. On the way, changes too small for f64 were rounded away\./,
  );
  assert.equal(summarise(ideal('vpc')).delayed, false);
  const delayed = list('fpa', 6).map(operation =>
    operation.kind === 'vjp' && operation.node === 2
      ? { ...operation, use: /** @type {any} */ (operation.t === 5 ? 'front' : 'idle') }
      : operation,
  );
  assert.equal(summarise(ideally('fpa', delayed, { depth: 5, T: 6 })).delayed, true);
});

test('the summary of a timeline names its end, its classes and the waiting', () => {
  const timeline = ideal('fpa');
  assert.match(
    timelineSummary(timeline, summarise(timeline)),
    /^FPA-PC, 5 nodes, T = 4: ends after [\d.]+ k multiply-adds\. The output’s error reaches node 1 after .*4 front \(\d+ % of the work\), 6 refine .*, 6 idle .*without work for \d+ % of the time\.$/,
  );
});

test('the comparison says which is slower, by how much, and gives the reasons with numbers', () => {
  const timeline = { ...ideal('fpa'), unit: /** @type {'ms'} */ ('ms') };
  const summary = summarise(timeline);
  const measured = /** @type {any} */ ({
    depth: 5,
    steps: 4,
    wallMs: 9,
    processors: 2,
    rule: { rule: 'fpa' },
    nodes: [{ trace: timeline.bars }],
  });
  const slow = comparison(measured, summary, { forwardMs: 1, backwardMs: 2, stepsMs: 2, runs: 9 });
  assert.equal(
    slow.verdict,
    '5 workers took 9 ms, the loop in one worker 3 ms: in parallel it takes 3 × as long, 6 ms more.',
  );
  assert.match(
    slow.reasons.join(' '),
    /2 cores for 5 nodes.*The 8 messages of the forward sweep and of the error’s way back/,
  );
  const fast = comparison(measured, summary, { forwardMs: 9, backwardMs: 2, stepsMs: 27, runs: 9 });
  assert.match(fast.verdict, /4 × as fast/);
  assert.match(fast.reasons[0], /more than 2 cores can give/);
});

test('the bottleneck’s sentence names the layer and what each rule pays', () => {
  const settings = { ...defaults(), pDepth: 6, pWidth: 64, pWide: 3, pWideUnits: 1024, pBatch: 1, pT: 5 };
  const [bp, fpa, zil] = /** @type {const} */ (['bp', 'fpa', 'zil']).map(scheme => schemeCosts(settings, scheme));
  const sentence = bottleneckSentence(chainSizes(settings), { bp, fpa, zil }, 5, bottleneck(settings));
  assert.match(sentence, /^Hidden layer 3 has 1,024 units, so the dearest product costs C_slow = 65\.5 k/);
  assert.match(sentence, /T = 5 steps \(328 k of/);
});

test('a widened layer that the chain does not have is none', () => {
  const settings = { ...defaults(), pDepth: 3, pWidth: 8, pWide: 3 };
  assert.equal(bottleneck(settings), 0);
  assert.deepEqual(chainSizes(settings), [784, 8, 8, 10]);
  assert.deepEqual(
    ['bp', 'vpc', 'fpa', 'zil', 'fa-zil', 'zil-step', 'ar'].map(scheme =>
      stepsOf({ pT: 9, pDepth: 3 }, /** @type {any} */ (scheme)),
    ),
    [2, 9, 9, 2, 9, 2, 9],
  );
});

test('a scheme takes the settings of this view, and those of the page that it has a use for', () => {
  const settings = {
    ...defaults(),
    pGamma: 0.25,
    gammaVpc: 3,
    gammaFpa: 3,
    k: 7,
    stores: /** @type {const} */ ('error'),
    noiseSeed: 4,
    feedback: /** @type {const} */ ('random'),
    feedbackSeed: 9,
  };
  assert.deepEqual(ruleOptions(settings, 'klimit'), {
    rule: 'vpc',
    stepSize: 0.25,
    outputVariance: 7,
    feedback: 'random',
    feedbackSeed: 9,
  });
  assert.equal(ruleOptions(settings, 'fpa').stepSize, 0.25);
  assert.equal(ruleOptions(settings, 'fpa').stores, 'value', 'this view has no control for it');
  assert.deepEqual(ruleOptions(settings, 'langevin'), {
    rule: 'langevin',
    stepSize: 0.25,
    noiseSeed: 4,
    feedback: 'random',
    feedbackSeed: 9,
  });
  assert.equal(ruleOptions(settings, 'il-prox').feedback, undefined);
  assert.deepEqual(
    [
      ownErrors({ decay: 0 }, 'g-il'),
      ownErrors({ decay: 0.1 }, 'g-il'),
      ownErrors({ decay: 0.1 }, 'vpc'),
      ownErrors({ decay: 0 }, 'ar'),
    ],
    [false, true, false, true],
  );
  assert.deepEqual(shownSchemes('zil'), ['bp', 'vpc', 'fpa', 'zil']);
  assert.deepEqual(shownSchemes('ar'), ['bp', 'vpc', 'fpa', 'zil', 'ar']);
});

test('the generative chain is the same turned round, with a gaussian output', () => {
  const settings = { ...defaults(), pDepth: 3, pWidth: 8, pWide: 2, pWideUnits: 64 };
  assert.deepEqual(chainSizes(settings, 'generative'), [10, 8, 64, 784]);
  assert.equal(networkOptions(settings, 'generative').likelihood, 'gaussian');
  assert.equal(networkOptions(settings, 'vpc').likelihood, 'categorical');
  const { inputs, targets } = minibatch({ images: Uint8Array.of(0, 255, 51), labels: Uint8Array.of(3) }, 'generative');
  assert.deepEqual([inputs.indexOf(1), [...targets]], [3, [0, 1, 0.2]]);
});

test('a minibatch is pixels over 255 and one-hot labels', () => {
  const { inputs, targets } = minibatch({ images: Uint8Array.of(0, 255, 51), labels: Uint8Array.of(3, 0) });
  assert.deepEqual([...inputs], [0, 1, 0.2]);
  assert.deepEqual(
    [...targets].flatMap((value, i) => (value ? [i] : [])),
    [3, 10],
  );
});

test('numbers read well', () => {
  assert.deepEqual(
    [0, 950, 12_345, 2.5e6, 3e9].map(value => timeText(value, 'multiply-adds')),
    ['0', '950', '12.3 k', '2.5 M', '3 G'],
  );
  assert.deepEqual(
    [0, 0.01234, 12.345, 345.6].map(value => timeText(value, 'ms')),
    ['0 ms', '0.0123 ms', '12.35 ms', '346 ms'],
  );
  assert.deepEqual([1, 1.04, 1.44, 2.96, 12.2].map(times), ['1 ×', '1.04 ×', '1.4 ×', '3 ×', '12 ×']);
});

test('arrows walk along a lane and to the nearest bar of the next', () => {
  const timeline = ideal('fpa');
  const first = moveBar(timeline, null, 'ArrowRight');
  assert.deepEqual([first?.node, first?.kind, first?.t], [1, 'forward', 0]);
  const second = moveBar(timeline, first, 'ArrowRight');
  assert.equal(second?.kind, 'gradient');
  assert.equal(moveBar(timeline, second, 'ArrowRight'), second);
  assert.equal(moveBar(timeline, first, 'ArrowDown'), first);
  const above = moveBar(timeline, first, 'ArrowUp');
  assert.deepEqual([above?.node, above?.kind], [2, 'forward']);
  const { spoken } = readBar(
    /** @type {any} */ (timeline.bars.find(({ node, kind, t }) => node === 3 && kind === 'vjp' && t === 2)),
    timeline,
  );
  assert.match(spoken, /^Node 3, product towards the input \(vjp\) at t = 2, front: .* 512 multiply-adds\.$/);
});

test('every bar is found under its own middle', () => {
  const timeline = ideal('zil');
  const snapshot = /** @type {any} */ ({
    timeline,
    from: 0,
    to: timeline.end,
    small: false,
    axis: true,
    cursor: null,
    mark: null,
  });
  const [width, height] = [1200, 400];
  const lane = (height - 22 - 6) / 5;
  for (const bar of timeline.bars) {
    const x = 58 + ((bar.start + bar.end) / 2 / timeline.end) * (width - 68);
    const y = 6 + (5 - bar.node) * lane + (bar.kind === 'gradient' ? 0.93 : 0.4) * lane;
    assert.equal(hit(width, height, snapshot, x, y), bar, `${bar.kind} of node ${bar.node} at t = ${bar.t}`);
  }
  assert.equal(hit(width, height, snapshot, 10, 100), null);
});
