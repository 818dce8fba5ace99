// The infinite-variance limit: distance to backpropagation against the output variance k, and against the number of
// steps T.

import { element } from '../../../ui/dom.js';
import { brief, counted, fixed, whole } from '../../../model/numbers.js';
import { fittedSlope, lowest } from '../fit.js';
import { inline } from '../../../ui/equation.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/klimit.js').KLimit} KLimit */

export const title = 'How much variance does it take?';
export const uses = /** @type {const} */ (['source', 'sample', 'hidden', 'width', 'activation', 'likelihood', 'seed']);
export const controls = /** @type {const} */ (['hidden', 'width', 'activation', 'likelihood', 'sample', 'seed']);
export const settingsNote =
  'VPC with γ = 0.1 on one digit, at the random first weights. Every line is computed anew for these settings.';

const GAMMA = 0.1;
const TS = [20, 100, 1000];
/** Two a decade, from 1 to 10⁸. */
const KS = Array.from({ length: 17 }, (_, i) => Number((10 ** (i / 2)).toPrecision(3)));
/** Those whose distance is drawn against T. */
const CHOSEN = [1, 100, 1e4, 1e6];
/** Where 1/k must show, if anywhere: far from k = 1, and well before rounding counts. */
const FIT = { from: 100, to: 1e5 };
const PALE = [0.3, 0.6, 1];

/** Three digits, with no minus before a zero. @param {number} value */
const three = value => fixed(value, 3);
/** @param {number} T */
const thousands = T => whole(T);

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const verdict = element('p', { class: 'verdict' });
  const again = element('p', { class: 'note' });
  const byK = createPlot(stand, {
    title: 'Distance against k',
    about:
      'Both axes are logarithmic. Bold to pale: many steps to few. Dashed: in f32. Grey, dashed: the slope of 1/k.',
    xName: 'k',
    xTitle: 'output variance k',
  });
  const byT = createPlot(stand, {
    title: 'Distance against T',
    about: 'In f64. Whatever k is, inference has to converge first; then the larger k wins.',
    xName: 'T',
    xTitle: 'inference steps T',
  });
  const slopes = element('div');
  const zero = element('p');
  /** @type {KLimit | null} */
  let result = null;
  const save = saveButton('infinite-variance-limit', () =>
    result
      ? [
          ['dtype', 'k', 'T', 'distance to BP'],
          ...result.rows.flatMap(row => row.T.map((T, i) => [row.dtype, row.k, T, row.distance[i]])),
        ]
      : [],
  );
  root.append(
    element(
      'p',
      {},
      ...inline('‖g − g_{BP}‖ ÷ ‖g_{BP}‖'),
      ' over all weights and biases: 0 is backpropagation’s update exactly, 1 is as far off as no update at all.',
    ),
    verdict,
    element('div', { class: 'exhibit-plots' }, byK.root, byT.root),
    slopes,
    element('div', { class: 'exhibit-buttons' }, save),
    element('h3', {}, 'Case 1: no loss, no update'),
    zero,
    again,
  );

  function draw() {
    if (!result) return;
    const { rows, ks, zero: none, size } = result;
    /** @param {'f64' | 'f32'} dtype @param {number} T */
    const against = (dtype, T) => rows.filter(row => row.dtype === dtype).map(row => row.distance[row.T.indexOf(T)]);
    const converged = against('f64', 1000);
    const anchor = ks.findIndex(k => k >= FIT.from);
    byK.show({
      x: ks,
      xScale: 'log',
      yScale: 'log',
      lines: [
        ...TS.flatMap((T, i) =>
          /** @type {const} */ (['f64', 'f32']).map(dtype => ({
            name: `T = ${thousands(T)}, ${dtype}`,
            label: dtype === 'f64' ? `T ${thousands(T)}` : `${thousands(T)}, f32`,
            colour: 'klimit',
            level: PALE[i],
            values: against(dtype, T),
            dashed: dtype === 'f32',
            dots: dtype === 'f64',
          })),
        ),
        {
          name: '1/k',
          colour: 'soft',
          dashed: true,
          values: ks.map(k => (k <= 1e6 ? (1.8 * converged[anchor] * ks[anchor]) / k : NaN)),
        },
      ],
    });
    const f64 = rows.filter(row => row.dtype === 'f64');
    byT.show({
      x: f64[0].T,
      xScale: 'log',
      yScale: 'log',
      lines: CHOSEN.map((k, i) => ({
        name: `k = ${thousands(k)}`,
        label: `k ${thousands(k)}`,
        colour: 'klimit',
        level: [0.3, 0.55, 0.8, 1][i],
        values: f64.find(row => row.k === k)?.distance ?? [],
        dots: true,
      })),
    });
    const fits = TS.map(T => ({
      T,
      f64: fittedSlope(ks, against('f64', T), FIT),
      f32: fittedSlope(ks, against('f32', T), FIT),
      best: lowest(ks, against('f32', T)),
    }));
    slopes.replaceChildren(
      table(
        `The slope of log distance against log k from k = 100 to 100,000: −1 is 1/k, 0 is no help at all.`,
        ['Steps', 'slope in f64', 'slope in f32', 'distance at k = 1', 'at k = 10,000', 'best in f32', 'at k'],
        fits.map(({ T, f64: slope, f32: single, best }) => ({
          cells: [
            `T = ${thousands(T)}`,
            figure(slope, three),
            figure(single, three),
            figure(against('f64', T)[0]),
            figure(against('f64', T)[ks.indexOf(1e4)]),
            figure(best.value),
            whole(best.k),
          ],
        })),
        { numbers: true },
      ),
    );
    verdict.replaceChildren(...inlineWords(sentence(fits, against('f64', 20), ks)));
    zero.textContent =
      none.gradient === 0 && none.error === 0
        ? `When the target of a gaussian output is its own prediction, the loss is ${brief(none.loss)}: after ${counted(none.steps, 'step')} of VPC the largest error is ${brief(none.error)} and the largest entry of any gradient ${brief(none.gradient)}, exactly. Backpropagation’s update is zero too, so the two are equal, and nothing is learned.`
        : `When the target of a gaussian output is its own prediction, everything should be zero; computed: loss ${brief(none.loss)}, largest error ${brief(none.error)}, largest entry of a gradient ${brief(none.gradient)}.`;
    again.replaceChildren(...inlineWords(`For comparison: with the label as target, ‖g_{BP}‖ is ${brief(size)}.`));
  }
  return {
    async update() {
      result = await stand.ask('klimit', { gamma: GAMMA, ks: KS, Ts: TS });
      draw();
    },
    redraw() {
      byK.redraw();
      byT.redraw();
    },
  };
}

/**
 * What the numbers say.
 * @param {{T: number, f64: number, best: {k: number, value: number}}[]} fits
 * @param {number[]} few distances at T = 20
 * @param {number[]} ks
 */
function sentence(fits, few, ks) {
  const [short, , long] = fits;
  const rest = few[few.length - 1];
  const start =
    short.f64 > -0.1
      ? `At T = 20 a larger k does not help: the distance stays at ${brief(rest, 2)} from k = ${thousands(plateau(ks, few))} on.`
      : `At T = 20 the slope is ${fixed(short.f64, 2)}: in this network so few steps are already many.`;
  const end =
    Math.abs(long.f64 + 1) < 0.05
      ? ` At T = 1,000 inference has converged and the distance falls as 1/k, with a fitted slope of ${fixed(long.f64, 3)}.`
      : ` At T = 1,000 the fitted slope is ${fixed(long.f64, 3)}, not −1: inference has not converged yet in this network.`;
  return `${start}${end} In f32 that ends early: nearest at k = ${thousands(long.best.k)}, with ${brief(long.best.value, 2)}; beyond, what k makes small is lost in rounding.`.replaceAll(
    '-',
    '−',
  );
}

/** The first k from which on the distance changes by less than 5 %. @param {number[]} ks @param {number[]} distances */
const plateau = (ks, distances) =>
  ks[
    distances.findIndex((_, i) =>
      distances
        .slice(i)
        .every(later => Math.abs(later - distances[distances.length - 1]) < 0.05 * distances[distances.length - 1]),
    )
  ];
