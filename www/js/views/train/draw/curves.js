// Two plots over the epochs, training loss and validation accuracy, with one cursor for both: by mouse, touch or arrow
// keys.

import { percent } from '../../../model/numbers.js';
import { element } from '../../../ui/dom.js';
import { lossText, nameOf, nearest, whereWords } from '../curve.js';
import { onSize, onceAFrame, readPalette, sizeOf, unitOf } from '../../../ui/draw/canvas.js';
import * as epochs from './epochs.js';

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

/** @param {{epoch: number, loss: number}} point */
const lossPoint = ({ epoch, loss }) => ({ epoch, y: Math.min(LOSSES.highest, Math.max(LOSSES.lowest, loss)) });
/** @param {{epoch: number, accuracy: number}} point */
const accuracyPoint = ({ epoch, accuracy }) => ({ epoch, y: 100 * accuracy });

/**
 * The curves of one plot, the current run's last and so on top.
 * @param {'loss' | 'accuracy'} kind
 * @param {TrainPlotSnapshot} shown
 * @param {import('../../../ui/draw/canvas.js').Palette} palette
 * @returns {epochs.Curve[]}
 */
function curvesOf(kind, { current, earlier }, palette) {
  /** @param {Run} run */
  const pointsOf = run => (kind === 'loss' ? run.losses.map(lossPoint) : run.scores.map(accuracyPoint));
  /** @type {epochs.Curve[]} */
  const curves = earlier.map(run => ({
    points: pointsOf(run),
    colour: palette.rules[run.settings.rule],
    width: 1.25,
    faint: true,
  }));
  if (!current) return curves;
  const colour = palette.rules[current.settings.rule];
  curves.push({ points: pointsOf(current), colour, width: 2, dots: kind === 'accuracy' });
  if (kind === 'loss') curves.push({ points: current.scores.map(lossPoint), colour, width: 1.5, dashed: true });
  return curves;
}

/**
 * Makes the plots inside `root`.
 * @param {HTMLElement} root
 * @returns {{draw: (snapshot: TrainPlotSnapshot) => void, repaint: () => void}} `repaint` after a change of theme
 */
export function createTrainPlot(root) {
  /** @type {TrainPlotSnapshot} */
  let shown = { current: null, earlier: [], reference: null };
  /** Where the cursor is, in epochs; null follows the newest values. @type {number | null} */
  let at = null;
  let palette = readPalette();
  const words = element('p', { class: 'note reference', hidden: true });

  const figures = /** @type {const} */ (['loss', 'accuracy']).map(kind => {
    const title = kind === 'loss' ? 'Loss' : 'Validation accuracy';
    const note =
      kind === 'loss'
        ? 'How wrong the network is, mean over digits, log scale. Solid: minibatches it trains on; dashed: validation digits it never trains on.'
        : 'Share of the validation digits it gets right, in per cent. Guessing gives about 10 %.';
    const readout = element('p', { class: 'curve-readout' });
    const chart = element('canvas', {
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
    /** Its curves, of the runs shown. @type {epochs.Curve[]} */
    const curves = [];
    return { kind, readout, chart, curves };
  });

  const redraw = onceAFrame(() => {
    const { reference } = shown;
    for (const { kind, chart, curves } of figures)
      epochs.draw(chart, {
        kind,
        curves,
        reference: kind === 'accuracy' && reference ? 100 * reference.share : null,
        at,
        palette,
      });
  });
  /** The curves of the runs shown, in the theme's colours. */
  const refresh = () => {
    for (const { kind, curves } of figures) curves.splice(0, curves.length, ...curvesOf(kind, shown, palette));
    redraw();
  };

  /** The epochs that the arrow keys step through. */
  const stops = () => (shown.current?.losses.length ? shown.current.losses : (shown.current?.scores ?? []));

  /** @param {number | null} epoch */
  const move = epoch => {
    at = epoch;
    redraw();
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

  for (const { chart, kind, curves } of figures) {
    chart.addEventListener('pointermove', event => {
      if (!event.isPrimary) return;
      const place = epochs.layout(...sizeOf(chart), { curves, kind });
      move(place.epochAt((event.clientX - chart.getBoundingClientRect().left) / unitOf(chart)));
    });
    chart.addEventListener('pointerleave', () => move(null));
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

  for (const { chart } of figures) onSize(chart, redraw);

  return {
    draw(snapshot) {
      shown = snapshot;
      words.hidden = snapshot.reference === null;
      const text = snapshot.reference?.words ?? '';
      if (words.textContent !== text) words.textContent = text;
      refresh();
      read();
    },
    repaint() {
      palette = readPalette();
      refresh();
    },
  };
}
