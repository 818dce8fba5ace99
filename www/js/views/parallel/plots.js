// Cost against depth: TIME in parallel and WORK of the schemes shown, over chain lengths 2 … 64.

import { whole } from '../../model/numbers.js';
import { element } from '../../ui/dom.js';
import { LENGTHS, shownSchemes, turned } from '../../model/chain/settings.js';
import { subscripted } from './tables.js';
import { times } from './words.js';
import { schemeById } from '../../model/schemes.js';
import { onSize, onceAFrame, sizeOf } from '../../ui/draw/canvas.js';
import * as costPlot from './draw/costs.js';
import { pointable } from '../../ui/draw/readout.js';
import { timeText } from './draw/timeline.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../model/protocol.js').SchemeCosts} SchemeCosts */
/** @typedef {import('../../ui/draw/canvas.js').Palette} Palette */
/** @typedef {{label: string, colour: string, rule: SchemeId, dashed: boolean, values: number[]}} Series */

const NAMES = /** @type {const} */ (['time', 'work']);

/**
 * @param {Settings} settings
 * @param {Map<SchemeId, SchemeCosts>} costs
 * @param {Palette} palette
 * @returns {{time: Series[], work: Series[]}}
 */
function curves(settings, costs, palette) {
  /** @param {'time' | 'work'} name */
  const lines = name =>
    shownSchemes(settings.pRule).flatMap(scheme => {
      const values = costs.get(scheme)?.lengths[name];
      const label = schemeById(scheme).name;
      return values ? [{ label, colour: palette.rules[scheme], rule: scheme, dashed: false, values }] : [];
    });
  const least = {
    label: 'bound',
    colour: palette.soft,
    rule: /** @type {SchemeId} */ ('bp'),
    dashed: true,
    values: costs.get('bp')?.lengths.least ?? [],
  };
  return { time: [...lines('time'), least], work: lines('work') };
}

/**
 * What the plots leave unsaid.
 * @param {Settings} settings
 * @param {Map<SchemeId, SchemeCosts>} costs
 * @param {{time: Series[], work: Series[]}} series
 */
function note(settings, costs, series) {
  const { pRule: chosen } = settings;
  const [, ...others] = shownSchemes(chosen).flatMap(scheme => {
    const longest = costs.get(scheme)?.longest;
    return longest ? [`${schemeById(scheme).name} ${times(longest.ratio)}`] : [];
  });
  // A line that lies on another one is not seen.
  const mine = series.time.find(({ rule }) => rule === chosen);
  const twin = series.time.find(
    ({ rule, dashed, values }) =>
      rule !== chosen && !dashed && mine?.values.every((value, L) => Object.is(value, values[L])),
  );
  return (
    `Gradients left out. Dashed: (3.29), L − 1 steps as slow as the slowest product; no rule that waits for the slowest can bring the error to node 1 below it. ` +
    `Backpropagation needs no such wait. At L = ${LENGTHS.most} in parallel: ${others.join(', ')} BP; C_slow there is ${timeText(costs.get('bp')?.longest.slowest ?? NaN, 'multiply-adds')}.` +
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
 * @param {() => Map<SchemeId, SchemeCosts>} page.costs of the schemes
 * @param {(L: number) => void} page.choose a chain length was clicked
 */
export function buildPlots({ readout, palette, settings, costs, choose }) {
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
        return Math.min(LENGTHS.most, Math.max(LENGTHS.least, L === null ? settings().pDepth : L + by));
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
    /** Draws the lines there are now. */
    draw() {
      series = curves(settings(), costs(), palette());
      words.replaceChildren(...subscripted(note(settings(), costs(), series)));
      redraw();
    },
  };
}
