// Two plots over the epochs, training loss and validation accuracy, with one cursor for both: by mouse, touch or arrow
// keys.

import { percent, short } from '../../../model/numbers.js';
import './plot-language.js';
import uPlot from '../../../../vendor/uplot.js';
import { element } from '../../../ui/dom.js';
import { lossText, nameOf, nearest, whereWords } from '../curve.js';
import { SCHEME_IDS } from '../../../model/schemes.js';
import { onSize, unitOf } from '../../../ui/draw/canvas.js';

/** @typedef {import('../curve.js').Run} Run */
/** @typedef {import('../../../model/scheme.js').SchemeId} SchemeId */

/**
 * @typedef {object} TrainPlotSnapshot
 * @property {Run | null} current
 * @property {Run[]} earlier at most one of each scheme
 * @property {{share: number, words: string} | null} reference an accuracy to hold the runs against, 0 to 1
 */

/** A loss outside is drawn at the edge: a diverging line leaves at the top. The readout gives the exact number. */
const LOSSES = { lowest: 1e-9, highest: 1e9 };

/**
 * A colour of the theme, read when it is drawn so that it follows light and dark.
 * @param {string} name
 * @param {number} [alpha] of 255
 */
const colour = (name, alpha = 255) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() + alpha.toString(16).padStart(2, '0');

const FAINT = 0x70;

/**
 * @param {'loss' | 'accuracy'} kind
 * @param {() => SchemeId} rule of the current run
 * @param {() => number | null} reference share at which the accuracy has a line
 * @param {number} unit of drawings, in CSS pixels
 * @returns {uPlot.Options}
 */
function options(kind, rule, reference, unit) {
  /** @type {uPlot.Axis} */
  const axis = {
    stroke: () => colour('soft'),
    font: `${11 * unit}px ${getComputedStyle(document.body).fontFamily}`,
    grid: { stroke: () => colour('line'), width: 1 },
    ticks: { stroke: () => colour('line'), width: 1, size: 4 * unit },
    gap: 4 * unit,
  };
  /** @type {Partial<uPlot.Series>} */
  const line = { spanGaps: true, points: { show: false } };
  const earlier = SCHEME_IDS.map(
    id => /** @type {uPlot.Series} */ ({ ...line, width: 1.25, stroke: () => colour(id, FAINT) }),
  );
  const current = /** @type {uPlot.Series} */ ({
    ...line,
    width: 2,
    stroke: () => colour(rule()),
    points: { show: kind === 'accuracy', size: 4, fill: () => colour(rule()) },
  });
  const validation = /** @type {uPlot.Series} */ ({ ...line, width: 1.5, dash: [5, 4], stroke: () => colour(rule()) });
  return {
    // Until the first resize.
    width: 300,
    height: 190,
    legend: { show: false },
    cursor: { y: false, drag: { setScale: false, x: false, y: false }, points: { show: true, size: 7 } },
    scales: {
      x: { time: false, range: (_plot, _min, max) => [0, wholeEpochs(max)] },
      y: kind === 'loss' ? { distr: 3, log: 10, range: (_plot, min, max) => logRange(min, max) } : { range: [0, 100] },
    },
    axes: [
      { ...axis, size: 26 * unit, space: 48 * unit },
      {
        ...axis,
        size: 46 * unit,
        ...(kind === 'loss'
          ? {
              splits: (_plot, _axis, min, max) => logMarks(min, max),
              values: (_plot, splits) => splits.map(markText),
              filter: (_plot, splits) => splits,
            }
          : { splits: () => [0, 25, 50, 75, 100], values: (_plot, splits) => splits.map(split => `${split} %`) }),
      },
    ],
    hooks: kind === 'accuracy' ? { drawAxes: [plot => drawLine(plot, reference())] } : {},
    series: [{}, ...earlier, current, ...(kind === 'loss' ? [validation] : [])],
  };
}

/** A dashed line across the accuracy plot. @param {uPlot} plot @param {number | null} share */
function drawLine(plot, share) {
  if (share === null) return;
  const {
    ctx: context,
    bbox: { left, width },
  } = plot;
  const y = Math.round(plot.valToPos(100 * share, 'y', true)) + 0.5;
  context.save();
  context.strokeStyle = colour('ink');
  context.lineWidth = devicePixelRatio;
  context.setLineDash([2 * devicePixelRatio, 3 * devicePixelRatio]);
  context.beginPath();
  context.moveTo(left, y);
  context.lineTo(left + width, y);
  context.stroke();
  context.restore();
}

/** The end of the axis of epochs: it moves now and then instead of all the time. @param {number | null} last */
function wholeEpochs(last) {
  const end = Math.max(1, last ?? 1);
  const unit = end <= 10 ? 1 : 5 * 10 ** Math.floor(Math.log10(end) - 1);
  return unit * Math.ceil(end / unit - 1e-9);
}

/**
 * A range that starts and ends at 1, 2 or 5 times a power of ten.
 * @param {number} min
 * @param {number} max
 * @returns {[number, number]}
 */
function logRange(min, max) {
  if (!(min > 0) || !(max > 0)) return [0.1, 10];
  const marks = logMarks(min / 2.5, max * 2.5, true);
  const low = marks.findLast(mark => mark <= min) ?? min;
  const high = marks.find(mark => mark >= max) ?? max;
  return high > low ? [low, high] : [low / 2, high * 2];
}

/**
 * 1, 2 and 5 times the powers of ten in a range; only the powers when there would be many.
 * @param {number} min @param {number} max @param {boolean} [all]
 * @returns {number[]}
 */
export function logMarks(min, max, all = false) {
  const marks = [];
  for (let exponent = Math.floor(Math.log10(min)); exponent <= Math.ceil(Math.log10(max)); exponent++) {
    for (const factor of [1, 2, 5]) {
      const mark = Number(`${factor}e${exponent}`);
      if (mark >= min * (1 - 1e-9) && mark <= max * (1 + 1e-9)) marks.push(mark);
    }
  }
  if (all || marks.length <= 7) return marks;
  const powers = marks.filter(mark => mark.toExponential().startsWith('1e'));
  const every = Math.ceil(powers.length / 6);
  return powers.filter((_, index) => index % every === 0);
}

/** @param {number} mark */
const markText = mark => short(mark);

/**
 * Columns of points side by side on common x values, as uPlot wants them.
 * @param {{epoch: number, y: number}[][]} series
 */
function align(series) {
  const columns = series.map(
    points => /** @type {uPlot.AlignedData} */ ([points.map(point => point.epoch), points.map(point => point.y)]),
  );
  return uPlot.join(columns);
}

/**
 * Makes the plots inside `root`.
 * @param {HTMLElement} root
 * @returns {{draw: (snapshot: TrainPlotSnapshot) => void, repaint: () => void, resize: () => void}} `repaint` after a
 * change of theme, `resize` after a change of width
 */
export function createTrainPlot(root) {
  /** @type {TrainPlotSnapshot} */
  let shown = { current: null, earlier: [], reference: null };
  /** Where the cursor is, in epochs; null follows the newest values. @type {number | null} */
  let at = null;
  const rule = () => shown.current?.settings.rule ?? 'bp';
  const words = element('p', { class: 'note reference', hidden: true });

  const figures = /** @type {const} */ (['loss', 'accuracy']).map(kind => {
    const title = kind === 'loss' ? 'Loss' : 'Validation accuracy';
    const note =
      kind === 'loss'
        ? 'How wrong the network is, mean over digits, log scale. Solid: minibatches it trains on; dashed: validation digits it never trains on.'
        : 'Share of the validation digits it gets right, in per cent. Guessing gives about 10 %.';
    const readout = element('p', { class: 'curve-readout' });
    const chart = element('div', {
      class: 'curve-chart',
      tabindex: 0,
      role: 'slider',
      'aria-label': `${title}: cursor along the epochs`,
      'aria-valuemin': 0,
      'aria-valuemax': 1,
      'aria-valuenow': 0,
      'aria-valuetext': 'Nothing trained yet.',
    });
    root.append(
      element(
        'figure',
        { class: 'curve' },
        element('figcaption', {}, element('h2', {}, title), element('p', { class: 'note' }, note)),
        readout,
        chart,
        element('p', { class: 'curve-axis' }, 'epochs: passes through the training digits'),
        ...(kind === 'accuracy' ? [words] : []),
      ),
    );
    const plot = new uPlot(
      options(kind, rule, () => shown.reference?.share ?? null, unitOf(chart)),
      [[], ...SCHEME_IDS.map(() => []), [], ...(kind === 'loss' ? [[]] : [])],
      chart,
    );
    return { kind, readout, chart, plot };
  });

  /** The epochs that the arrow keys step through. */
  const stops = () => (shown.current?.losses.length ? shown.current.losses : (shown.current?.scores ?? []));

  /** @param {number | null} epoch */
  const move = epoch => {
    at = epoch;
    for (const { plot } of figures) {
      const left = epoch === null ? -10 : plot.valToPos(epoch, 'x');
      plot.setCursor({ left, top: epoch === null ? -10 : 1 }, false);
    }
    read();
  };

  /** Writes the exact values at the cursor, or the newest. */
  function read() {
    const runs = [...(shown.current ? [shown.current] : []), ...shown.earlier];
    for (const { kind, readout, chart } of figures) {
      const parts = runs.flatMap((run, index) => {
        const own = index === 0 && run === shown.current;
        const score = nearest(run.scores, at ?? Infinity);
        const loss = nearest(run.losses, at ?? Infinity);
        // An earlier run that ended before the cursor has nothing to say there.
        const over = at !== null && at > Math.max(run.losses.at(-1)?.epoch ?? 0, run.scores.at(-1)?.epoch ?? 0) + 1e-9;
        if (over && !own) return [];
        const text =
          kind === 'accuracy'
            ? score
              ? percent(score.accuracy)
              : ''
            : [loss ? lossText(loss.loss) : '', own && score ? `validation ${lossText(score.loss)}` : '']
                .filter(Boolean)
                .join(', ');
        return text ? [{ run, text, point: (kind === 'accuracy' ? score : loss) ?? score }] : [];
      });
      const first = parts[0];
      const epoch = first?.point?.epoch ?? 0;
      const where = !first ? 'Nothing trained yet.' : at === null || !first.point ? 'newest' : whereWords(first.point);
      readout.replaceChildren(
        element('span', {}, where),
        ...parts.map(({ run, text }) =>
          element('span', { class: `of-${run.settings.rule}` }, element('b', {}, nameOf(run)), ` ${text}`),
        ),
      );
      chart.setAttribute('aria-valuemax', String(Math.max(1, stops().at(-1)?.epoch ?? 1)));
      chart.setAttribute('aria-valuenow', String(at ?? epoch));
      chart.setAttribute(
        'aria-valuetext',
        [where, ...parts.map(({ run, text }) => `${nameOf(run)} ${text}`)].join('; '),
      );
    }
  }

  for (const { chart, plot } of figures) {
    plot.over.addEventListener('pointermove', event => {
      if (!event.isPrimary) return;
      const box = plot.over.getBoundingClientRect();
      move(Math.max(0, plot.posToVal(event.clientX - box.left, 'x')));
    });
    plot.over.addEventListener('pointerleave', () => move(null));
    chart.addEventListener('keydown', event => {
      const points = stops();
      if (points.length === 0 || event.ctrlKey || event.metaKey || event.altKey) return;
      const here = at === null ? points.length - 1 : points.findLastIndex(point => point.epoch <= (at ?? 0) + 1e-9);
      const page = Math.max(1, Math.round(points.length / 10));
      const by = {
        ArrowLeft: -1,
        ArrowDown: -1,
        ArrowRight: 1,
        ArrowUp: 1,
        PageDown: -page,
        PageUp: page,
        Home: -Infinity,
        End: Infinity,
      }[event.key];
      if (event.key === 'Escape') move(null);
      else if (by !== undefined) {
        event.preventDefault();
        move(points[Math.min(points.length - 1, Math.max(0, here + by))].epoch);
      }
    });
    chart.addEventListener('blur', () => move(null));
  }

  const resize = () => {
    for (const { plot, chart } of figures) {
      const { clientWidth: width, clientHeight: height } = chart;
      if (width > 0 && (width !== plot.width || height !== plot.height)) plot.setSize({ width, height });
    }
  };
  for (const { chart } of figures) onSize(chart, resize);

  return {
    draw(snapshot) {
      shown = snapshot;
      words.hidden = snapshot.reference === null;
      const text = snapshot.reference?.words ?? '';
      if (words.textContent !== text) words.textContent = text;
      /** @param {{epoch: number, loss: number}} point */
      const inside = ({ epoch, loss }) => ({ epoch, y: Math.min(LOSSES.highest, Math.max(LOSSES.lowest, loss)) });
      /** @param {Run | null | undefined} run */
      const losses = run => (run?.losses ?? []).map(inside);
      const [loss, accuracy] = figures;
      /** @param {SchemeId} id */
      const old = id => snapshot.earlier.find(run => run.settings.rule === id);
      loss.plot.setData(
        align([
          ...SCHEME_IDS.map(id => losses(old(id))),
          losses(snapshot.current),
          (snapshot.current?.scores ?? []).map(inside),
        ]),
      );
      accuracy.plot.setData(
        align(
          [...SCHEME_IDS.map(old), snapshot.current].map(run =>
            (run?.scores ?? []).map(score => ({ epoch: score.epoch, y: 100 * score.accuracy })),
          ),
        ),
      );
      if (at === null) read();
      else move(at);
    },
    repaint() {
      for (const { plot } of figures) plot.redraw(false, true);
    },
    resize,
  };
}
