// Draws a map of an experiment: a cell for each pair of parameters, coloured by the mean of a value. Four things stay
// different: a number, exactly zero (empty, with an outline), a value that is not finite as when training diverged
// (hatched; crossed where only some seeds were lost), and what has not been computed (nothing at all).

import * as Plot from '../../../../vendor/plot.js';
import { uniqueId } from '../../../ui/dom.js';
import { short } from '../../../model/numbers.js';
import { valueName } from '../words.js';
import { isLight, shade } from './colours.js';
import { BELOW, TITLE, noting, style, svgOf, titles } from './frame.js';
import { arrange, logTicks, roomy, textWidth } from './layout.js';

const SVG = 'http://www.w3.org/2000/svg';
/** A number in a cell, in as many digits as a comparison by eye needs. @param {number} value */
const inCell = value => short(Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(2)));

/**
 * @param {import('./frame.js').ExperimentPlot} plot
 * @param {import('./frame.js').Summary} summary
 * @param {import('./frame.js').Look} look
 * @returns {import('./frame.js').Drawing}
 */
export function drawMap(plot, summary, { width, palette }) {
  const left = 18 + Math.max(...summary.leads.map(lead => textWidth(valueName(lead))));
  const layout = arrange(plot, summary, width - left, Math.max(150, Math.min(300, 26 * summary.xs.length)));
  const panelWidth = ((width - left) / layout.columns) * 0.94;
  const cellWidth = panelWidth / Math.max(1, summary.xs.length);
  const cellHeight = Math.min(44, Math.max(28, cellWidth * 0.8));
  const height = summary.leads.length * cellHeight + TITLE;
  const points = summary.points.map(point => ({ ...point, ...layout.at(point) }));
  const isLog = plot.color.scale === 'log';
  const numbers = points.filter(point => point.mean !== null && point.mean !== 0 && (!isLog || point.mean > 0));
  const zeros = points.filter(point => point.mean !== null && (point.mean === 0 || (isLog && point.mean < 0)));
  const lost = points.filter(point => point.mean === null);
  const partly = points.filter(point => point.mean !== null && point.lost > 0);
  const means = [...numbers.map(point => Number(point.mean)), ...(plot.color.domain ?? [])];
  const ends = means.length > 0 ? [Math.min(...means), Math.max(...means)] : [isLog ? 0.1 : 0, 1];
  const color = /** @type {const} */ ({
    type: isLog ? 'log' : 'linear',
    domain: ends[0] < ends[1] ? ends : [ends[0] * 0.9, ends[0] * 1.1 || 1],
    interpolate: (/** @type {number} */ share) => shade(palette, share),
    label: plot.color.label,
    tickFormat: short,
  });
  const { apply } = /** @type {Plot.Scale} */ (Plot.scale({ color }));
  const place = { fx: 'fx', fy: 'fy', x: 'x', y: 'lead', inset: 0.5 };
  const hatch = uniqueId('hatch');
  /** @type {import('./frame.js').Place[]} */
  const places = [];
  const roomForNumbers = [...numbers, ...zeros].every(point => textWidth(inCell(Number(point.mean))) < cellWidth - 2);
  const ticks = roomy(summary.xs, value => summary.xs.indexOf(value) * cellWidth, valueName);

  const made = Plot.plot({
    width,
    height: Math.round(layout.rows * (height + BELOW) + 66 - BELOW),
    marginLeft: left,
    marginTop: 26,
    marginBottom: 40,
    marginRight: 2,
    style: style(palette),
    color,
    fx: { axis: null, padding: layout.columns > 1 ? 0.06 : 0 },
    fy: { axis: null, padding: layout.rows > 1 ? BELOW / (height + BELOW) : 0 },
    x: { type: 'band', domain: summary.xs, padding: 0 },
    // The least at the bottom, as everywhere; names from the top.
    y: {
      type: 'band',
      domain: summary.leads,
      reverse: typeof summary.leads[0] === 'number',
      padding: 0,
      insetTop: layout.panels[0]?.title ? TITLE : 0,
    },
    marks: [
      () => hatching(hatch, palette),
      Plot.axisY({
        label: plot.y.label,
        color: palette.soft,
        tickSize: 0,
        tickFormat: valueName,
        labelArrow: 'none',
        labelAnchor: 'top',
        fontSize: 12,
      }),
      Plot.axisX({
        label: plot.x.label,
        color: palette.soft,
        ticks,
        tickSize: 4,
        tickFormat: valueName,
        labelArrow: 'right',
        labelAnchor: 'right',
        fontSize: 12,
        facetAnchor: null,
      }),
      titles(layout, palette),
      Plot.cell(numbers, noting(numbers, places, { ...place, fill: 'mean' })),
      Plot.cell(zeros, noting(zeros, places, { ...place, inset: 1.5, fill: palette.paper, stroke: palette.soft })),
      Plot.cell(
        lost,
        noting(lost, places, { ...place, fill: `url(#${hatch})`, stroke: palette.soft, strokeOpacity: 0.6 }),
      ),
      Plot.dot(partly, {
        fx: 'fx',
        fy: 'fy',
        x: 'x',
        y: 'lead',
        symbol: 'times',
        r: 2.8,
        dx: cellWidth / 2 - 5.5,
        dy: 5.5 - cellHeight / 2,
        stroke: point => contrast(apply(point.mean), palette),
        strokeWidth: 1.5,
      }),
      ...(roomForNumbers
        ? [
            Plot.text([...numbers, ...zeros], {
              fx: 'fx',
              fy: 'fy',
              x: 'x',
              y: 'lead',
              text: point => inCell(point.mean),
              fontSize: 11.5,
              fill: point => (point.mean === 0 ? palette.soft : contrast(apply(point.mean), palette)),
            }),
          ]
        : []),
    ],
  });
  const legend = Plot.legend({
    color,
    width: Math.min(300, width - 20),
    marginLeft: 12,
    height: 48,
    ...(isLog && { ticks: logTicks(Number(color.domain[0]), Number(color.domain[1])) }),
    style: style(palette),
  });
  return { svg: svgOf(made), legend: svgOf(legend), places };
}

/**
 * Ink or paper, whichever reads better on a colour.
 * @param {string} colour
 * @param {import('../../../ui/draw/canvas.js').Palette} palette
 */
const contrast = (colour, palette) =>
  isLight(colour) === isLight(hexToRgb(palette.paper)) ? palette.ink : palette.paper;

/** @param {string} hex '#rrggbb' */
const hexToRgb = hex => `rgb(${[1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)).join(' ')})`;

/**
 * The pattern of what is not finite.
 * @param {string} id
 * @param {import('../../../ui/draw/canvas.js').Palette} palette
 */
function hatching(id, palette) {
  const pattern = document.createElementNS(SVG, 'pattern');
  for (const [name, value] of Object.entries({
    id,
    width: 6,
    height: 6,
    patternUnits: 'userSpaceOnUse',
    patternTransform: 'rotate(45)',
  }))
    pattern.setAttribute(name, String(value));
  const line = document.createElementNS(SVG, 'path');
  line.setAttribute('d', 'M0 0V6');
  line.setAttribute('stroke', palette.soft);
  line.setAttribute('stroke-width', '2.4');
  pattern.append(line);
  const defs = document.createElementNS(SVG, 'defs');
  defs.append(pattern);
  return defs;
}
