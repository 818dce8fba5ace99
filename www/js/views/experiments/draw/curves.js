// Draws the curves of an experiment: means with their spread (± one standard deviation) against a parameter, one curve
// for each value of another, in panels. Where theory says what the values are, its law is the line and the measured
// means are points on it.

import * as Plot from '../../../../vendor/plot.js';
import { short } from '../../../model/numbers.js';
import { valueName } from '../words.js';
import { curveColours } from './colours.js';
import { BELOW, TITLE, noting, style, svgOf, titles } from './frame.js';
import { arrange, logTicks, roomy, textWidth } from './layout.js';
import { apart } from '../../../ui/draw/labels.js';

/** @typedef {import('../aggregate.js').Point} Point */
/** @typedef {import('../rows.js').Value} Value */
/** @typedef {Point & {fx: number, fy: number}} Placed */

const LEAST_PANEL = 250;
const LEFT = 46;
const TOP = 26;
const LABEL_GAP = 13;
/** How much wider bold text is. */
const BOLD = 1.12;
/** Panels that stand in rows share this height, down to the least that can be read. */
const TALLEST = 760;
/** More values of x than this are no grid of parameters. */
const MANY = 16;

/**
 * @param {import('./frame.js').ExperimentPlot} plot
 * @param {import('./frame.js').Summary} summary
 * @param {import('./frame.js').Look} look
 * @returns {import('./frame.js').Drawing}
 */
export function drawCurves(plot, summary, { width, palette }) {
  const layout = arrange(plot, summary, width - LEFT, LEAST_PANEL);
  const panelWidth = (width - LEFT) / layout.columns;
  // As much of the plot as possible should be on screen at once.
  const height = Math.round(Math.min(380, Math.max(190, Math.min(panelWidth * 0.72, TALLEST / layout.rows))));
  const colours = curveColours(summary.leads, palette);
  const isLog = plot.y.scale === 'log';
  // Values of x are sorted: what crosses the whole panel goes from the first to the last.
  const [first, right] = [summary.xs[0], summary.xs[summary.xs.length - 1]];
  const labelRoom = 12 + BOLD * Math.max(...summary.leads.map(lead => textWidth(valueName(lead))));

  // What the curves are of stands beside the last panel's title, or above it where the two would meet.
  const titleWidth =
    BOLD * textWidth(layout.panels.find(panel => panel.fx === layout.columns - 1 && panel.fy === 0)?.title ?? '');
  const top = titleWidth + textWidth(plot.color.label) + 12 < panelWidth ? TOP : TOP + 18;

  /** @type {Placed[]} */
  const points = summary.points.map(point => ({ ...point, ...layout.at(point) }));
  const baselines = summary.baselines.map(line => ({ ...line, ...layout.at(line) })).filter(line => line.mean !== null);
  const drawn = points.filter(point => point.mean !== null && (!isLog || point.mean > 0));
  // Zero has no place on a logarithmic axis: it stands, hollow, at the panel's lower edge.
  const zeros = isLog ? points.filter(point => point.mean !== null && point.mean <= 0) : [];
  const y = yScale(
    plot,
    [...drawn.flatMap(point => [point.mean, point.law]), ...baselines.map(line => line.mean)],
    isLog,
  );
  const floor = isLog ? y.domain[0] : -Infinity;
  const spread = drawn.filter(point => point.deviation !== null && point.deviation > 0);
  const stroke = (/** @type {Point} */ point) => colours.get(point.lead)?.colour;
  const facet = { fx: 'fx', fy: 'fy' };
  /** @type {import('./frame.js').Place[]} */
  const places = [];

  const lines = summary.leads.map(lead =>
    Plot.line(
      points.filter(point => point.lead === lead),
      {
        ...facet,
        x: 'x',
        z: point => `${point.fx} ${point.fy}`,
        y: point => {
          const value = plot.law === null ? point.mean : point.law;
          return isLog && value !== null && value <= 0 ? null : value;
        },
        stroke: colours.get(lead)?.colour,
        strokeWidth: 1.75,
        strokeDasharray: colours.get(lead)?.dash,
        strokeLinejoin: 'round',
      },
    ),
  );
  const made = Plot.plot({
    width,
    height: layout.rows * (height + BELOW) + top + 14,
    marginLeft: LEFT,
    marginTop: top,
    marginBottom: 40,
    marginRight: 4,
    style: style(palette),
    fx: { axis: null, padding: layout.columns > 1 ? 0.06 : 0 },
    fy: { axis: null, padding: layout.rows > 1 ? BELOW / (height + BELOW) : 0 },
    x: { ...xScale(plot, summary.xs), insetLeft: 10, insetRight: labelRoom },
    y: { ...y, insetTop: TITLE, insetBottom: 6 },
    marks: [
      Plot.gridY({ stroke: palette.line, strokeOpacity: 1, ticks: yTicks(y) }),
      Plot.axisY({
        label: plot.y.label,
        color: palette.soft,
        ticks: yTicks(y),
        tickSize: 0,
        text: short,
        labelArrow: 'none',
        fontSize: 12,
      }),
      Plot.axisX({
        label: plot.x.label,
        color: palette.soft,
        ticks: xTicks(plot, summary.xs, panelWidth - labelRoom - 30),
        tickSize: 4,
        text: tickText,
        labelArrow: 'right',
        fontSize: 12,
        facetAnchor: null,
      }),
      titles(layout, palette),
      Plot.text([{ fx: layout.columns - 1, fy: 0 }], {
        ...facet,
        text: () => plot.color.label,
        frameAnchor: 'top-right',
        lineAnchor: 'top',
        dy: top === TOP ? 2 : TOP - top,
        fill: palette.soft,
      }),
      Plot.ruleY(baselines, {
        ...facet,
        y: 'mean',
        x1: () => first,
        x2: () => right,
        stroke: baselineColour(plot, palette),
        strokeDasharray: '5 4',
        strokeWidth: 1.25,
      }),
      Plot.text(baselines, {
        ...facet,
        y: 'mean',
        text: () => valueName(plot.baseline?.[1] ?? null),
        frameAnchor: 'left',
        dx: 4,
        dy: -3,
        lineAnchor: 'bottom',
        fill: baselineColour(plot, palette),
        stroke: palette.paper,
        strokeWidth: 4,
      }),
      plot.law === null && plot.x.scale !== 'ordinal'
        ? Plot.areaY(spread, {
            ...facet,
            x: 'x',
            y1: point => Math.max(floor, point.mean - point.deviation),
            y2: point => point.mean + point.deviation,
            z: 'lead',
            fill: stroke,
            fillOpacity: 0.14,
          })
        : Plot.ruleX(spread, {
            ...facet,
            x: 'x',
            y1: point => Math.max(floor, point.mean - point.deviation),
            y2: point => point.mean + point.deviation,
            stroke,
            strokeWidth: 1.25,
            strokeOpacity: 0.7,
          }),
      ...lines,
      Plot.dot(
        drawn,
        noting(drawn, places, {
          ...facet,
          x: 'x',
          y: 'mean',
          r: 3.4,
          fill: stroke,
          stroke: palette.paper,
          strokeWidth: 1,
        }),
      ),
      Plot.dot(
        zeros,
        noting(zeros, places, {
          ...facet,
          x: 'x',
          frameAnchor: 'bottom',
          r: 3.4,
          fill: palette.paper,
          stroke,
          strokeWidth: 1.5,
        }),
      ),
      Plot.text(
        labelsOf(points, plot, summary.leads, right),
        movedApart({
          ...facet,
          x: 'right',
          y: 'end',
          text: (/** @type {Point} */ point) => valueName(point.lead),
          dx: 9,
          textAnchor: 'start',
          fill: stroke,
          fontWeight: 600,
          stroke: palette.paper,
          strokeWidth: 4,
        }),
      ),
    ],
  });
  return { svg: svgOf(made), legend: null, places };
}

/** @param {import('./frame.js').ExperimentPlot} plot @param {import('../../../ui/draw/canvas.js').Palette} palette */
const baselineColour = ({ baseline }, palette) =>
  (baseline && /** @type {Record<string, string>} */ (palette.rules)[baseline[1]]) || palette.ink;

/**
 * The label of each curve in each panel: level with the curve's end, and right of all curves, also of one that ends
 * before the others. Of curves that end level the greater parameter comes first, as it does nearly everywhere else.
 * @param {Placed[]} points
 * @param {import('./frame.js').ExperimentPlot} plot
 * @param {Value[]} leads
 * @param {Value} right the last x
 */
function labelsOf(points, plot, leads, right) {
  /** @type {Map<string, Placed & {end: number}>} */
  const last = new Map();
  for (const point of points) {
    const end = plot.law === null ? point.mean : (point.law ?? point.mean);
    if (end !== null && (plot.y.scale !== 'log' || end > 0))
      last.set(JSON.stringify([point.fx, point.fy, point.lead]), { ...point, end });
  }
  const ordered = typeof leads[0] === 'number' ? leads.toReversed() : leads;
  return [...last.values()]
    .map(label => ({ ...label, right }))
    .sort((a, b) => ordered.indexOf(a.lead) - ordered.indexOf(b.lead));
}

/**
 * Options of a text mark whose texts do not cover each other.
 * @param {Record<string, unknown>} options
 * @returns {any}
 */
const movedApart = options =>
  Plot.initializer(options, (data, facets, channels, scales, { height, marginTop, marginBottom }) => {
    const { y } = /** @type {{y: {value: number[]}}} */ (/** @type {unknown} */ (channels));
    const wanted = Array.from(y.value, value => /** @type {any} */ (scales.y)(value));
    const places = [...wanted];
    for (const facet of facets) {
      const index = [...facet];
      const found = apart(
        index.map(i => wanted[i]),
        LABEL_GAP,
        marginTop + TITLE,
        height - marginBottom - 4,
      );
      index.forEach((i, k) => {
        places[i] = found[k];
      });
    }
    return { data, facets, channels: { y: { value: places } } };
  });

/**
 * @param {import('./frame.js').ExperimentPlot} plot @param {(number | null)[]} shown @param {boolean} isLog
 * @returns {{type: 'log' | 'linear', domain: [number, number], nice: boolean}}
 */
function yScale(plot, shown, isLog) {
  const values = [...shown.filter(value => value !== null && (!isLog || value > 0)), ...(plot.y.domain ?? [])].map(
    Number,
  );
  const [low, high] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [isLog ? 0.1 : 0, 1];
  if (isLog) return { type: 'log', domain: [low / 1.3, high * 1.3], nice: false };
  return { type: 'linear', domain: low < high ? [low, high] : [low - 0.5, high + 0.5], nice: plot.y.domain === null };
}

/** @param {import('./frame.js').ExperimentPlot} plot @param {Value[]} xs */
const xScale = (plot, xs) =>
  plot.x.scale === 'ordinal'
    ? { type: /** @type {const} */ ('point'), domain: xs }
    : { type: plot.x.scale, ...(plot.x.domain && { domain: plot.x.domain }) };

// Given as `text`, not as `tickFormat`: on a logarithmic axis that one would leave out labels as it sees fit.
/** @param {Value} value */
const tickText = value => valueName(value);

/** @param {{type: 'log' | 'linear', domain: [number, number]}} scale */
const yTicks = ({ type, domain: [low, high] }) => (type === 'log' ? logTicks(low, high) : 5);

/**
 * The measured x themselves, as far as there is room.
 * @param {import('./frame.js').ExperimentPlot} plot
 * @param {Value[]} xs
 * @param {number} width
 */
function xTicks(plot, xs, width) {
  if (plot.x.scale === 'ordinal')
    return roomy(xs, value => (xs.indexOf(value) * width) / Math.max(1, xs.length - 1), valueName);
  const to = (/** @type {number} */ x) => (plot.x.scale === 'log' ? Math.log(x) : x);
  const numbers = xs.map(Number);
  const ends = plot.x.domain ?? [Math.min(...numbers), Math.max(...numbers)];
  // Where x is itself measured, its values are no places to mark.
  if (xs.length > MANY)
    return plot.x.scale === 'log' ? logTicks(ends[0], ends[1]) : Math.max(2, Math.round(width / 70));
  const [low, high] = ends.map(to);
  return roomy(numbers, x => ((to(x) - low) * width) / (high - low || 1), valueName);
}
