// Theory, through the contract: the numbers are the core's (tests/native/theory.rs), in the shapes that the typings say.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Theory, apart, infer } from '../support/module.mjs';

test('a share is what an error has come to, its limit that of small steps', () => {
  const bp = infer([5, 4, 4, 3], 2, { rule: 'bp' });
  bp.step(2);
  for (const [T, gamma] of [
    [3, 0.5],
    [4, 1.3],
  ]) {
    const fpa = infer([5, 4, 4, 3], 2, { rule: 'fpa', stepSize: gamma, stores: 'error' });
    fpa.step(T);
    for (const node of [1, 2, 3]) {
      const share = Theory.share(T, gamma, 3 - node);
      const expected = bp.error(node).map(e => share * e);
      assert.ok(apart(fpa.error(node), expected) < 1e-12, `T ${T}, γ ${gamma}, node ${node}`);
    }
  }
  assert.ok(Math.abs(Theory.share(20_000, 1e-4, 2) - Theory.limit(2, 2)) < 1e-4);
  assert.deepEqual([Theory.limit(0, 1), Theory.limit(0, 0)], [0, 1]);
  assert.deepEqual([Theory.stepsToArrive(1, 7), Theory.stepsToArrive(2, 7)], [7, undefined]);
});
