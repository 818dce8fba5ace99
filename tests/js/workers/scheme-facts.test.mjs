// What the page says of a scheme before anything runs is what the engine says of its rule, and does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SCHEMES, ruleOptionsOf } from '../../../www/js/model/schemes.js';
import { defaults } from '../../../www/js/model/settings.js';
import { numbers, pc } from '../support/module.mjs';

/** @typedef {import('../../../www/js/model/scheme.js').Scheme} Scheme */

const SIZES = [3, 4, 4, 4, 2];
const settings = defaults();

/** A minibatch on a small chain. @param {Scheme} scheme @param {number} [batch] */
function minibatch({ id }, batch = 1) {
  const network = new pc.Network({
    sizes: SIZES,
    activation: 'sigmoid',
    likelihood: 'gaussian',
    seed: 3,
    dtype: 'f64',
  });
  return new pc.Inference(network, numbers(3 * batch), numbers(2 * batch), ruleOptionsOf(id, settings));
}

/** Its node 2, alone. @param {Scheme} scheme */
const node = ({ id }) =>
  new pc.LocalNode(
    {
      sizes: SIZES,
      index: 2,
      batch: 1,
      weights: numbers(16),
      bias: numbers(4),
      activation: 'sigmoid',
      likelihood: 'gaussian',
      dtype: 'f64',
    },
    ruleOptionsOf(id, settings),
  );

for (const scheme of SCHEMES) {
  test(`${scheme.id}: the page’s facts are the engine’s`, () => {
    const { local, moments, anew, scheduled, oneDigit, potentials } = scheme;
    if (local) {
      const { forwards, learnsWhenStopped, scheduleSteps } = node(scheme);
      assert.deepEqual([forwards, learnsWhenStopped], [anew, !moments]);
      assert.equal(scheduleSteps !== undefined, scheduled);
    } else {
      assert.throws(() => node(scheme), /nothing but their neighbours/);
    }
    const inference = minibatch(scheme);
    inference.step(2 * SIZES.length);
    assert.equal(inference.done, scheduled);

    // A sigmoid's values are between 0 and 1; what goes into it is not.
    const values = [1, 2, 3].flatMap(l => [...minibatch(scheme).value(l)]);
    assert.equal(!values.every(value => value >= 0 && value <= 1), potentials);

    if (oneDigit) assert.throws(() => minibatch(scheme, 2), /1 sample/);
    else minibatch(scheme, 2);
  });
}
