import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newestWins } from '../../../www/js/engine/conductor.js';

/** A call that is answered by hand. */
function byHand() {
  const calls = [];
  const run = argument => new Promise((resolve, reject) => calls.push({ argument, resolve, reject }));
  return { calls, ask: newestWins(run) };
}
const tick = () => new Promise(resolve => setTimeout(resolve));

test('only the newest of many is run and answered; the others are aborted', async () => {
  const { calls, ask } = byHand();
  const answers = Promise.allSettled([ask(1), ask(2), ask(3)]);
  await tick();
  calls[0].resolve('one');
  await tick();
  assert.deepEqual(
    calls.map(call => call.argument),
    [1, 3],
    'the second never ran',
  );
  calls[1].resolve('three');
  const [first, second, third] = await answers;
  for (const old of [first, second]) assert.equal(old.reason?.name, 'AbortError');
  assert.equal(third.value, 'three');
});

test('a failure reaches its caller and the next call runs', async () => {
  const { calls, ask } = byHand();
  const failing = ask('a');
  calls[0].reject(new Error('broken'));
  await assert.rejects(failing, /broken/);
  const next = ask('b');
  await tick();
  calls[1].resolve('fine');
  assert.equal(await next, 'fine');
});
