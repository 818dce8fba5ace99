// How far errors point away from backpropagation's, and feedback weights from the weights: one line a layer, while
// training.

import { nameOf, whereWords } from './curve.js';
import { element, uniqueId } from '../../ui/dom.js';
import { errorWords } from './words.js';
import { uses } from '../../model/training.js';
import { onSize, onceAFrame, sizeOf } from '../../ui/draw/canvas.js';
import { pointable } from '../../ui/draw/readout.js';
import * as xy from '../../ui/draw/xy.js';
import { exact } from '../../model/numbers.js';
import { subscript } from '../../model/trace.js';

/** @typedef {import('./curve.js').Run} Run */
/** @typedef {import('../../model/protocol.js').AnglePoint} AnglePoint */
/** @typedef {import('../../ui/draw/canvas.js').Palette} Palette */
/** @typedef {{name: string, values: number[], level: number}} AngleLine */

/** Labels at the ends of lines that fit under each other. */
const MOST_LABELS = 7;

/**
 * The lines of one plot, from the layer nearest the input to the output's.
 * @param {AnglePoint[]} points
 * @param {'errors' | 'feedback'} kind
 * @returns {AngleLine[]}
 */
export function angleLines(points, kind) {
  const layers = points[0]?.feedback.length ?? 0;
  return Array.from({ length: layers }, (_, l) => ({
    name: kind === 'errors' ? `e${subscript(l + 1)}` : `W${subscript(l)}`,
    // e_1 is the first error there is; W_0 are the weights below it.
    values: points.map(point => (kind === 'errors' ? point.errors[l + 1] : point.feedback[l])),
    level: layers === 1 ? 1 : 0.4 + (0.6 * l) / (layers - 1),
  }));
}

/** Degrees for a list. @param {number} degrees */
export const degreesText = degrees =>
  Number.isNaN(degrees) ? 'not defined' : `${exact(Number(degrees.toFixed(degrees !== 0 && degrees < 0.1 ? 6 : 2)))}°`;

const WORDS = {
  errors: [
    'Are the errors right?',
    'The angle between the error of each layer and the one that backpropagation would give it, on the last minibatch. 0° points the same way, 90° any way, more than 90° away from it.',
  ],
  feedback: [
    'Do feedback weights agree?',
    'The angle between the weights that carry errors back and the forward weights W. Random ones begin near 90°; where it falls, the two have come to agree.',
  ],
};

/**
 * @param {HTMLElement} root
 * @param {{palette: () => Palette, readout: ReturnType<typeof import('../../ui/draw/readout.js').createReadout>}} page
 * @returns {{draw: (run: Run | null) => void, repaint: () => void}}
 */
export function buildAngles(root, { palette, readout }) {
  /** @type {Run | null} */
  let run = null;
  /** The newest of its points that is drawn. Null before anything is. @type {AnglePoint | undefined | null} */
  let drawn = null;
  const figures = /** @type {const} */ (['errors', 'feedback']).map(kind => {
    const [title, about] = WORDS[kind];
    const heading = element('h2', { id: uniqueId('angles') }, title);
    const canvas = element('canvas', {
      class: 'angle-plot',
      'aria-label': `${title} Degrees over the epochs, one line a layer. Arrow keys go from point to point.`,
    });
    const newest = element('p', { class: 'curve-readout' });
    const note = element('p', { class: 'note angle-note' });
    const figure = element(
      'section',
      { class: 'angle', 'aria-labelledby': heading.id },
      heading,
      element('p', { class: 'note' }, about),
      newest,
      canvas,
      note,
    );
    /** @type {number | null} */
    let at = null;
    /** @type {AnglePoint[]} */
    let points = [];
    /** @type {AngleLine[]} */
    let lines = [];

    /** @returns {xy.XySnapshot} */
    const snapshot = () => {
      const colours = palette();
      const own = run ? colours.rules[run.settings.rule] : colours.ink;
      const every = Math.ceil(lines.length / MOST_LABELS);
      const x = points.length > 0 ? points.map(point => point.epoch) : [0, 1];
      /** @param {number} degrees @param {string} [label] @returns {xy.XySeries} */
      const level = (degrees, label = '') => ({
        label,
        colour: colours.soft,
        dashed: true,
        values: x.map(() => degrees),
      });
      return {
        x,
        xScale: 'linear',
        yScale: 'linear',
        xTitle: 'epochs',
        at,
        palette: colours,
        series: [
          level(0),
          level(90, '90°'),
          ...lines.map(({ name, values, level: depth }, l) => ({
            label: (lines.length - 1 - l) % every === 0 ? name : '',
            colour: colours.shade(own, depth),
            labelColour: own,
            values,
            dots: points.length < 3,
          })),
        ],
      };
    };
    const redraw = onceAFrame(() => {
      xy.draw(canvas, snapshot());
      tell();
    });
    const tell = pointable(canvas, readout, {
      hit: x => xy.hit(...sizeOf(canvas), snapshot(), x),
      move: (from, key) => {
        if (points.length === 0) return null;
        return from === null
          ? points.length - 1
          : Math.min(points.length - 1, Math.max(0, from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1)));
      },
      anchor: index => {
        const place = xy.layout(...sizeOf(canvas), snapshot());
        return { x: place.x(points[index]?.epoch ?? 0), y: (place.top + place.bottom) / 2 };
      },
      read: index => {
        const point = points[index];
        if (!point || !run) return null;
        const rows = lines.map(({ name, values }) => ({
          name,
          value: Number.isNaN(values[index]) ? 'not defined' : `${exact(values[index])}°`,
          rule: run?.settings.rule,
        }));
        const where = whereWords(point);
        return {
          title: where,
          rows,
          spoken: `${title} At ${where}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}`,
        };
      },
      point: index => {
        at = index;
        redraw();
      },
    });
    onSize(canvas, redraw);

    return {
      kind,
      redraw,
      show() {
        points = run?.angles ?? [];
        lines = angleLines(points, kind);
        if (at !== null && at >= points.length) at = null;
        const idle =
          kind === 'feedback' &&
          (!run || !uses(run.settings.rule, 'feedback') || run.settings.feedback === 'transpose');
        if (idle) figure.remove();
        else if (!figure.isConnected) root.append(figure);
        note.textContent = kind === 'errors' && run ? errorWords(run.settings.rule) : '';
        note.hidden = note.textContent === '';
        const named = lines.map(({ name, values }) => `${name} ${degreesText(values[values.length - 1])}`);
        const text = (named.length > MOST_LABELS ? [named[0], '…', ...named.slice(-1)] : named).join(', ');
        newest.replaceChildren(
          ...(run && text
            ? [
                element('span', {}, 'newest'),
                element('span', { class: `of-${run.settings.rule}` }, element('b', {}, nameOf(run)), ` ${text}`),
              ]
            : ['Nothing trained yet.']),
        );
        redraw();
      },
    };
  });
  return {
    draw(next) {
      // Nothing new to draw while reports come without a point.
      if (run === next && drawn === next?.angles.at(-1)) return;
      run = next;
      drawn = next?.angles.at(-1);
      for (const figure of figures) figure.show();
    },
    repaint() {
      for (const figure of figures) figure.redraw();
    },
  };
}
