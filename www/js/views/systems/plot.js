// A plot with its title, its exact values by pointer and keyboard, and its numbers as a file.

import { element, uniqueId } from '../../ui/dom.js';
import { onSize, onceAFrame, sizeOf } from '../../ui/draw/canvas.js';
import { pointable } from '../../ui/draw/readout.js';
import * as xy from '../../ui/draw/xy.js';
import { exact } from '../../model/numbers.js';

/** @typedef {import('../../ui/draw/canvas.js').Palette} Palette */

/**
 * @typedef {object} Line
 * @property {string} name in the card and in the file
 * @property {string} [label] at the line's end, shorter; default `name`, '' for none
 * @property {string} colour a colour of tokens.css without its dashes: a scheme's id, 'ink', 'soft', …
 * @property {number} [level] 0 … 1, paler below 1, for lines of one colour
 * @property {ArrayLike<number>} values
 * @property {boolean | number[]} [dashed] true, or the lengths of dashes and gaps
 * @property {boolean} [dots]
 * @property {boolean} [bare]
 */

/**
 * @typedef {object} Curves
 * @property {number[]} x ascending
 * @property {Line[]} lines
 * @property {'linear' | 'log'} xScale
 * @property {'linear' | 'log'} yScale
 * @property {number | null} [mark] index of an x to mark
 */

/** A colour of the current theme. @param {string} name @param {Palette} palette */
export const themeColour = (name, palette) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || palette.ink;

/**
 * @param {{readout: ReturnType<typeof import('../../ui/draw/readout.js').createReadout>, palette: () => Palette}} stand
 * @param {{title: string, about: string, xName: string, xTitle?: string, choose?: (index: number) => void}} words
 * `xName` as in "k = 10"; `xTitle` under the axis, default `xName`
 * @returns {{root: HTMLElement, show: (curves: Curves | null) => void, redraw: () => void, rows: () => (string | number)[][]}}
 */
export function createPlot({ readout, palette }, { title, about, xName, xTitle = xName, choose }) {
  const heading = element('h3', { id: uniqueId('plot') }, title);
  const canvas = element('canvas', {
    class: 'xy',
    'aria-label': `${title}. Arrow keys go from ${xName} to ${xName} and read the values.`,
  });
  const root = element(
    'section',
    { class: 'exhibit-plot', 'aria-labelledby': heading.id },
    heading,
    canvas,
    element('p', { class: 'note' }, about),
  );
  /** @type {Curves | null} */
  let curves = null;
  /** @type {number | null} */
  let at = null;

  /** @returns {xy.XySnapshot | null} */
  const snapshot = () => {
    if (!curves) return null;
    const colours = palette();
    return {
      ...curves,
      xTitle,
      at,
      palette: colours,
      series: curves.lines.map(line => {
        const colour = themeColour(line.colour, colours);
        return {
          ...line,
          label: line.label ?? line.name,
          colour: line.level === undefined ? colour : colours.shade(colour, line.level),
          labelColour: colour,
        };
      }),
    };
  };
  const redraw = onceAFrame(() => {
    const now = snapshot();
    if (now) xy.draw(canvas, now);
    tell();
  });
  const tell = pointable(canvas, readout, {
    hit: x => {
      const now = snapshot();
      return now && xy.hit(...sizeOf(canvas), now, x);
    },
    move: (from, key) => {
      if (!curves) return null;
      if (from === null) return curves.mark ?? 0;
      return Math.min(curves.x.length - 1, Math.max(0, from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1)));
    },
    anchor: index => {
      const now = snapshot();
      const place = now && xy.layout(...sizeOf(canvas), now);
      return place && now ? { x: place.x(now.x[index]), y: (place.top + place.bottom) / 2 } : { x: 0, y: 0 };
    },
    read: index => {
      if (!curves || index >= curves.x.length) return null;
      const rows = curves.lines.map(({ name, values, colour }) => ({
        name,
        value: exact(values[index]),
        rule: colour,
      }));
      const where = `${xName} = ${exact(curves.x[index])}`;
      return {
        title: where,
        rows,
        spoken: `${title} at ${where}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}`,
      };
    },
    point: index => {
      at = index;
      redraw();
    },
    ...(choose && { choose }),
  });
  onSize(canvas, redraw);

  return {
    root,
    show(next) {
      curves = next;
      if (at !== null && (!next || at >= next.x.length)) at = null;
      redraw();
    },
    redraw,
    rows: () =>
      curves
        ? [
            [xName, ...curves.lines.map(({ name }) => name)],
            ...curves.x.map((x, i) => [x, ...(curves?.lines.map(({ values }) => values[i]) ?? [])]),
          ]
        : [],
  };
}
