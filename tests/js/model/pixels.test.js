// A canvas that gives back something else than was drawn is noticed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canvasDoubt, needPixels } from '../../../www/js/model/pixels.js';

/** A context of 28 × 28 whose pixels read like this. @param {(value: number, i: number) => number} read */
function context(read) {
  const data = new Uint8ClampedArray(4 * 28 * 28);
  return /** @type {any} */ ({
    fillStyle: '',
    fillRect(x, y) {
      data.set([...this.fillStyle.match(/\d+/g).map(Number), 255], 4 * (28 * y + x));
    },
    clearRect() {},
    getImageData: () => ({ data: data.map(read) }),
  });
}

test('true, slightly changed, white, noisy and blocked canvases are told apart', () => {
  assert.equal(canvasDoubt(context(value => value)), '');
  assert.match(canvasDoubt(context((value, i) => (i % 7 === 0 ? value ^ 1 : value))), /by up to 1 of 255/);
  const blocked = Object.assign(
    context(value => value),
    {
      getImageData: () => {
        throw new DOMException('blocked', 'SecurityError');
      },
    },
  );
  for (const untrue of [
    context(() => 255),
    context((value, i) => (i % 40 === 0 ? 255 - value : value)),
    blocked,
    Object.assign(
      context(value => value),
      { getImageData: () => undefined },
    ),
  ]) {
    assert.throws(() => canvasDoubt(untrue), /does not give back the pixels/);
    assert.throws(
      () => needPixels('no picture can be saved', untrue),
      /^Error: This browser does not give back .*, so no picture can be saved: allow this page to read its canvases\.$/,
    );
  }
  assert.doesNotThrow(() =>
    needPixels(
      'x',
      context(value => value),
    ),
  );
});
