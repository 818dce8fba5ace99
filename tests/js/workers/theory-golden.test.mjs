// Operations, ideal schedules, costs and bounds are those that the page computed itself before the engine did:
// tests/golden/theory/schedules.json, recorded then.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { ownErrors, ruleOptions } from '../../../www/js/model/chain/settings.js';
import { idealTimeline, operationsIn, summarise } from '../../../www/js/model/chain/timeline.js';
import { defaults } from '../../../www/js/model/settings.js';
import { boundWords, printedWords } from '../../../www/js/views/parallel/bound-lines.js';
import { operations } from '../../../www/js/workers/operations.js';
import { Dataset, pc } from '../support/module.mjs';

const { chains, cases } = JSON.parse(
  readFileSync(new URL('../../golden/theory/schedules.json', import.meta.url), 'utf8'),
);

/** FNV-1a of numbers and words as text: long lists are recorded as this. @param {unknown[]} values */
function hash(values) {
  let sum = 0x811c9dc5;
  for (const character of values.join(' ')) sum = Math.imul(sum ^ character.charCodeAt(0), 0x01000193) >>> 0;
  return sum.toString(16);
}

/** As JSON has it: null for what is not a number. */
const told = value => JSON.parse(JSON.stringify(value));

/** @type {InstanceType<typeof Dataset>} */
let digits;
before(() => {
  digits = Dataset.synthetic(20, 1);
});

const LETTER = { forward: 'f', vjp: 'v', gradient: 'g' };
const line = ({ kind, node, t, stage, multiplyAdds, use }) =>
  `${LETTER[kind]} ${node} ${t} ${stage} ${multiplyAdds} ${use || '-'}`;
const place = ({ kind, node, t, stage }) => `${kind} ${node} ${t} ${stage}`;

assert.equal(cases.length, 54, 'three chains of eighteen schemes');
for (const golden of cases) {
  const { scheme } = golden;
  test(`${scheme} on chain ${golden.chain}`, () => {
    const settings = { ...defaults(), ...chains[golden.chain], ...(scheme === 'il-prox' && { pBatch: 1 }) };
    const { list, sizes, T, digits: ran, finite } = operations(settings, scheme, digits);
    assert.deepEqual([sizes, T, ran, finite], [golden.sizes, golden.T, golden.digits, golden.finite]);
    const rule = ruleOptions(settings, scheme);
    assert.deepEqual(rule, golden.rule);

    const all = operationsIn(list);
    const lines = all.map(line);
    assert.deepEqual(
      Array.isArray(golden.operations) ? lines : { count: lines.length, hash: hash(lines) },
      golden.operations,
    );

    const depth = sizes.length - 1;
    for (const [machine, expected] of Object.entries(golden.schedules)) {
      const [processors, lockstep] = [parseInt(machine, 10), machine.endsWith('lockstep')];
      const schedule = pc.Theory.schedule(list, rule, { processors, lockstep });
      const timeline = idealTimeline(scheme, list, schedule, { depth, T, own: ownErrors(settings, scheme) });
      const at = new Map(timeline.bars.map(bar => [place(bar), bar]));
      const bars = all.map(operation => at.get(place(operation)));
      const of = summarise(timeline);
      assert.deepEqual(
        told({
          end: timeline.end,
          bars: Array.isArray(expected.bars)
            ? bars.flatMap(({ start, end }) => [start, end])
            : hash(bars.flatMap(({ start, end, wave }) => [start, end, wave])),
          messages: hash(
            timeline.messages
              .map(m => [m.kind, m.t, m.stage, m.from, m.to, m.sent, m.received, m.wave].join(','))
              .sort(),
          ),
          summary: [
            of.work,
            of.waiting,
            of.carrying,
            of.frontEnd,
            of.reached,
            Number(of.delayed),
            of.products,
            of.messages,
            of.wave.messages,
          ],
        }),
        expected,
        machine,
      );
    }

    const bp = /** @type {const} */ ({ rule: 'bp' });
    const swept = pc.Theory.operations(bp, sizes, settings.pBatch, depth - 1);
    const sweep = summarise(
      idealTimeline('bp', swept, pc.Theory.schedule(swept, bp, { processors: 2 }), { depth, T: depth - 1 }),
    );
    assert.deepEqual(told([sweep.end, sweep.frontEnd, sweep.waiting]), golden.sweep);

    const C = pc.Theory.costs(sizes, settings.pBatch);
    assert.deepEqual(
      {
        work: pc.Theory.work(rule, C, T),
        products: pc.Theory.work(rule, C, T, false),
        time: pc.Theory.parallelTime(rule, C, T),
        slowest: pc.Theory.slowest(C),
        cheap: pc.Theory.cheapGradient(C),
      },
      golden.costs,
    );
    const { relation, lines: values, literal, holds, ratio, stages } = pc.Theory.bound(rule, C, T);
    const plain = ({ equation, value }) => [equation, value];
    const said = ({ formula, note }) => `${formula} | ${note}`;
    assert.deepEqual(
      {
        relation,
        lines: values.map(plain),
        literal: literal.map(plain),
        holds,
        ratio,
        formula: boundWords(scheme, { depth, T, stages }).map(said),
        printed: printedWords(scheme).map(said),
      },
      golden.bound,
    );
  });
}
