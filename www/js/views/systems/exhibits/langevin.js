// Langevin VPC: where its samples lie beside the one point that VPC finds, and whether the sampler is right.

import { element, uniqueId } from '../../../ui/dom.js';
import { onSize, onceAFrame, sizeOf } from '../../../ui/draw/canvas.js';
import * as bars from '../draw/error-bars.js';
import { pointable } from '../../../ui/draw/readout.js';
import { exact } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';
import { checkRows, histogramOf, placeOf, rowsOf, spreadSentence, verdictSentence } from './langevin-words.js';
import { density } from '../../../model/exhibits/spread.js';
import { inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot, themeColour } from '../plot.js';

/** @typedef {import('../../../model/exhibits/langevin.js').LangevinReply} LangevinReply */
/** @typedef {import('../view.js').Stand} Stand */

export const title = 'Not one best guess, but all that could be';
export const uses = /** @type {const} */ ([
  'gammaVpc',
  'noiseSeed',
  'xSamples',
  'xBurn',
  'activation',
  'hidden',
  'width',
  'sample',
  'source',
  'seed',
]);
export const controls = /** @type {const} */ ([
  'gammaVpc',
  'noiseSeed',
  'xSamples',
  'xBurn',
  'activation',
  'hidden',
  'width',
  'sample',
  'seed',
]);
export const settingsNote =
  'One digit and its label, both clamped; a gaussian network at its random first weights, all variances 1, 64-bit numbers.';

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const heading = element('h3', { id: uniqueId('spread') }, 'Mean and spread of every hidden unit');
  const canvas = element('canvas', {
    class: 'xy bars-of-units',
    'aria-label':
      'Mean and standard deviation of every hidden unit. Arrow keys go from unit to unit and read the values, Enter chooses one.',
  });
  const key = element('p', { class: 'note' });
  const sentence = element('p', { class: 'verdict' });
  const trace = createPlot(stand, {
    title: 'One unit over time',
    about: 'The first of the chains, from the forward value on. The ink line is where the burn-in ends.',
    xName: 't',
    xTitle: 'step t',
  });
  const counts = createPlot(stand, {
    title: 'Where it was how often',
    about: 'Density of the samples of all chains. Dashed: the exact posterior, when the network is linear.',
    xName: 'value',
  });
  const verdict = element('p', { class: 'verdict' });
  const units = createPlot(stand, {
    title: 'Standard deviation of every unit',
    about: 'Unit after unit, layer after layer.',
    xName: 'unit',
  });
  const bias = createPlot(stand, {
    title: 'The price of large steps',
    about:
      'Standard deviation of the samples ÷ that of the posterior, mean over all units. 1 is right. The line is computed from the equation of the steps, the dots are samples.',
    xName: 'γ',
    xTitle: 'step size γ',
  });
  const numbers = element('div', {});
  const checked = element(
    'div',
    { class: 'exhibit-body' },
    verdict,
    element('div', { class: 'exhibit-plots' }, units.root, bias.root),
    numbers,
  );
  const save = saveButton('langevin', () => (reply ? rowsOf(reply) : []));
  root.append(
    element('section', { class: 'exhibit-plot', 'aria-labelledby': heading.id }, heading, canvas, key),
    sentence,
    element('div', { class: 'exhibit-plots' }, trace.root, counts.root),
    element('p', { class: 'exhibit-buttons' }, save),
    element('h3', {}, 'Is the sampler right?'),
    element(
      'p',
      {},
      ...inlineWords(
        'In a linear network the posterior is a gaussian whose mean and spread are the solution of a linear system, solved here without any sampling. So take the same weights without the nonlinearity, let the same sampler run, and compare.',
      ),
    ),
    checked,
  );

  /** @type {LangevinReply | null} */
  let reply = null;
  /** @type {number | null} */
  let at = null;
  let chosen = 0;

  /** @returns {bars.BarsSnapshot | null} */
  const snapshot = () => {
    if (!reply) return null;
    const palette = stand.palette();
    const { sizes, sampled, settled, linear, check } = reply;
    return {
      groups: sizes.slice(1, -1).map((count, i) => ({ name: `x${subscript(i + 1)}`, count })),
      mean: sampled.mean,
      deviation: sampled.deviation,
      marks: settled.map,
      exact: linear ? check : null,
      colour: themeColour('langevin', palette),
      markColour: themeColour('vpc', palette),
      at,
      chosen,
      palette,
    };
  };
  const redraw = onceAFrame(() => {
    const now = snapshot();
    if (now) bars.draw(canvas, now);
    tell();
  });
  const tell = pointable(canvas, stand.readout, {
    hit: x => {
      const now = snapshot();
      return now && bars.hit(...sizeOf(canvas), now, x);
    },
    move: (from, pressed) => {
      if (!reply) return null;
      if (from === null) return chosen;
      return Math.min(
        reply.sampled.mean.length - 1,
        Math.max(0, from + (pressed === 'ArrowRight' || pressed === 'ArrowUp' ? 1 : -1)),
      );
    },
    anchor: unit => {
      const now = snapshot();
      const place = now && bars.layout(...sizeOf(canvas), now);
      return place && reply ? { x: place.middles[unit], y: place.y(reply.sampled.mean[unit] || 0) } : { x: 0, y: 0 };
    },
    read: unit => {
      if (!reply || unit >= reply.sampled.mean.length) return null;
      const { sampled, settled, linear, check } = reply;
      const rows = [
        { name: 'mean of samples', value: exact(sampled.mean[unit]), rule: 'langevin' },
        { name: 'standard deviation', value: exact(sampled.deviation[unit]), rule: 'langevin' },
        { name: 'standard error of the mean', value: exact(sampled.wobble[unit]) },
        { name: 'where VPC settles', value: exact(settled.map[unit]), rule: 'vpc' },
        { name: 'forward value', value: exact(settled.start[unit]) },
        ...(linear && check
          ? [
              { name: 'exact mean', value: exact(check.mean[unit]) },
              { name: 'exact deviation', value: exact(check.deviation[unit]) },
              { name: 'expected at this γ', value: check.atGamma ? exact(check.atGamma[unit]) : 'not defined' },
            ]
          : []),
      ];
      const name = placeOf(reply.sizes, unit);
      return { title: name, rows, spoken: `${name}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}` };
    },
    point: unit => {
      at = unit;
      redraw();
    },
    choose: unit => {
      chosen = unit;
      redraw();
      showUnit();
    },
  });
  onSize(canvas, redraw);

  function showUnit() {
    if (!reply) return;
    const { sampled, settled, linear, check, sizes } = reply;
    const { xBurn } = stand.store.get();
    const latents = sampled.mean.length;
    const x = Array.from({ length: sampled.times }, (_, t) => t);
    trace.show({
      x,
      xScale: 'linear',
      yScale: 'linear',
      mark: xBurn < sampled.times ? xBurn : null,
      lines: [
        {
          name: placeOf(sizes, chosen),
          label: '',
          colour: 'langevin',
          values: x.map(t => sampled.trace[t * latents + chosen]),
        },
        {
          name: 'where VPC settles',
          label: 'VPC',
          colour: 'vpc',
          dashed: true,
          values: x.map(() => settled.map[chosen]),
        },
      ],
    });
    const { middles, densities } = histogramOf(sampled, chosen);
    counts.show({
      x: middles,
      xScale: 'linear',
      yScale: 'linear',
      lines: [
        { name: 'samples', colour: 'langevin', dots: true, values: densities },
        ...(linear && check
          ? [
              {
                name: 'posterior',
                colour: 'ink',
                dashed: true,
                values: middles.map(value => density(value, check.mean[chosen], check.deviation[chosen])),
              },
            ]
          : []),
      ],
    });
    sentence.replaceChildren(...inlineWords(spreadSentence(reply, chosen)));
  }

  function showCheck() {
    if (!reply) return;
    const { check, linear, sizes } = reply;
    checked.hidden = !check;
    key.replaceChildren(
      ...inlineWords(
        `One column a unit. Bar: mean ± one standard deviation of the samples. Dot: where VPC settles, the most probable values.${linear && check ? ' Ink lines: mean ± one standard deviation of the exact posterior.' : ''} Click a unit, or press Enter on it, to see it below.`,
      ),
    );
    if (!check) return;
    const { gammaVpc: gamma } = stand.store.get();
    verdict.textContent = verdictSentence(check, gamma);
    const at = Array.from(check.deviation, (_, i) => i + 1);
    units.show({
      x: at,
      xScale: 'linear',
      yScale: 'linear',
      lines: [
        { name: 'posterior, exact', label: 'exact', colour: 'ink', values: check.deviation },
        ...(check.atGamma
          ? [
              {
                name: `expected at γ = ${gamma}`,
                label: 'expected',
                colour: 'soft',
                dashed: true,
                values: check.atGamma,
              },
            ]
          : []),
        { name: 'samples', colour: 'langevin', bare: true, values: check.sampled.deviation },
      ],
    });
    bias.show({
      x: check.bias.map(one => one.gamma),
      xScale: 'linear',
      yScale: 'linear',
      lines: [
        { name: 'expected', colour: 'soft', values: check.bias.map(one => one.expected) },
        { name: 'samples', colour: 'langevin', bare: true, values: check.bias.map(one => one.found) },
      ],
    });
    numbers.replaceChildren(
      table(
        'The first units of each layer: exact posterior and samples',
        ['Unit', 'exact mean', 'mean of samples', 'exact s.d.', 'expected s.d. at γ', 's.d. of samples'],
        checkRows(check, sizes),
        { numbers: true },
      ),
    );
  }

  return {
    async update() {
      const {
        hidden,
        width,
        activation,
        gammaVpc: gamma,
        xSamples: steps,
        xBurn: burn,
        noiseSeed,
        seed,
        sample: index,
      } = stand.store.get();
      reply = /** @type {LangevinReply} */ (
        await stand.ask('langevin', { hidden, width, activation, gamma, steps, burn, noiseSeed, seed, index })
      );
      chosen = Math.min(chosen, reply.sampled.mean.length - 1);
      if (at !== null && at >= reply.sampled.mean.length) at = null;
      showUnit();
      showCheck();
      redraw();
    },
    redraw() {
      for (const one of [trace, counts, units, bias]) one.redraw();
      redraw();
    },
  };
}
