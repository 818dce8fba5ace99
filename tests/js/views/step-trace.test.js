// What the step page says about a trace, on a small chain worked out by hand: L = 3, so errors reach node 3, 2, 1 at t
// = 0, 1, 2.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { arrivals, note, status, summary, trouble, whatHappened } from '../../../www/js/views/step/words.js';
import { brief, exact, whole } from '../../../www/js/model/numbers.js';
import { exempt, messages, moved, nodeErrors, nodesAsText, offsets, subscript } from '../../../www/js/model/trace.js';

const sizes = [784, 2, 2, 1];
const T = 4;

/**
 * What a scheme computes up to t: one product a step under BP, all of them under others; predictions anew unless they
 * are fixed.
 */
function counted(scheme, t) {
  const products = scheme === 'bp' ? [0, Number(t >= 2), Number(t >= 1)] : [0, t, t];
  const values = ['bp', 'fpa', 'ar'].includes(scheme) ? [1, 1, 1] : [1, 1 + t, 1 + t];
  return {
    forward: values,
    vjp: scheme === 'ode-heun' ? products.map(n => 2 * n) : products,
    parameterVjp: [0, 0, 0],
    idle: 1,
    front: 2,
    refine: 3,
    redundant: 4,
    multiplyAdds: 10,
    criticalPath: 1,
    messages: 1,
  };
}

/** A row from its errors, one list [e_1, e_1, e_2, e_2, e_3] a step. */
function rule(scheme, rows, more = {}) {
  const starts = [0, 2, 4, 5];
  const norms = rows.flatMap(row => [0, ...[0, 1, 2].map(i => Math.hypot(...row.slice(starts[i], starts[i + 1])))]);
  const firstNonzero = [-1, 1, 2, 3].map((l, i) => (i === 0 ? -1 : rows.findIndex((_, t) => norms[t * 4 + l] > 0)));
  const counters = rows.map((_, t) => counted(scheme, Math.min(t, more.doneAt ?? T)));
  return {
    scheme,
    sizes,
    refused: false,
    doneAt: -1,
    divergedAt: -1,
    sentence: '',
    errors: Float64Array.from(rows.flat()),
    norms: Float64Array.from(norms),
    cosine: new Float64Array(20).fill(1),
    distance: new Float64Array(5),
    freeEnergy: new Float64Array(5),
    target: Float64Array.of(0, 5, 2.2, 5),
    angles: new Float64Array(0),
    residual: new Float64Array(0),
    firstNonzero: Int32Array.from(firstNonzero),
    learnedAt: new Int32Array(3).fill(-1),
    held: [true, false, false, true],
    first: new Float64Array(0),
    last: new Float64Array(0),
    counters,
    ...more,
  };
}
const wave = [
  [0, 0, 0, 0, 5],
  [0, 0, 1, 2, 5],
  [3, 4, 1, 3, 5],
  [3, 5, 1, 3, 5],
  [3, 5, 1, 3, 5],
];
const swept = [
  [0, 0, 0, 0, 5],
  [0, 0, 1, 2, 5],
  [3, 4, 1, 2, 5],
  [3, 4, 1, 2, 5],
  [3, 4, 1, 2, 5],
];
const trace = rules => ({ sizes, depth: 3, T, image: new Uint8Array(784), label: 0, index: 0, count: 1, rules });
const four = () =>
  trace([
    rule('bp', swept, { doneAt: 2 }),
    rule('vpc', wave),
    rule('fpa', wave),
    rule('zil', wave, { doneAt: 2, learnedAt: Int32Array.of(2, 1, 0) }),
  ]);

test('numbers are written exactly, briefly and grouped', () => {
  assert.equal(exact(-0.001234567), '−0.001234567');
  assert.equal(exact(1e-7), '1e−7');
  assert.equal(exact(NaN), 'not defined');
  assert.equal(exact(-Infinity), '−∞');
  assert.equal(brief(0), '0');
  assert.equal(brief(NaN), '–');
  assert.equal(brief(123456), '1.23·10⁵');
  assert.equal(brief(-0.00001234), '−1.23·10⁻⁵');
  assert.equal(whole(1234567), '1,234,567');
  assert.equal(subscript(16), '₁₆');
});

test('errors of a node are found where they lie', () => {
  const made = four();
  assert.deepEqual(offsets(sizes), [0, 0, 2, 4, 5]);
  assert.deepEqual([...nodeErrors(made.rules[1], 2, 2)], [1, 3]);
  assert.deepEqual([...nodeErrors(made.rules[1], 2, 3)], [5]);
});

test('every product is idle, front, refine or redundant by the error it multiplies', () => {
  const made = four();
  const vpc = made.rules[1];
  assert.deepEqual(messages(vpc, 0), ['none', 'none', 'none', 'none']);
  assert.deepEqual(messages(vpc, 1), ['none', 'idle', 'front', 'none']);
  assert.deepEqual(messages(vpc, 2), ['none', 'front', 'redundant', 'none']);
  assert.deepEqual(messages(vpc, 3), ['none', 'refine', 'redundant', 'none']);
  assert.deepEqual(messages(vpc, 4), ['none', 'redundant', 'redundant', 'none']);
});

test('BP makes one product a step and nothing once done', () => {
  const made = four();
  assert.deepEqual(messages(made.rules[0], 1), ['none', 'none', 'front', 'none']);
  assert.deepEqual(messages(made.rules[0], 2), ['none', 'front', 'none', 'none']);
  assert.deepEqual(messages(made.rules[0], 3), ['none', 'none', 'none', 'none']);
});

test('values travel forward only where they moved', () => {
  const made = four();
  assert.equal(moved(made.rules[1], 0, 1), true);
  assert.equal(moved(made.rules[1], 1, 1), false);
  assert.equal(moved(made.rules[1], 1, 2), true);
  assert.equal(moved(made.rules[2], 2, 2), false, 'FPA-PC keeps its predictions');
  assert.equal(moved(made.rules[3], 3, 2), false, 'Z-IL is done');
});

test('the sentence tells of the wave, the end, and what goes on', () => {
  const made = four();
  assert.match(whatHappened(made, 0), /Only the output, node 3/);
  assert.match(
    whatHappened(made, 1),
    /^Node 2 hears of the error for the first time\. The product towards node 1 was with .*idle\./,
  );
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
  const broken = trace([
    rule('bp', swept, { doneAt: 2 }),
    rule('vpc', wave, { divergedAt: 3, sentence: 'Try a smaller step.' }),
  ]);
  assert.match(whatHappened(broken, 3), /^VPC diverged/);
  assert.equal(status(broken.rules[1], 4), 'diverged at t = 3');
  assert.match(summary(broken, broken.rules[1], 3), /Try a smaller step/);
  assert.deepEqual(messages(broken.rules[1], 3), ['none', 'none', 'none', 'none']);
});

test('the status and the summary of a row follow t', () => {
  const made = four();
  assert.equal(status(made.rules[0], 1), '');
  assert.equal(status(made.rules[0], 3), 'done at t = 2');
  assert.equal(status(made.rules[3], 1), 'W₁ learns at t = 1');
  assert.match(
    summary(made, made.rules[1], 1),
    /^VPC at t = 1 of 4: 2 of 3 nodes have an error, down to node 2\. Node 2 heard/,
  );
  assert.match(summary(made, made.rules[1], 4), /every node has an error/);
});

test('errors that grow without bound are said before they stop being finite', () => {
  const distance = Float64Array.from([1, 50, 200, 900, 800]);
  const fast = rule('vpc', wave, { distance });
  assert.deepEqual(
    [0, 1, 2, 3, 4].map(t => trouble(fast, t) !== ''),
    [false, false, true, true, false],
  );
  assert.match(trouble(fast, 3), /^VPC diverges.*smaller step size γ\.$/);
  assert.equal(trouble(rule('zil', wave, { distance }), 3), '');
  assert.equal(trouble(rule('fpa', wave, { divergedAt: 2, sentence: 'It broke.' }), 2), 'It broke.');
});

test('schemes that theorem 1 is not about are left out of it, and named with the reason', () => {
  const everywhere = wave.map((row, t) => (t === 0 ? [1, 1, 1, 1, 5] : row.map(e => e || 1)));
  const made = trace([rule('bp', swept, { doneAt: 2 }), rule('ar', everywhere)]);
  assert.match(whatHappened(made, 0), /Only the output, node 3, knows of an error; in AR every node starts with one\./);
  assert.match(whatHappened(made, 1), /^Node 2 hears of the error for the first time\./);
  assert.equal(
    arrivals(made, 4),
    'So far every error arrived exactly when theorem 1 says. Theorem 1 says nothing of AR, which starts with every value as its error.',
  );
  assert.match(whatHappened(trace([rule('ar', everywhere)]), 1), /^AR keeps adjusting the errors\./);
  // Held nodes, and values that fade by themselves, are no late and no early waves.
  assert.match(exempt(rule('vpc', wave, { held: [true, true, false, true] })), /holds a node/);
  assert.match(exempt(rule('g-il', everywhere)), /move by themselves/);
  assert.equal(exempt(rule('vpc', wave)), '');
});

test('Heun’s second round carries an error one node further in the same step', () => {
  const heun = rule('ode-heun', [
    [0, 0, 0, 0, 5],
    [3, 4, 1, 2, 5],
    [3, 5, 1, 3, 5],
    [3, 5, 1, 3, 5],
    [3, 5, 1, 3, 5],
  ]);
  assert.deepEqual(messages(heun, 1), ['none', 'front', 'front', 'none']);
  assert.deepEqual(messages(heun, 2).slice(1, 3), ['refine', 'redundant']);
});

test('a row that cannot run says the module’s sentence, and the others go on', () => {
  const nothing = Array.from({ length: 5 }, () => new Array(5).fill(NaN));
  const made = trace([
    rule('bp', swept, { doneAt: 2 }),
    rule('vpc', nothing, { refused: true, divergedAt: 0, sentence: 'Node must be below 6.' }),
  ]);
  assert.equal(trouble(made.rules[1], 3), 'Node must be below 6.');
  assert.equal(status(made.rules[1], 3), '');
  assert.match(whatHappened(made, 1), /^Node 2 hears of the error for the first time\.$/);
  assert.match(arrivals(made, 4), /^So far every error arrived exactly/);
  assert.deepEqual(messages(made.rules[1], 1), ['none', 'none', 'none', 'none']);
});

test('FA-Z-IL says which layers never triggered and why', () => {
  const rows = [
    [0, 0, 0, 0, 5],
    [0, 0, 1, 2, 5],
    [0, 0, 1, 2, 5],
    [0, 0, 1, 2, 5],
    [0, 0, 1, 2, 5],
  ];
  const made = rule('fa-zil', rows, { learnedAt: Int32Array.of(-1, 1, 0), target: Float64Array.of(0, 3e-9, 2.2, 5) });
  assert.equal(note(trace([made]), made, 1), '');
  assert.equal(status(made, 1), 'W₁ learns at t = 1');
  assert.match(
    note(trace([made]), made, 2),
    /^W₀ never triggered: the error of node 1 stayed exactly zero, because every change of x was smaller than one ulp of μ, .* Backpropagation’s error there is 3\.00·10⁻⁹ long\.$/,
  );
  assert.match(note(trace([made]), { ...made, target: Float64Array.of(0, 0, 2.2, 5) }, 2), /^W₀ has nothing to learn/);
  assert.equal(
    note(trace([made]), { ...made, learnedAt: Int32Array.of(3, 1, 0) }, 4),
    'W₀ triggered at t = 3 instead of 2: the first changes were smaller than one ulp of μ.',
  );
});

test('a generative row says what is held, what the free label says, and that it guesses', () => {
  const turned = [10, 2, 2, 784];
  const base = {
    scheme: 'generative',
    sizes: turned,
    divergedAt: -1,
    held: [true, false, false, true],
    first: new Float64Array(0),
    last: new Float64Array(0),
  };
  const digit = { ...trace([]), label: 7 };
  assert.match(note(digit, base, 0), /^The label x₀ and the picture x₃ are held/);
  const first = new Float64Array(50).fill(0.1);
  first[10 + 3] = 0.5;
  first[10 + 8] = 0.25;
  const free = { ...base, held: [false, false, true, true], first };
  assert.equal(
    note(digit, free, 1),
    'The label is free, from ten times 0.1: it says 3 (0.5, next 8: 0.25); the picture is a 7. This network has not been trained, so its answer is a guess. Held besides: x₂.',
  );
  assert.equal(
    note(digit, free, 0),
    'The label is free, ten times 0.1, and says nothing yet: no error has reached it. Held besides: x₂.',
  );
  assert.match(
    note(digit, { ...base, held: [true, false, false, false] }, 1),
    /^The picture is free, .* expects of a 7\./,
  );
});
