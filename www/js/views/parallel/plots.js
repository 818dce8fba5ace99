// Cost against depth: TIME in parallel and WORK of the schemes shown, over chain lengths 2 … 64.

import { whole } from '../../model/numbers.js';
import { bound, costs, parallelTime, slowest, work } from '../../model/chain/costs.js';
import { element } from '../../ui/dom.js';
import { chainSizes, shownSchemes, stepsOf, turned } from '../../model/chain/settings.js';
import { subscripted } from './tables.js';
import { times } from './words.js';
import { schemeById } from '../../model/schemes.js';
import { onSize, onceAFrame, sizeOf } from '../../ui/draw/canvas.js';
import * as costPlot from './draw/costs.js';
import { pointable } from '../../ui/draw/readout.js';
import { timeText } from './draw/timeline.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../ui/draw/canvas.js').Palette} Palette */
/** @typedef {{label: string, colour: string, rule: SchemeId, dashed: boolean, values: number[]}} Series */

const NAMES = /** @type {const} */ (['time', 'work']);

/** `values[L]` for L from 2. @param {Settings} settings @param {(own: Settings) => number} value */
const lengths = (settings, value) =>
  Array.from({ length: costPlot.DEPTHS.most + 1 }, (_, L) =>
    L < costPlot.DEPTHS.least ? NaN : value({ ...settings, pDepth: L }),
  );

/**
 * @param {Settings} settings
 * @param {Palette} palette
 * @returns {{time: Series[], work: Series[]}}
 */
function curves(settings, palette) {
  /** @param {(scheme: SchemeId, C: number[], T: number) => number} value */
  const line = value =>
    shownSchemes(settings.pRule).map(scheme => ({
      label: schemeById(scheme).name,
      colour: palette.rules[scheme],
      rule: scheme,
      dashed: false,
      values: lengths(settings, own => value(scheme, costs(chainSizes(own, scheme), own.pBatch), stepsOf(own, scheme))),
    }));
  const least = {
    label: 'bound',
    colour: palette.soft,
    rule: /** @type {SchemeId} */ ('bp'),
    dashed: true,
    values: lengths(settings, own => bound('fpa', costs(chainSizes(own), own.pBatch), own.pDepth - 1).lines[1].value),
  };
  return {
    time: [...line(parallelTime), least],
    work: line((scheme, C, T) => work(scheme, C, T, { gradients: false })),
  };
}

/** What the plots leave unsaid. @param {Settings} settings @param {{time: Series[], work: Series[]}} series */
function note(settings, series) {
  const { pRule: chosen } = settings;
  const longest = { ...settings, pDepth: costPlot.DEPTHS.most };
  const C = costs(chainSizes(longest), settings.pBatch);
  /** @param {SchemeId} scheme */
  const atMost = scheme => {
    const own = costs(chainSizes(longest, scheme), settings.pBatch);
    return `${schemeById(scheme).name} ${times(parallelTime(scheme, own, stepsOf(longest, scheme)) / parallelTime('bp', own, own.length - 1))}`;
  };
  const [, ...others] = shownSchemes(chosen);
  // A line that lies on another one is not seen.
  const mine = series.time.find(({ rule }) => rule === chosen);
  const twin = series.time.find(
    ({ rule, dashed, values }) =>
      rule !== chosen && !dashed && mine?.values.every((value, L) => Object.is(value, values[L])),
  );
  return (
    `Gradients left out. Dashed: (3.29), L − 1 steps as slow as the slowest product; no rule that waits for the slowest can bring the error to node 1 below it. ` +
    `Backpropagation needs no such wait. At L = ${longest.pDepth} in parallel: ${others.map(atMost).join(', ')} BP; C_slow there is ${timeText(slowest(C), 'multiply-adds')}.` +
    (twin ? ` ${schemeById(chosen).name} costs what ${twin.label} does, so their lines are one.` : '') +
    (turned(chosen)
      ? ` ${schemeById(chosen).name} runs the chain from the label to the picture: the bound and the other lines are of the chain the usual way round, and its factor is to BP on its own.`
      : '')
  );
}

/**
 * @param {object} page
 * @param {ReturnType<typeof import('../../ui/draw/readout.js').createReadout>} page.readout
 * @param {() => Palette} page.palette
 * @param {() => Settings} page.settings those that are drawn
 * @param {(L: number) => void} page.choose a chain length was clicked
 */
export function buildPlots({ readout, palette, settings, choose }) {
  const canvases = { time: element('canvas', { class: 'cost-plot' }), work: element('canvas', { class: 'cost-plot' }) };
  const words = element('p', { class: 'note' });
  /** L pointed at in each plot. */
  const at = { time: /** @type {number | null} */ (null), work: /** @type {number | null} */ (null) };
  /** @type {ReturnType<typeof curves> | null} */
  let series = null;
  const redraw = onceAFrame(() => {
    if (!series) return;
    for (const name of NAMES)
      costPlot.draw(canvases[name], {
        series: series[name],
        depth: settings().pDepth,
        at: at[name],
        palette: palette(),
      });
  });
  for (const name of NAMES) {
    const canvas = canvases[name];
    canvas.setAttribute(
      'aria-label',
      `${name === 'time' ? 'Time in parallel' : 'Work'} of each rule against the chain length, 2 to 64. Arrow keys read the values.`,
    );
    const lines = () => series?.[name] ?? [];
    pointable(canvas, readout, {
      hit: x => costPlot.hit(sizeOf(canvas)[0], lines(), x),
      move: (L, key) => {
        const by = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1;
        return Math.min(costPlot.DEPTHS.most, Math.max(costPlot.DEPTHS.least, L === null ? settings().pDepth : L + by));
      },
      anchor: L => costPlot.place(...sizeOf(canvas), lines(), L),
      read: L => {
        if (!series) return null;
        const rows = lines().map(({ label, values, rule, dashed }) => ({
          name: label,
          value: whole(values[L]),
          ...(!dashed && { rule }),
        }));
        const title = `L = ${L} functions, multiply-adds`;
        return { title, rows, spoken: `${title}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}.` };
      },
      point: L => {
        at[name] = L;
        redraw();
      },
      choose,
    });
    onSize(canvas, redraw);
  }
  return {
    ...canvases,
    note: words,
    /** Computes the lines anew and draws them. */
    draw() {
      series = curves(settings(), palette());
      words.replaceChildren(...subscripted(note(settings(), series)));
      redraw();
    },
  };
}
