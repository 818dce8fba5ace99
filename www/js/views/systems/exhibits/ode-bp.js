// Backpropagation as a steady state: the same as FPA-PC step for step, and Heun's steps beside Euler's.

import { element } from '../../../ui/dom.js';
import { brief, counted, fixed, rough } from '../../../model/numbers.js';
import { fittedSlope } from '../fit.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/ode-bp.js').OdeBp} OdeBp */

export const title = 'The same numbers in other variables';
export const uses = /** @type {const} */ ([
  'source',
  'sample',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'seed',
  'gammaFpa',
  'T',
]);
export const controls = /** @type {const} */ ([
  'gammaFpa',
  'T',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'sample',
  'seed',
]);
export const settingsNote = 'One digit. γ and T are those of the first two plots; the third chooses its own γ.';

/** Rounds of messages for the third plot: Euler takes as many steps, Heun half as many. */
const ROUNDS = Array.from({ length: 9 }, (_, i) => 16 * 2 ** i);
const NAMES = { error: 'stores e', value: 'stores x' };

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const same = createPlot(stand, {
    title: 'ODE-BP against FPA-PC',
    about: 'Largest difference between any two errors. Log axis; exact zero lies at the bottom.',
    xName: 't',
    xTitle: 'step t',
  });
  const path = createPlot(stand, {
    title: 'On the way to backpropagation',
    about: '‖e − e of BP‖ ÷ ‖e of BP‖. Heun’s step takes two rounds of messages, Euler’s one.',
    xName: 'rounds',
    xTitle: 'rounds of messages',
  });
  const order = createPlot(stand, {
    title: 'Against the exact solution',
    about: '‖e − e(τ)‖ ÷ ‖e(τ)‖ at one time τ of the equation, reached with few large steps or many small ones.',
    xName: 'rounds',
    xTitle: 'rounds of messages',
  });
  const verdict = element('ul', { class: 'slips verdict' });
  const numbers = element('div');
  /** @type {OdeBp | null} */
  let result = null;
  const save = saveButton('steady-state-bp', () =>
    result ? [...same.rows(), [], ...path.rows(), [], ...order.rows()] : [],
  );
  root.append(
    verdict,
    element('div', { class: 'exhibit-plots' }, same.root, path.root, order.root),
    numbers,
    element('div', { class: 'exhibit-buttons' }, save),
  );

  function draw() {
    if (!result) return;
    const { T, twins, toBackprop, toExact, largest } = result;
    const steps = Array.from({ length: T + 1 }, (_, t) => t);
    same.show({
      x: steps,
      xScale: 'linear',
      yScale: 'log',
      lines: twins.map(({ dtype, stores, apart }) => ({
        name: `${dtype}, FPA-PC ${NAMES[stores]}`,
        label: `${dtype}, ${NAMES[stores]}`,
        colour: 'fpa',
        level: dtype === 'f64' ? 1 : 0.55,
        dashed: stores === 'error',
        values: apart,
      })),
    });
    /** @param {{rounds: number[], euler: number[], heun: number[]}} curves */
    const both = ({ euler, heun }) => [
      { name: 'Euler', colour: 'ode-bp', values: euler, dots: true },
      { name: 'Heun', colour: 'ode-heun', values: heun, dots: true },
    ];
    path.show({ x: toBackprop.rounds, xScale: 'linear', yScale: 'log', lines: both(toBackprop) });
    order.show({ x: toExact.rounds, xScale: 'log', yScale: 'log', lines: both(toExact) });
    const range = { from: 128, to: Infinity };
    const slopes = {
      euler: fittedSlope(toExact.rounds, toExact.euler, range),
      heun: fittedSlope(toExact.rounds, toExact.heun, range),
    };
    numbers.replaceChildren(
      table(
        `Relative error at τ = ${toExact.tau}, the exact solution of the equation being e_ℓ(τ) = P[Poisson(τ) ≥ L − ℓ] · e_ℓ of BP`,
        ['Method', ...toExact.rounds.map(count => `${count} rounds`), 'slope'],
        /** @type {const} */ (['euler', 'heun']).map(name => ({
          kind: name === 'euler' ? 'of-ode-bp' : 'of-ode-heun',
          cells: [
            name === 'euler' ? 'Euler' : 'Heun',
            ...toExact[name].map(value => figure(value)),
            figure(slopes[name]),
          ],
        })),
        { numbers: true },
      ),
    );
    verdict.replaceChildren(...sentences(result, slopes, largest).map(one => element('li', {}, ...inlineWords(one))));
  }
  return {
    async update() {
      const { gammaFpa, T } = stand.store.get();
      result = await stand.ask('ode-bp', { gamma: gammaFpa, T, rounds: ROUNDS });
      draw();
    },
    redraw() {
      for (const plot of [same, path, order]) plot.redraw();
    },
  };
}

/** What the numbers say. @param {OdeBp} result @param {{euler: number, heun: number}} slopes @param {number} largest */
function sentences({ twins, T, toBackprop, toExact }, slopes, largest) {
  /** @param {'f64' | 'f32'} dtype @param {'error' | 'value'} stores */
  const most = (dtype, stores) =>
    Math.max(...(twins.find(twin => twin.dtype === dtype && twin.stores === stores)?.apart ?? []));
  const [own, kept] = [most('f64', 'error'), most('f64', 'value')];
  const last = toBackprop.rounds.length - 1;
  const [euler, heun] = [toBackprop.euler[last], toBackprop.heun[last]];
  return [
    `Over ${counted(T, 'step')}, Euler on e and FPA-PC that stores e differ by ${own === 0 ? 'exactly 0' : rough(own)} in f64 and ${most('f32', 'error') === 0 ? 'exactly 0' : brief(most('f32', 'error'))} in f32: they are the same computation.`,
    `FPA-PC that stores x, as the paper writes it, differs by at most ${brief(kept)} in f64 and ${brief(most('f32', 'value'))} in f32, where the largest error is ${brief(largest)}: adding μ and taking it away again rounds.`,
    `After ${toBackprop.rounds[last]} rounds of messages Euler is ${brief(euler)} from backpropagation and Heun ${brief(heun)}: ${heun < euler ? 'here Heun’s rounds are worth it' : 'for reaching the rest point, keeping to the path is not worth two rounds a step'}.`,
    `For following the path itself Heun is better: at τ = ${toExact.tau} its error falls with a slope of ${fixed(slopes.heun, 2)} against Euler’s ${fixed(slopes.euler, 2)} (with the square of the step size, and with the step size itself). But what learning needs is the rest point, not the path.`,
  ];
}
