// Z-IL with one requirement off at a time: direction and length of every layer's gradient against backpropagation's.

import { element } from '../../../ui/dom.js';
import { ruleOptionsOf } from '../../../model/schemes.js';
import { brief, rough } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/ablation.js').Ablation} Ablation */
/** @typedef {import('../../../model/exhibits/ablation.js').Variant} Variant */

export const title = 'One requirement off at a time';
export const uses = /** @type {const} */ ([
  'source',
  'sample',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'dtype',
  'seed',
  'gammaVpc',
  'alpha',
]);
export const controls = /** @type {const} */ ([
  'hidden',
  'width',
  'activation',
  'likelihood',
  'gammaVpc',
  'alpha',
  'sample',
  'seed',
]);
export const settingsNote =
  'One digit, one step of learning. γ is the step size when requirement 2 is off; α the learning rate of the weights that change too early.';

/**
 * Z-IL itself, then what is off; one colour for all, so the lines differ in their dashes.
 * @type {{id: string, requirement: string, label: string, dashed: number[]}[]}
 */
const VARIANTS = [
  { id: 'zil', requirement: 'none off', label: 'none off', dashed: [] },
  { id: 'zil-latents', requirement: '1 off: x starts at 0, not at μ', label: '1: x from 0', dashed: [2, 3] },
  { id: 'zil-step', requirement: '2 off: γ is not 1', label: '2: γ ≠ 1', dashed: [7, 3] },
  { id: 'zil-together', requirement: '3 off: all layers learn at t = L − 1', label: '3: together', dashed: [] },
  { id: 'zil-early', requirement: '3 off: weights change before the x-step', label: '3: early', dashed: [7, 2, 2, 2] },
];
const ALPHAS = Array.from({ length: 15 }, (_, i) => Number((10 ** (-4 + i / 4)).toPrecision(2)));

/** Percent with three digits. @param {number} share */
const percent = share => (Number.isNaN(share) ? '–' : `${rough(100 * share)} %`);

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const cosine = createPlot(stand, {
    title: 'Direction: cosine to backpropagation',
    about: '1: the same direction. One point for each layer’s weights and bias.',
    xName: 'ℓ',
    xTitle: 'layer ℓ, whose weights lead into node ℓ + 1',
  });
  const error = createPlot(stand, {
    title: 'Relative error',
    about: '‖g − g of BP‖ ÷ ‖g of BP‖, on a logarithmic axis. Exact zero lies at the bottom.',
    xName: 'ℓ',
    xTitle: 'layer ℓ',
  });
  const early = createPlot(stand, {
    title: 'Weights that change too early, against α',
    about: 'Relative error of each layer. The last layer hears of the error before any weight changes, and is exact.',
    xName: 'α',
    xTitle: 'learning rate α',
  });
  const verdict = element('ul', { class: 'slips verdict' });
  const tables = element('div', { class: 'exhibit-body' });
  /** @type {Ablation | null} */
  let result = null;
  const save = saveButton('z-il-ablations', () =>
    result
      ? [
          ['variant', 'layer', 'cosine', 'relative error', 'length ratio'],
          ...result.variants.flatMap(one =>
            one.cosine.map((value, l) => [
              one.id,
              l < (result?.depth ?? 0) ? l : 'all',
              value,
              one.error[l],
              one.ratio[l],
            ]),
          ),
          ...result.early.flatMap((errors, l) =>
            errors.map((value, i) => [`zil-early, alpha ${result?.alphas[i]}`, l, '', value, '']),
          ),
        ]
      : [],
  );
  root.append(
    verdict,
    element('div', { class: 'exhibit-plots' }, cosine.root, error.root),
    tables,
    element('div', { class: 'exhibit-plots' }, early.root),
    element('div', { class: 'exhibit-buttons' }, save),
  );

  function draw() {
    if (!result) return;
    const { depth, variants, alphas } = result;
    const layers = Array.from({ length: depth }, (_, l) => l);
    /** @param {'cosine' | 'error'} what */
    const lines = what =>
      VARIANTS.map(({ id, label, dashed }) => ({
        name: label,
        colour: id,
        dots: true,
        dashed,
        values: (variants.find(one => one.id === id)?.[what] ?? []).slice(0, depth),
      }));
    cosine.show({ x: layers, xScale: 'linear', yScale: 'linear', lines: lines('cosine') });
    error.show({ x: layers, xScale: 'linear', yScale: 'log', lines: lines('error') });
    early.show({
      x: alphas,
      xScale: 'log',
      yScale: 'log',
      lines: result.early.map((values, l) => ({
        name: `W${subscript(l)}`,
        colour: 'zil-early',
        level: 1 - (0.6 * l) / depth,
        values,
        dots: l === 0,
      })),
    });
    const heads = ['Requirement', ...layers.map(l => `W_{${l}}`), 'all'];
    /** @param {string} name @param {'cosine' | 'error' | 'ratio'} what */
    const grid = (name, what) =>
      table(
        name,
        heads,
        VARIANTS.map(({ id, requirement }) => ({
          kind: `of-${id}`,
          cells: [requirement, ...(variants.find(one => one.id === id)?.[what] ?? []).map(value => figure(value))],
        })),
        { numbers: true },
      );
    tables.replaceChildren(
      grid('Cosine to backpropagation’s gradient', 'cosine'),
      grid('Relative error', 'error'),
      grid('Length, as a multiple of backpropagation’s', 'ratio'),
    );
    verdict.replaceChildren(...sentences(result, stand.store.get()).map(one => element('li', {}, ...inlineWords(one))));
  }
  return {
    async update() {
      const settings = stand.store.get();
      // Requirement 2 is off only when γ is not 1.
      result = await stand.ask('ablation', {
        variants: VARIANTS.map(({ id }) => ({ id, options: ruleOptionsOf(id, settings) })),
        alphas: ALPHAS,
      });
      draw();
    },
    redraw() {
      for (const plot of [cosine, error, early]) plot.redraw();
    },
  };
}

/**
 * What the numbers say, one sentence a requirement.
 * @param {Ablation} result @param {import('../../../model/settings.js').Settings} settings
 */
function sentences({ depth, variants, early, alphas }, { gammaVpc, alpha }) {
  /** @param {string} id */
  const of = id => /** @type {Variant} */ (variants.find(one => one.id === id));
  const [whole, latents, step, together, soon] = VARIANTS.map(({ id }) => of(id));
  // A layer behind dead units has no gradient, and nothing to be compared with.
  const alive = (/** @type {number[]} */ values) => values.slice(0, depth).filter(Number.isFinite);
  const worst = Math.max(...alive(step.ratio.map((ratio, l) => Math.abs(ratio / gammaVpc ** (depth - 1 - l) - 1))));
  const straight = Math.min(...alive(step.cosine));
  const first = alive(latents.cosine);
  const dead = whole.error.flatMap((error, l) => (l < depth && Number.isNaN(error) ? [`W_{${l}}`] : []));
  return [
    ...(dead.length > 0
      ? [
          `In this network backpropagation’s gradient of ${dead.join(', ')} is exactly 0 (dead units), so that nothing can be compared there. Another seed may help.`,
        ]
      : []),
    `With all three, Z-IL is backpropagation: relative error ${brief(whole.error[depth])}.`,
    `Without 1, starting at 0: cosine ${brief(latents.cosine[depth])} over all parameters, from ${brief(Math.min(...first))} to ${brief(Math.max(...first))} layer by layer. It is wrong from the start: there is an error everywhere before any message has arrived.`,
    gammaVpc === 1
      ? 'Without 2: γ is 1 here, so nothing is off; at any other γ something is.'
      : `Without 2, γ = ${gammaVpc}: each layer’s direction is right (smallest cosine ${brief(straight)}) and its length is γ^{L−1−ℓ} times backpropagation’s, to within ${brief(worst)}. W_0 keeps ${percent(step.ratio[0])} of it.`,
    `Without 3, all layers together at t = L − 1: cosine ${brief(together.cosine[depth])}. Only W_0 is right (error ${brief(together.error[0])}); all others have gone on moving since their moment.`,
    `Without 3, weights changed before the x-step that uses them: with α = ${alpha} the gradient of W_0 is off by ${percent(soon.error[0])}; from α = ${alphas[0]} to ${alphas[alphas.length - 1]} by ${percent(early[0][0])} to ${percent(early[0][early[0].length - 1])}. W_{${depth - 1}} is off by ${brief(soon.error[depth - 1])}.`,
  ];
}
