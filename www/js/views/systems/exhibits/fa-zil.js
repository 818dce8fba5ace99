// FA-Z-IL: when each layer notices its moment, and when it never does.

import { slider } from '../../../ui/controls.js';
import { element } from '../../../ui/dom.js';
import { brief } from '../../../model/numbers.js';
import { subscript } from '../../../model/trace.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/fa-zil.js').FaZil} FaZil */
/** @typedef {import('../../../model/exhibits/fa-zil.js').Triggered} Triggered */

export const title = 'Who notices a tiny error?';
export const uses = /** @type {const} */ (['source', 'sample', 'hidden', 'width', 'activation', 'seed']);
export const settingsNote =
  'The output is gaussian here, and its bias such that its prediction is exactly 0: beside 0 a target can be as near as one likes in either precision.';
export const controls = /** @type {const} */ (['hidden', 'width', 'activation', 'sample', 'seed']);

/** From the label itself down to where nothing is left, two a decade; and what the slider can name. */
const EXPONENTS = Array.from({ length: 61 }, (_, i) => -30 + i / 2);
const PRECISIONS = /** @type {const} */ (['f64', 'f32']);

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const { store } = stand;
  const plot = createPlot(stand, {
    title: 'Layers that learn',
    about:
      'How many layers trigger their own learning within 2L steps, by the scale of the output’s error; dashed: how many do so when they are due. Click to choose a scale.',
    xName: 'scale',
    xTitle: 'output error, as a share of what it is with the label',
    choose: index => store.set({ xScale: -EXPONENTS[index] }),
  });
  const verdict = element('ul', { class: 'slips verdict' });
  const when = element('div');
  /** @type {FaZil | null} */
  let result = null;
  const save = saveButton('fa-z-il', () =>
    result
      ? [
          [
            'scale',
            'precision',
            'layer',
            'learned at t',
            'due at t',
            'largest |e| of BP there',
            'relative error of its gradient',
          ],
          ...result.scales.flatMap((scale, i) =>
            PRECISIONS.flatMap(
              dtype =>
                result?.runs[dtype][i].at.map((t, l) => [
                  scale,
                  dtype,
                  l,
                  t,
                  (result?.depth ?? 0) - 1 - l,
                  result?.runs[dtype][i].needs[l] ?? NaN,
                  result?.runs[dtype][i].error[l] ?? NaN,
                ]) ?? [],
            ),
          ),
        ]
      : [],
  );
  root.append(
    element('div', { class: 'one-slider' }, slider(store, 'xScale', { show: scaleText })),
    verdict,
    when,
    plot.root,
    element('div', { class: 'exhibit-buttons' }, save),
  );

  function draw() {
    if (!result) return;
    const { depth, scales, runs } = result;
    const at = chosen();
    plot.show({
      x: scales,
      xScale: 'log',
      yScale: 'linear',
      mark: at,
      lines: PRECISIONS.flatMap(dtype =>
        [false, true].map(punctual => ({
          name: `${dtype}, ${punctual ? 'on time' : 'at all'}`,
          colour: 'fa-zil',
          level: dtype === 'f64' ? 1 : 0.5,
          dashed: punctual,
          values: runs[dtype].map(run => run.at.filter((t, l) => (punctual ? t === depth - 1 - l : t >= 0)).length),
        })),
      ),
    });
    const [double, single] = PRECISIONS.map(dtype => runs[dtype][at]);
    when.replaceChildren(
      table(
        'When each layer learned. A layer learns when the error of the node it leads to first differs from 0.',
        [
          'Layer',
          'due at',
          'learned, f64',
          'learned, f32',
          'largest error needed there',
          'smallest change f64 keeps',
          'smallest change f32 keeps',
          'gradient off, f64',
          'gradient off, f32',
        ],
        Array.from({ length: depth }, (_, i) => depth - 1 - i).map(l => ({
          kind: 'of-fa-zil',
          cells: [
            `W_{${l}}`,
            `t = ${depth - 1 - l}`,
            learned(double, l),
            learned(single, l),
            figure(double.needs[l]),
            l === depth - 1 ? 'any' : figure(double.holds[l]),
            l === depth - 1 ? 'any' : figure(single.holds[l]),
            figure(double.error[l]),
            figure(single.error[l]),
          ],
        })),
        { numbers: true },
      ),
      element(
        'p',
        { class: 'note' },
        'The smallest change kept is half the distance between neighbouring numbers at a middling value of that node; units with smaller values keep smaller ones.',
      ),
    );
    verdict.replaceChildren(
      ...PRECISIONS.map(dtype => element('li', {}, ...inlineWords(sentence(dtype, runs[dtype][at], depth)))),
    );
  }
  const chosen = () => {
    const { xScale } = store.get();
    return EXPONENTS.reduce(
      (best, exponent, i) => (Math.abs(exponent + xScale) < Math.abs(EXPONENTS[best] + xScale) ? i : best),
      0,
    );
  };
  const unsubscribe = store.subscribe((settings, before) => {
    if (settings.xScale !== before.xScale) draw();
  });
  return {
    async update() {
      result = await stand.ask('fa-zil', { scales: EXPONENTS.map(exponent => 10 ** exponent) });
      draw();
    },
    redraw: plot.redraw,
    close: unsubscribe,
  };
}

/** @param {number} powers of ten less */
const scaleText = powers => (powers === 0 ? 'the label’s' : `× ${brief(10 ** -powers)}`);

/** @param {Triggered} run @param {number} l */
const learned = (run, l) => (run.at[l] < 0 ? 'never' : `t = ${run.at[l]}`);

/** What happened in one precision. @param {'f64' | 'f32'} dtype @param {Triggered} run @param {number} depth */
function sentence(dtype, { at, output, error, needs }, depth) {
  const never = at.flatMap((t, l) => (t < 0 && needs[l] > 0 ? [l] : []));
  const silent = at.flatMap((_, l) => (needs[l] === 0 ? [l] : []));
  const late = at.flatMap((t, l) => (t > depth - 1 - l ? [l] : []));
  /** @param {number[]} layers */
  const list = layers =>
    layers
      .map(l => `W${subscript(l)}`)
      .join(', ')
      .replace(/, ([^,]*)$/, ' and $1');
  const of = `In ${dtype}, with an output error of at most ${brief(output)}: `;
  if (output === 0) return `In ${dtype} so small an error is 0 itself, and no layer learns.`;
  const none =
    silent.length > 0
      ? ` ${list(silent)} ${silent.length > 1 ? 'have' : 'has'} nothing to learn: backpropagation’s error there is exactly 0 (dead units).`
      : '';
  const when =
    late.length === 0
      ? none
      : `${none} ${list(late)} ${late.length > 1 ? 'learn' : 'learns'} later than due: the error’s first arrival was lost in rounding, and what came after it is not backpropagation’s.`;
  const off = at.flatMap((t, l) => (t >= 0 && Number.isFinite(error[l]) ? [error[l]] : []));
  if (never.length === 0)
    return `${of}${silent.length > 0 ? 'all other layers learn' : 'every layer learns'}${late.length === 0 ? ', each when it is due' : ''}; the worst gradient is off by ${brief(Math.max(...off))} of its length.${when}`;
  return `${of}${list(never)} never ${never.length > 1 ? 'trigger' : 'triggers'}, because no value there can hold so small a change.${when}${off.length ? ` Of those that learn, the worst gradient is off by ${brief(Math.max(...off))} of its length.` : ''}`;
}
