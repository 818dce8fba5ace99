// Test digits with what the network takes them for, and bars of its ten outputs.

import { brief, fixed } from '../../model/numbers.js';
import { element } from '../dom.js';
import { digitPicture } from './canvas.js';

/**
 * @typedef {object} PredictionsSnapshot
 * @property {number} start index of the first digit
 * @property {Uint8Array} images [count][784]
 * @property {Uint8Array} labels [count]
 * @property {Float64Array} outputs [count][10]
 * @property {boolean} probabilities whether outputs are probabilities; otherwise they are plain numbers
 * @property {import('./canvas.js').Palette} palette
 */

/** The index of the largest number; the first of equals. @param {ArrayLike<number>} values */
export function largest(values) {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/**
 * A plain number with so many decimals; a huge one, as after a divergence, with an exponent.
 * @param {number} value
 * @param {number} decimals
 */
const plain = (value, decimals) => (Math.abs(value) < 1e4 ? fixed(value, decimals) : brief(value, 1));
/** @param {number} value @param {boolean} probability */
const short = (value, probability) => (probability ? `${Math.round(100 * value)}%` : plain(value, 2));

/**
 * Draws the digits as a list.
 * @param {HTMLElement} list
 * @param {PredictionsSnapshot} snapshot
 * @returns {number} how many are right
 */
export function drawPredictions(list, { start, images, labels, outputs, probabilities, palette }) {
  let right = 0;
  const items = Array.from(labels, (label, i) => {
    const row = outputs.subarray(10 * i, 10 * (i + 1));
    const guess = largest(row);
    const correct = guess === label;
    if (correct) right += 1;
    const exact = probabilities ? `probability ${fixed(row[guess], 4)}` : `output ${plain(row[guess], 4)}`;
    const verdict = correct ? 'right' : `wrong, it is a ${label}`;
    const picture = digitPicture(images.subarray(784 * i, 784 * (i + 1)), palette);
    picture.setAttribute('aria-hidden', 'true');
    const bar = element('span', { class: 'guess-bar', 'aria-hidden': 'true' });
    bar.style.setProperty('--share', String(Math.min(1, Math.max(0, row[guess]))));
    return element(
      'li',
      {
        class: correct ? 'guess' : 'guess wrong',
        title: `Test digit ${start + i}: taken for a ${guess} (${exact}); ${verdict}.`,
      },
      picture,
      element(
        'span',
        { class: 'guess-class' },
        element('span', { class: 'visually-hidden' }, `Test digit ${start + i}: taken for a `),
        String(guess),
      ),
      element('span', { class: 'guess-share' }, short(row[guess], probabilities)),
      bar,
      element('span', { class: 'guess-verdict' }, correct ? '✓ right' : `✗ is a ${label}`),
    );
  });
  list.replaceChildren(...items);
  return right;
}

/**
 * Draws the pictures that a generative network makes of the ten labels.
 * @param {HTMLElement} list
 * @param {Float64Array} values [10][784], plain numbers: below 0 is drawn as paper, above 1 as ink
 * @param {import('./canvas.js').Palette} palette
 */
export function drawDreams(list, values, palette) {
  list.replaceChildren(
    ...Array.from({ length: values.length / 784 }, (_, label) => {
      const own = values.subarray(784 * label, 784 * (label + 1));
      const [low, high] = own.reduce(
        ([a, b], value) => [Math.min(a, value), Math.max(b, value)],
        [Infinity, -Infinity],
      );
      const picture = digitPicture(
        Uint8Array.from(own, value => Math.round(255 * Math.min(1, Math.max(0, value)))),
        palette,
      );
      picture.setAttribute('aria-hidden', 'true');
      return element(
        'li',
        {
          class: 'dream',
          title: `Label ${label}: pixels from ${plain(low, 4)} (paper is 0) to ${plain(high, 4)} (ink is 1)`,
        },
        picture,
        element('span', {}, element('span', { class: 'visually-hidden' }, 'Picture of label '), String(label)),
      );
    }),
  );
}

/**
 * Makes ten rows of bars inside `list`, one for each class.
 * @param {HTMLElement} list
 * @returns {(outputs: Float64Array | null, probabilities: boolean) => void} draws; null empties the bars
 */
export function createBars(list) {
  const rows = Array.from({ length: 10 }, (_, digit) => {
    const bar = element('span', { class: 'bar-track', 'aria-hidden': 'true' }, element('span', { class: 'bar-fill' }));
    const value = element('span', { class: 'bar-value' }, '–');
    const row = element('li', { class: 'bar-row' }, element('span', { class: 'bar-digit' }, String(digit)), bar, value);
    list.append(row);
    return { row, bar, value };
  });
  return (outputs, probabilities) => {
    const best = outputs ? largest(outputs) : -1;
    // Plain outputs may lie anywhere: zero stands where the smallest needs it to.
    const low = outputs && !probabilities ? Math.min(0, ...outputs) : 0;
    const high = outputs && !probabilities ? Math.max(1, ...outputs) : 1;
    rows.forEach(({ row, bar, value }, digit) => {
      const output = outputs?.[digit] ?? 0;
      row.classList.toggle('best', digit === best);
      bar.style.setProperty('--from', String((Math.min(0, output) - low) / (high - low)));
      bar.style.setProperty('--to', String((Math.max(0, output) - low) / (high - low)));
      value.textContent = outputs ? plain(output, 4) : '–';
    });
  };
}
