// A picture of 28 × 28 numbers whose every pixel can be read exactly.

import { element } from '../../../ui/dom.js';
import { digitPicture, sizeOf } from '../../../ui/draw/canvas.js';
import { pointable } from '../../../ui/draw/readout.js';
import { exact } from '../../../model/numbers.js';

/** @typedef {import('../view.js').Stand} Stand */

/**
 * @param {Stand} stand
 * @param {string} name
 * @returns {{ root: HTMLElement, show: (values: ArrayLike<number>, caption: string) => void, redraw: () => void }}
 * values: 784, 0 is paper and 1 is ink
 */
export function createPicture(stand, name) {
  const canvas = element('canvas', {
    class: 'pixels',
    width: 28,
    height: 28,
    'aria-label': `${name}. Arrow keys go from pixel to pixel and read the values.`,
  });
  const caption = element('figcaption', {});
  const root = element('figure', { class: 'picture' }, canvas, caption);
  /** @type {ArrayLike<number>} */
  let values = new Float64Array(784);
  const redraw = () => {
    const context = canvas.getContext('2d');
    if (!context) return;
    context.clearRect(0, 0, 28, 28);
    const shades = Uint8Array.from({ length: 784 }, (_, i) =>
      Math.round(255 * Math.min(1, Math.max(0, values[i] || 0))),
    );
    context.drawImage(digitPicture(shades, stand.palette()), 0, 0);
    tell();
  };
  const size = () => sizeOf(canvas)[0] / 28;
  const tell = pointable(canvas, stand.readout, {
    hit: (x, y) => {
      const [column, row] = [Math.floor(x / size()), Math.floor(y / size())];
      return column < 0 || row < 0 || column > 27 || row > 27 ? null : 28 * row + column;
    },
    move: (from, key) => {
      if (from === null) return 28 * 14 + 14;
      const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -28, ArrowDown: 28 }[key] ?? 0;
      const next = from + by;
      return next < 0 || next > 783 || (Math.abs(by) === 1 && Math.floor(next / 28) !== Math.floor(from / 28))
        ? from
        : next;
    },
    anchor: pixel => ({ x: ((pixel % 28) + 0.5) * size(), y: (Math.floor(pixel / 28) + 0.5) * size() }),
    read: pixel => {
      const place = `row ${Math.floor(pixel / 28) + 1}, column ${(pixel % 28) + 1}`;
      return {
        title: name,
        rows: [{ name: place, value: exact(values[pixel]) }],
        spoken: `${name}, ${place}: ${exact(values[pixel])}`,
      };
    },
    point: () => {},
  });
  return {
    root,
    show(next, text) {
      values = next;
      caption.textContent = text;
      redraw();
    },
    redraw,
  };
}
