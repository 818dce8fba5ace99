// What the step page says about a trace, on a small chain worked out by hand: L = 3, so errors reach node 3, 2, 1 at t = 0, 1, 2.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivals, brief, exact, grouped, messages, moved, nodeErrors, nodesAsText, offsets, status, subscript, summary, trouble, whatHappened } from '../../www/js/wave.js';

const sizes = [784, 2, 2, 1];
const T = 4;

/** A rule from its errors, one row [e_1, e_1, e_2, e_2, e_3] a step. */
function rule(name, rows, more = {}) {
  const starts = [0, 2, 4, 5];
  const norms = rows.flatMap(row => [0, ...[0, 1, 2].map(i => Math.hypot(...row.slice(starts[i], starts[i + 1])))]);
  const firstNonzero = [-1, 1, 2, 3].map((l, i) => (i === 0 ? -1 : rows.findIndex((_, t) => norms[t * 4 + l] > 0)));
  const counters = rows.map((_, t) => ({ forward: [1, 1, 1], vjp: [0, t, t], parameterVjp: [0, 0, 0], idle: 1, front: 2, refine: 3, redundant: 4, multiplyAdds: 10, criticalPath: 1, messages: 1 }));
  return { rule: name, doneAt: -1, divergedAt: -1, sentence: '', errors: Float64Array.from(rows.flat()), norms: Float64Array.from(norms), cosine: new Float64Array(20).fill(1), distance: new Float64Array(5), freeEnergy: new Float64Array(5), firstNonzero: Int32Array.from(firstNonzero), counters, ...more };
}
const wave = [[0, 0, 0, 0, 5], [0, 0, 1, 2, 5], [3, 4, 1, 3, 5], [3, 5, 1, 3, 5], [3, 5, 1, 3, 5]];
const swept = [[0, 0, 0, 0, 5], [0, 0, 1, 2, 5], [3, 4, 1, 2, 5], [3, 4, 1, 2, 5], [3, 4, 1, 2, 5]];
const trace = rules => ({ sizes, depth: 3, T, image: new Uint8Array(784), label: 0, index: 0, count: 1, rules });
const four = () => trace([rule('bp', swept, { doneAt: 2 }), rule('vpc', wave), rule('fpa', wave), rule('zil', wave, { doneAt: 2 })]);

test('numbers are written exactly, briefly and grouped', () => {
  assert.equal(exact(-0.001234567), '−0.001234567');
  assert.equal(exact(1e-7), '1e−7');
  assert.equal(exact(NaN), 'not defined');
  assert.equal(exact(-Infinity), '−∞');
  assert.equal(brief(0), '0');
  assert.equal(brief(NaN), '–');
  assert.equal(brief(123456), '1.23e5');
  assert.equal(brief(-0.00001234), '−1.23e−5');
  assert.equal(grouped(1234567), '1\u202f234\u202f567');
  assert.equal(subscript(16), '₁₆');
});

test('errors of a node are found where they lie', () => {
  const made = four();
  assert.deepEqual(offsets(sizes), [0, 0, 2, 4, 5]);
  assert.deepEqual([...nodeErrors(made, made.rules[1], 2, 2)], [1, 3]);
  assert.deepEqual([...nodeErrors(made, made.rules[1], 2, 3)], [5]);
});

test('every product is idle, front, refine or redundant by the error it multiplies', () => {
  const made = four();
  const vpc = made.rules[1];
  assert.deepEqual(messages(made, vpc, 0), ['none', 'none', 'none', 'none']);
  assert.deepEqual(messages(made, vpc, 1), ['none', 'idle', 'front', 'none']);
  assert.deepEqual(messages(made, vpc, 2), ['none', 'front', 'redundant', 'none']);
  assert.deepEqual(messages(made, vpc, 3), ['none', 'refine', 'redundant', 'none']);
  assert.deepEqual(messages(made, vpc, 4), ['none', 'redundant', 'redundant', 'none']);
});

test('BP makes one product a step and nothing once done', () => {
  const made = four();
  assert.deepEqual(messages(made, made.rules[0], 1), ['none', 'none', 'front', 'none']);
  assert.deepEqual(messages(made, made.rules[0], 2), ['none', 'front', 'none', 'none']);
  assert.deepEqual(messages(made, made.rules[0], 3), ['none', 'none', 'none', 'none']);
});

test('values travel forward only where they moved', () => {
  const made = four();
  assert.equal(moved(made, made.rules[1], 0, 1), true);
  assert.equal(moved(made, made.rules[1], 1, 1), false);
  assert.equal(moved(made, made.rules[1], 1, 2), true);
  assert.equal(moved(made, made.rules[2], 2, 2), false, 'FPA-PC keeps its predictions');
  assert.equal(moved(made, made.rules[3], 3, 2), false, 'Z-IL is done');
});

test('the sentence tells of the wave, the end, and what goes on', () => {
  const made = four();
  assert.match(whatHappened(made, 0), /Only the output, node 3/);
  assert.match(whatHappened(made, 1), /^Node 2 hears of the error for the first time\. The product towards node 1 was with .*idle\./);
  assert.match(whatHappened(made, 2), /^Node 1 hears .* BP and Z-IL are done\.$/);
  assert.match(whatHappened(made, 3), /VPC and FPA-PC keep adjusting the errors\. 2 products repeated/);
});

test('lists of nodes are said with their gaps', () => {
  const plain = nodes => nodesAsText(nodes).replaceAll('\u2060', '');
  assert.equal(plain([3]), 'node 3');
  assert.equal(plain([1, 2, 3]), 'nodes 1–3');
  assert.equal(plain([1, 2, 5, 7, 8]), 'nodes 1–2, 5 and 7–8');
});

test('a late wave and a divergence are said', () => {
  const lateRows = [wave[0], wave[0], wave[1], wave[2], wave[3]];
  const late = trace([rule('bp', swept, { doneAt: 2 }), rule('fpa', lateRows)]);
  assert.match(whatHappened(late, 1), /in BP, not in FPA-PC/);
  assert.match(arrivals(late, 1), /FPA-PC: node 2 was due at t = 1, and is still exactly zero\./);
  assert.match(arrivals(late, 2), /node 2 was due at t = 1, came at t = 2/);
  assert.match(arrivals(late, 0), /exactly when theorem 1 says/);
  const broken = trace([rule('bp', swept, { doneAt: 2 }), rule('vpc', wave, { divergedAt: 3, sentence: 'Try a smaller step.' })]);
  assert.match(whatHappened(broken, 3), /^VPC diverged/);
  assert.equal(status(broken, broken.rules[1], 4), 'diverged at t = 3');
  assert.match(summary(broken, broken.rules[1], 3), /Try a smaller step/);
  assert.deepEqual(messages(broken, broken.rules[1], 3), ['none', 'none', 'none', 'none']);
});

test('the status and the summary of a row follow t', () => {
  const made = four();
  assert.equal(status(made, made.rules[0], 1), '');
  assert.equal(status(made, made.rules[0], 3), 'done at t = 2');
  assert.equal(status(made, made.rules[3], 1), 'W₁ learns at t = 1');
  assert.match(summary(made, made.rules[1], 1), /^VPC at t = 1 of 4: 2 of 3 nodes have an error, down to node 2\. Node 2 heard/);
  assert.match(summary(made, made.rules[1], 4), /every node has an error/);
});

test('errors that grow without bound are said before they stop being finite', () => {
  const distance = Float64Array.from([1, 50, 200, 900, 800]);
  const fast = rule('vpc', wave, { distance });
  assert.deepEqual([0, 1, 2, 3, 4].map(t => trouble(fast, t) !== ''), [false, false, true, true, false]);
  assert.match(trouble(fast, 3), /^VPC diverges.*smaller step size γ\.$/);
  assert.equal(trouble(rule('zil', wave, { distance }), 3), '');
  assert.equal(trouble(rule('fpa', wave, { divergedAt: 2, sentence: 'It broke.' }), 2), 'It broke.');
});
