// What a run is doing, decided from real traces and real training of the engine, and what rows, status line and
// captions say of it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, initSync } from '../../../www/pkg/pc_playground.js';
import { astray, courseOf, courseOfTraining } from '../../../www/js/model/course.js';
import { SCHEMES } from '../../../www/js/model/schemes.js';
import { defaults } from '../../../www/js/model/settings.js';
import { energyWords, summary, trouble, whatHappened } from '../../../www/js/views/step/words.js';
import { courseSentence } from '../../../www/js/workers/train/decisions.js';
import { trace } from '../../../www/js/workers/trace/trace.js';

/** @type {Dataset} */
let digits;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  digits = Dataset.synthetic(20, 1);
});

const base = { ...defaults(), T: 24, feedback: 'transpose' };
/** One scheme on one digit, and what it is doing at each t. */
function followed(scheme, more = {}) {
  const made = trace({ ...base, schemes: scheme, ...more }, digits);
  const [rule] = made.rules;
  return { made, rule, courses: Array.from({ length: made.T + 1 }, (_, t) => courseOf(rule, t)) };
}

test('with the step sizes as they come, and smaller ones, no scheme goes astray', () => {
  for (const { id } of SCHEMES) {
    for (const more of [
      {},
      { gammaVpc: 0.05, gammaFpa: 1, gammaGen: 0.005, likelihood: 'gaussian' },
      { activation: 'relu', dtype: 'f32', gammaVpc: 0.1, gammaGen: 0.005 },
    ]) {
      const { rule, courses } = followed(id, more);
      assert.ok(!courses.some(astray), `${id} ${JSON.stringify(more)}: ${courses} F ${rule.freeEnergy}`);
    }
  }
});

test('VPC with γ = 1 raises F, and row, status line, caption and summary all say so', () => {
  const { made, rule, courses } = followed('vpc', { gammaVpc: 1 });
  const t = courses.findIndex(astray);
  assert.ok(t > 0 && rule.freeEnergy[t] > rule.freeEnergy[t - 1], `${courses} ${rule.freeEnergy}`);
  const late = made.T;
  assert.ok(astray(courses[late]) || courses[late] === 'diverged', `${courses}`);
  for (const at of [t, late]) {
    assert.match(
      trouble(rule, at),
      /^VPC (overshoots: .* F has risen from .*|diverges: .*)Try a smaller step size γ\.$/,
    );
    assert.match(whatHappened(made, at), /VPC (overshoots|diverges)\. Try a smaller γ\.$/);
    assert.doesNotMatch(whatHappened(made, at), /keeps? adjusting/);
    assert.match(energyWords(made, at), /VPC should go down it and has risen: γ is too large\.$/);
    assert.ok(summary(made, rule, at).includes(trouble(rule, at)));
  }
  assert.match(energyWords(made, 1), /VPC goes down it\.$|VPC should/);
});

test('VPC with γ = 3 diverges everywhere, and keeps adjusting nowhere', () => {
  const { made, rule, courses } = followed('bp,vpc', { gammaVpc: 3 });
  assert.equal(rule.scheme, 'bp');
  const vpc = made.rules[1];
  assert.ok(!courses.some(astray), 'backpropagation beside it is as ever');
  for (let t = 6; t <= made.T; t++) {
    const course = courseOf(vpc, t);
    assert.ok(astray(course) || course === 'diverged', `t = ${t}: ${course}`);
    assert.doesNotMatch(whatHappened(made, t), /VPC keeps|keep adjusting/);
    assert.notEqual(trouble(vpc, t), '');
  }
});

test('FPA-PC with γ = 3 moves away as soon as it can be seen, and then diverges', () => {
  const { made, rule, courses } = followed('fpa', { gammaFpa: 3 });
  assert.ok(courses.includes('rising') && courses.includes('diverging'), `${courses} ${rule.distance}`);
  assert.ok(courses.indexOf('rising') <= 6, `${courses}`);
  assert.match(
    trouble(rule, courses.indexOf('rising')),
    /^FPA-PC moves away from the errors that it should settle at, .* times as far .*Try a smaller step size γ\.$/,
  );
  assert.match(whatHappened(made, made.T), /FPA-PC diverges\. Try a smaller γ\.$/);
  assert.equal(
    energyWords(made, made.T),
    'The sum of squared errors and the loss.',
    'F may rise under fixed predictions',
  );
});

test('what has arrived is settled, what is done is done', () => {
  // FPA-PC goes on by the last digit of x, which its other form does not keep.
  const ode = followed('ode-bp', { gammaFpa: 1 });
  assert.equal(ode.courses.at(-1), 'settled');
  assert.match(whatHappened(ode.made, ode.made.T), /^ODE-BP has settled: nothing changes any more\./);
  const bp = followed('bp');
  assert.equal(bp.courses.at(-1), 'done');
  const vpc = followed('vpc', { gammaVpc: 0.1 });
  assert.equal(vpc.courses.at(-1), 'moving');
  assert.match(whatHappened(vpc.made, vpc.made.T), /VPC keeps adjusting the errors/);
});

const scores = (...accuracies) => accuracies.map((accuracy, i) => ({ epoch: 0.25 * (i + 1), accuracy }));
const judged = (run, more = {}) =>
  courseOfTraining({
    finite: true,
    loss: 1,
    first: 2.3,
    epoch: run.at(-1)?.epoch ?? 0,
    scores: run,
    best: Math.max(0, ...run.map(score => score.accuracy)),
    ...more,
  });

test('a run at chance is given two passes, then it is said; one that falls, a pass below its best', () => {
  const chance = scores(...Array(12).fill(0.11));
  assert.equal(judged(chance.slice(0, 6)), 'learning');
  assert.equal(judged(chance), 'guessing');
  assert.equal(judged(scores(...Array(11).fill(0.11), 0.2)), 'learning');
  assert.equal(judged(scores(0.5, 0.7, 0.75, 0.74, 0.6, 0.55, 0.4, 0.5, 0.45)), 'falling');
  assert.equal(
    judged(scores(0.5, 0.7, 0.75, 0.74, 0.6, 0.7, 0.4, 0.5, 0.45)),
    'learning',
    'one good look in the last pass',
  );
  assert.equal(judged([]), 'learning');
  assert.equal(judged(chance.slice(-2), { epoch: 20 }), 'learning', 'a run just taken up again');
  assert.equal(judged([], { loss: 24 }), 'diverging');
  assert.equal(judged([], { finite: false }), 'diverged');
});

test('the sentence names what, where, and what to try, by what is usual', () => {
  const known = {
    taken: { T: 5, steps: 5, gamma: 3, rate: 0.01 },
    usual: { T: 5, steps: 5, gamma: 1, rate: 0.01 },
    iteration: 250,
    epoch: 2,
    loss: 2.3,
    first: 2.3,
    accuracy: 0.11,
    best: 0.7,
  };
  assert.equal(
    courseSentence('guessing', { rule: 'fpa' }, known),
    'Training is stalled at chance: after 2.0 passes through the digits the network still guesses, 11.0 % right where 10.0 % is chance. Try a step size γ of at most 1.',
  );
  const few = {
    ...known,
    taken: { T: 5, steps: 5, gamma: 0.1, rate: 0.01 },
    usual: { T: 50, steps: 50, gamma: 0.1, rate: 0.01 },
  };
  assert.match(courseSentence('guessing', { rule: 'vpc' }, few), / Try at least 50 inference steps\.$/);
  assert.match(
    courseSentence('guessing', { rule: 'langevin' }, few),
    / Langevin hardly learns with any settings: try another rule\.$/,
  );
  assert.match(
    courseSentence('falling', { rule: 'vpc' }, { ...few, taken: { ...few.taken, rate: 0.1 } }),
    /^Training is losing what it had: 11\.0 % .* at epoch 2\.0, and 70\.0 % were at its best\. Try a learning rate around 0\.01\.$/,
  );
  assert.match(
    courseSentence('diverged', { rule: 'vpc' }, known),
    /^Training diverged at iteration 250 with learning rate 0\.01: .* Try a step size γ of at most 1; the last finite weights are kept\.$/,
  );
  assert.match(
    courseSentence('diverging', { rule: 'zil' }, { ...known, loss: 24 }),
    /the loss is 24, up from 2\.3 before training, with learning rate 0\.01\. Try a smaller learning rate, or another activation\.$/,
  );
  assert.equal(courseSentence('learning', { rule: 'zil' }, known), '');
});
