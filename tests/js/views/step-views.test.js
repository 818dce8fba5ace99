// The geometry of the step view's drawings: what is pointed at is what is drawn there.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { suitableScale } from '../../../www/js/views/step/plots.js';
import * as chain from '../../../www/js/views/step/draw/chain-layout.js';
import * as heatmap from '../../../www/js/views/step/draw/heatmap.js';
import * as lines from '../../../www/js/ui/draw/lines.js';
import { level } from '../../../www/js/ui/draw/canvas.js';

const shapes = [
  [784, 1, 1, 10],
  [784, 24, 24, 24, 24, 24, 10],
  [784, ...Array(16).fill(128), 10],
];
const turned = shapes.map(sizes => sizes.toReversed());

test('the middle of every unit is found again, from a phone to a projector', () => {
  for (const sizes of [...shapes, ...turned]) {
    for (const [width, height] of [
      [320, 122],
      [366, 107],
      [1100, 200],
    ]) {
      const place = chain.layout(width, height, sizes);
      for (let node = sizes[0] === 784 ? 1 : 0; node < sizes.length; node++) {
        for (let unit = 0; unit < sizes[node]; unit++) {
          const box = chain.rectangle(place, { node, unit });
          assert.ok(box.x >= 0 && box.x + box.width <= width + 1e-9 && box.y >= 0 && box.y + box.height <= height);
          assert.ok(box.height >= 1, `${box.height} px for a unit of ${sizes[node]} at ${width} × ${height}`);
          assert.deepEqual(chain.hit(width, height, sizes, box.x + box.width / 2, box.y + box.height / 2), {
            node,
            unit,
          });
        }
      }
    }
  }
  assert.equal(chain.hit(366, 107, shapes[1], 5, 50), null, 'the picture is no unit');
  // Any of the three pictures of a turned chain names the same pixel.
  const place = chain.layout(600, 140, turned[1]);
  for (const i of [0, 1, 2])
    assert.deepEqual(chain.hit(600, 140, turned[1], place.tile(i) + place.picture * 0.999, place.middle), {
      node: 6,
      unit: 14 * 28 + 27,
    });
  assert.equal(chain.hit(600, 140, turned[1], place.tile(1) - 3, place.middle), null);
  for (const sizes of [...shapes, ...turned]) {
    for (const width of [320, 366, 1100]) {
      const { L, left, right } = chain.layout(width, 120, sizes);
      for (let l = 0; l < L; l++)
        assert.ok(right(l) < left(l + 1), `room for messages between ${l} and ${l + 1} of ${L} at ${width} px`);
    }
  }
});

test('arrow keys stay inside the chain', () => {
  const sizes = shapes[1];
  assert.deepEqual(chain.move(sizes, null, 'ArrowLeft'), { node: 6, unit: 0 });
  assert.deepEqual(chain.move(sizes, { node: 6, unit: 9 }, 'ArrowRight'), { node: 6, unit: 9 });
  assert.deepEqual(chain.move(sizes, { node: 5, unit: 23 }, 'ArrowRight'), { node: 6, unit: 9 });
  assert.deepEqual(chain.move(sizes, { node: 1, unit: 0 }, 'ArrowLeft'), { node: 1, unit: 0 });
  assert.deepEqual(chain.move(sizes, { node: 1, unit: 0 }, 'ArrowDown'), { node: 1, unit: 1 });
  // Turned: a label to the left, a picture to the right, in which up and down follow a column of pixels.
  assert.deepEqual(chain.move(turned[1], { node: 1, unit: 0 }, 'ArrowLeft'), { node: 0, unit: 0 });
  assert.deepEqual(chain.move(turned[1], { node: 6, unit: 30 }, 'ArrowDown'), { node: 6, unit: 58 });
  assert.deepEqual(chain.move(turned[1], { node: 6, unit: 27 * 28 + 2 }, 'ArrowDown'), { node: 6, unit: 3 });
  assert.deepEqual(chain.move(turned[1], { node: 6, unit: 783 }, 'ArrowDown'), { node: 6, unit: 783 });
});

test('the middle of every cell of the heat map is found again', () => {
  for (const [L, T] of [
    [3, 1],
    [6, 16],
    [17, 64],
  ]) {
    const place = heatmap.layout(180, 116, L, T);
    for (let t = 0; t <= T; t++) {
      for (let node = 1; node <= L; node++) {
        const found = heatmap.hit(
          180,
          116,
          L,
          T,
          place.x(t) + place.cell.width / 2,
          place.y(node) + place.cell.height / 2,
        );
        assert.deepEqual(found, { node, t });
      }
    }
  }
  assert.equal(heatmap.hit(180, 116, 6, 16, 2, 2), null);
  assert.deepEqual(heatmap.move(6, 16, { node: 6, t: 16 }, 'ArrowUp', 0), { node: 6, t: 16 });
  assert.deepEqual(heatmap.move(6, 16, null, 'ArrowUp', 4), { node: 6, t: 4 });
});

test('axes hold their data, and exact zero has a lane of its own on a log axis', () => {
  const series = [{ label: 'a', colour: '#000000', values: Float64Array.from([1, 0.01, 0, NaN]) }];
  const axis = lines.axis(series, 'log');
  assert.equal(axis.share(0), 0);
  assert.ok(axis.share(0.01) > 0.1 && axis.share(1) <= 1);
  assert.ok(axis.marks.some(mark => mark.text === '0') && axis.marks.some(mark => mark.text === '1'));
  /** @param {number} value */
  const flat = value =>
    lines.axis([{ label: 'a', colour: '#000000', values: new Float64Array(4).fill(value) }], 'linear');
  assert.deepEqual([flat(2).share(2), flat(-2).share(-2), flat(0).share(0)], [1, 0, 0.5]);
  assert.ok(flat(NaN).marks.length > 0);
});

test('a wide range asks for a log axis, a zero or a narrow one for a linear axis', () => {
  const of = (...values) => [{ label: 'a', colour: '#000000', values: Float64Array.from(values) }];
  assert.equal(suitableScale(of(1, 40)), 'log');
  assert.equal(suitableScale(of(1, 2)), 'linear');
  assert.equal(suitableScale(of(0, 40)), 'linear');
});

test('magnitudes share one log scale', () => {
  assert.equal(level(1), 1);
  assert.equal(level(1e-5), 0);
  assert.equal(level(1e9), 1);
  assert.ok(Math.abs(level(10 ** -2.5) - 0.5) < 1e-12);
});
