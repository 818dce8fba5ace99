// What the train view makes of its settings, scheme by scheme, and that the module takes it: on the real WebAssembly
// module.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, test } from 'node:test';
import { Dataset, Network, Trainer, initSync } from '../../../www/pkg/pc_playground.js';
import { SCHEMES, SCHEME_IDS } from '../../../www/js/model/schemes.js';
import { FIELDS, defaults, parseHash } from '../../../www/js/model/settings.js';
import {
  fixed,
  ruleOptions,
  sizesOf,
  trainerOptions,
  turned,
  uses,
  usesGamma,
  usesSteps,
} from '../../../www/js/model/training.js';
import { takenBy, usualOf } from '../../../www/js/workers/train/usual.js';
import { errorWords, generativeWords, termsOf } from '../../../www/js/views/train/words.js';

/** @type {Dataset} */
let digits;
before(() => {
  initSync({ module: readFileSync(new URL('../../../www/pkg/pc_playground_bg.wasm', import.meta.url)) });
  digits = Dataset.synthetic(40, 1);
});

const settings = { ...defaults(), hidden: 2, width: 6, batch: 8 };
const SIZES = [784, 6, 6, 10];

/** Two minibatches under these settings; what it takes to judge them. */
function two(wanted) {
  const network = new Network({
    sizes: turned(wanted.rule) ? SIZES.toReversed() : SIZES,
    likelihood: fixed(wanted).likelihood,
    dtype: 'f64',
    seed: 1,
  });
  const before = network.weights(1);
  const trainer = new Trainer(network, digits, trainerOptions(wanted, takenBy(wanted)));
  const loss = trainer.step(2);
  const result = {
    loss,
    moved: network.weights(1).some((weight, i) => weight !== before[i]),
    diverged: trainer.diverged,
    feedback: trainer.feedbackAngles(),
    epoch: trainer.epoch,
  };
  trainer.free();
  network.free();
  return result;
}

test('every scheme can be chosen by its id, and the old names still mean what they did', () => {
  assert.deepEqual(
    FIELDS.rule.options.map(option => option.value),
    SCHEME_IDS,
  );
  for (const id of ['bp', 'vpc', 'fpa', 'zil']) {
    assert.equal(parseHash(`#rule=${id}`).rule, id);
    assert.equal(trainerOptions({ ...settings, rule: id }, takenBy({ ...settings, rule: id })).rule, id);
  }
  assert.equal(parseHash('#rule=nonsense').rule, 'fpa');
});

test('every scheme trains with every feedback it may have, with the settings as they come', () => {
  for (const { id } of SCHEMES) {
    for (const { value: feedback } of FIELDS.feedback.options) {
      const { loss, moved, diverged, feedback: angles, epoch } = two({ ...settings, rule: id, feedback });
      assert.ok(Number.isFinite(loss) && !diverged, `${id}, ${feedback}: ${loss}`);
      assert.ok(moved, `${id}, ${feedback}: weights moved`);
      const apart = angles.some(angle => angle > 1);
      assert.equal(apart, uses(id, 'feedback') && feedback !== 'transpose', `${id}, ${feedback}: ${angles}`);
      assert.equal(epoch, id === 'il-prox' ? 2 / 40 : 16 / 40, `${id}: digits a minibatch`);
    }
  }
});

test('what the module would refuse for a scheme is not left to the visitor', () => {
  assert.deepEqual(fixed({ ...settings, rule: 'il-prox', optimizer: 'adam' }), {
    optimizer: 'sgd',
    batch: 1,
    likelihood: 'categorical',
  });
  assert.deepEqual(fixed({ ...settings, rule: 'generative', optimizer: 'adam' }), {
    optimizer: 'adam',
    batch: 8,
    likelihood: 'gaussian',
  });
  assert.deepEqual(fixed({ ...settings, rule: 'langevin', optimizer: 'adam' }), {
    optimizer: 'adam',
    batch: 8,
    likelihood: 'categorical',
  });
  for (const id of ['il-prox-practical', 'implicit-sgd'])
    assert.equal(fixed({ ...settings, rule: id }).optimizer, 'sgd', id);
});

test('what is left open follows the scheme and the depth; what is chosen stays', () => {
  const open = { ...settings, hidden: 4 };
  const of = (rule, more = {}) => takenBy({ ...open, rule, ...more });
  // The page's numbers are the engine's own: tests/native/usual.rs says which, and holds them to what they are for.
  for (const { id } of SCHEMES) {
    const wanted = { ...open, rule: id };
    const { T, steps, gamma } = usualOf(wanted);
    const { steps: told = steps, stepSize = gamma, optimizer } = trainerOptions(wanted, takenBy(wanted));
    const usual = Trainer.usual(
      sizesOf(wanted),
      { ...ruleOptions(wanted, takenBy(wanted)), learningRate: undefined },
      fixed(wanted).optimizer,
    );
    assert.deepEqual(
      [told, stepSize, optimizer.learningRate, T * (id === 'implicit-sgd' ? 5 : 1)],
      [usual.steps, usual.stepSize, usual.learningRate, steps],
      id,
    );
  }
  assert.deepEqual(
    [of('vpc').T, of('fpa').T, of('ode-heun').T, of('klimit').T, of('implicit-sgd').steps],
    [40, 4, 8, 80, 100],
  );
  assert.deepEqual([of('vpc').gamma, of('zil-step').gamma, of('zil').gamma], [0.1, 0.9, 1]);
  assert.deepEqual([of('bp').rate, of('bp', { optimizer: 'adam' }).rate, of('implicit-sgd').rate], [0.01, 0.001, 0.1]);
  assert.deepEqual(
    [
      of('g-il', { trainT: 7 }).T,
      of('implicit-sgd', { trainT: 7 }).steps,
      of('vpc', { trainGamma: 0.2 }).gamma,
      of('vpc', { rate: 0.3 }).rate,
    ],
    [7, 35, 0.2, 0.3],
  );
  // A picture pulls the harder the narrower the last hidden layer is.
  assert.deepEqual(
    [6, 24, 128].map(width => of('generative', { width }).gamma),
    [0.019, 0.062, 0.1],
  );
  const told = wanted => trainerOptions({ ...open, ...wanted }, takenBy({ ...open, ...wanted }));
  const { steps, stepSize, learningRate } = told({ rule: 'zil' });
  assert.deepEqual([steps, stepSize, learningRate], [undefined, undefined, undefined]);
  assert.deepEqual(told({ rule: 'il-prox', rate: 0.3 }).optimizer, { kind: 'sgd', learningRate: 0.3 });
  assert.equal(told({ rule: 'bp', feedback: 'kolen-pollack', feedbackDecay: 0.02 }).feedbackDecay, 0.02);
  assert.equal('feedbackDecay' in told({ rule: 'bp', feedback: 'learned' }), false);
  assert.deepEqual(
    [told({ rule: 'g-il' }).bottomStepSize, told({ rule: 'g-il', bottomGamma: 0.2 }).bottomStepSize],
    [undefined, 0.2],
  );
});

test('a control that is not there is explained in a sentence', () => {
  for (const { id } of SCHEMES) {
    const words = termsOf({ rule: id, hidden: 3 }).join(' ');
    for (const sentence of termsOf({ rule: id, hidden: 3 })) assert.match(sentence, /^[\p{Lu}].*\.$/u);
    if (!usesSteps(id)) assert.match(words, /needs no T/, id);
    if (!usesGamma(id) && id !== 'implicit-sgd') assert.match(words, /γ/, id);
    if (!uses(id, 'feedback')) assert.match(words, /no choice of feedback/, id);
    const { optimizer, batch, likelihood } = fixed({ ...settings, rule: id });
    if (optimizer !== settings.optimizer) assert.match(words, /plain SGD/, id);
    if (batch !== settings.batch) assert.match(words, /batch is 1/, id);
    if (likelihood !== settings.likelihood) assert.match(words, /gaussian/, id);
    assert.match(errorWords(id), /^$|\.$/);
  }
  assert.match(termsOf({ rule: 'implicit-sgd', hidden: 3 }).join(' '), /each takes L = 4 steps/);
  assert.match(
    generativeWords(200),
    /on 200 validation digits.*“consistently unable to surpass a test set accuracy of 80%”/,
  );
});
