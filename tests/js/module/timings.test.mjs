// Times of operations by Node's clock: as many as functions, of what was done alone, and growing with it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { infer } from '../support/module.mjs';

const sizes = [300, 200, 200, 10];

test('what was done has taken time, what was not has taken none', () => {
  const vpc = infer(sizes, 16, { rule: 'vpc' });
  vpc.step(5);
  const first = vpc.timings();
  for (const list of [first.forward, first.vjp, first.parameterVjp]) assert.equal(list.length, 3);
  assert.ok(first.forward.every(ms => ms > 0) && first.vjp[1] > 0 && first.vjp[2] > 0);
  assert.equal(first.vjp[0], 0); // nobody needs the product towards the input
  assert.deepEqual(first.parameterVjp, [0, 0, 0]);
  assert.ok(first.resolution > 0 && first.resolution < 1, `${first.resolution}`);
  vpc.step(20);
  vpc.weightGradient(1);
  const second = vpc.timings();
  assert.ok(second.vjp[1] > first.vjp[1] && second.forward[2] > first.forward[2]);
  assert.equal(second.forward[0], first.forward[0]); // x_0 does not move
  assert.ok(second.parameterVjp[1] > 0 && second.parameterVjp[0] === 0);
  vpc.free();
  assert.throws(() => vpc.timings(), /this Inference must be one that is not freed yet/);
});
