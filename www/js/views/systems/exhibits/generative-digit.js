// One test digit with the label free: x_0 and the picture it predicts, step by step.

import { element, uniqueId } from '../../../ui/dom.js';
import { createBars } from '../../../ui/draw/predictions.js';
import { createPicture } from './generative-picture.js';
import { rowsOfAnswer, takenFor } from './generative-words.js';
import { saveButton } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/generative.js').Answer} Answer */

const FRAME_MS = 80;

/**
 * @param {Stand} stand
 * @returns {{ root: HTMLElement, show: (answer: Answer | null) => void, step: () => void, redraw: () => void, rest: () => void }}
 * `step`: another t is to be shown
 */
export function createDigit(stand) {
  const heading = element('h3', { id: uniqueId('digit') }, 'Whose picture is this?');
  const seen = createPicture(stand, 'The test digit');
  const predicted = createPicture(stand, 'The picture predicted');
  const list = element('ol', { class: 'bars', 'aria-label': 'The ten entries of the free label' });
  const bars = createBars(list);
  const verdict = element('p', { class: 'verdict', role: 'status' });
  const play = element('button', { type: 'button', class: 'main' }, 'Play');
  const next = element('button', { type: 'button' }, 'Next digit');
  const save = saveButton('generative-inference', () => (answer ? rowsOfAnswer(answer) : []));
  const plot = createPlot(stand, {
    title: 'The free label x over time',
    about:
      'The ten entries of x at the bottom of the chain, all 0.1 at first. The true label’s line is coloured. Click a t to see it.',
    xName: 't',
    xTitle: 'step t',
    choose: index => {
      pause();
      stand.store.set({ xgAt: index });
    },
  });
  const scrubber = createScrubber(t => {
    pause();
    stand.store.set({ xgAt: t });
  });
  const root = element(
    'section',
    { class: 'exhibit-body', 'aria-labelledby': heading.id },
    heading,
    element(
      'p',
      {},
      'The picture is clamped at the top of the chain, the label at its bottom is free. Inference looks for what could have caused the picture; the largest entry is the answer.',
    ),
    element(
      'div',
      { class: 'exhibit-plots' },
      element(
        'div',
        {},
        element('div', { class: 'asked' }, seen.root, predicted.root, list),
        scrubber.root,
        element('p', { class: 'exhibit-buttons' }, play, next, save),
      ),
      plot.root,
    ),
    verdict,
  );
  /** @type {Answer | null} */
  let answer = null;
  let timer = 0;

  const at = () => Math.min(stand.store.get().xgAt, answer?.steps ?? 0);
  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = 'Play';
  }
  play.addEventListener('click', () => {
    if (timer) {
      pause();
      return;
    }
    if (!answer) return;
    if (at() === answer.steps) stand.store.set({ xgAt: 0 });
    play.textContent = 'Pause';
    timer = window.setInterval(() => {
      if (!answer || at() >= answer.steps) pause();
      else stand.store.set({ xgAt: at() + 1 });
    }, FRAME_MS);
  });
  next.addEventListener('click', () => {
    if (answer) stand.store.set({ sample: (answer.index + 1) % answer.count });
  });

  function step() {
    if (!answer) return;
    const t = at();
    const { causes, pictures, image, label, index } = answer;
    seen.show(
      Float64Array.from(image, value => value / 255),
      `test digit ${index}: ${label}`,
    );
    predicted.show(pictures.subarray(784 * t, 784 * t + 784), `predicted at t = ${t}`);
    bars(Float64Array.from(causes.subarray(10 * t, 10 * t + 10)), false);
    const x = Array.from({ length: answer.steps + 1 }, (_, i) => i);
    plot.show({
      x,
      xScale: 'linear',
      yScale: 'linear',
      mark: t,
      lines: Array.from({ length: 10 }, (_, digit) => ({
        name: String(digit),
        colour: digit === label ? 'generative' : 'ink',
        level: digit === label ? 1 : 0.4,
        values: x.map(i => causes[10 * i + digit]),
      })),
    });
    scrubber.show(t, answer.steps);
    verdict.textContent = takenFor(answer, t);
  }

  return {
    root,
    show(now) {
      answer = now;
      root.hidden = !now;
      if (!now) pause();
      step();
    },
    step,
    redraw() {
      for (const one of [seen, predicted, plot]) one.redraw();
    },
    rest: pause,
  };
}

/**
 * A slider over the steps there are.
 * @param {(t: number) => void} go
 * @returns {{ root: HTMLElement, show: (t: number, steps: number) => void }}
 */
function createScrubber(go) {
  const id = uniqueId('at');
  const output = element('output', { for: id });
  const input = element('input', { type: 'range', id, min: 0, max: 1, step: 1, 'data-setting': 'xgAt' });
  input.addEventListener('input', () => go(input.valueAsNumber));
  return {
    root: element(
      'div',
      { class: 'field', title: 'How many steps inference on the free label has made in what is shown' },
      element('label', { for: id }, 'Step t'),
      output,
      input,
    ),
    show(t, steps) {
      input.max = String(steps);
      input.valueAsNumber = t;
      input.style.setProperty('--fill', `${(100 * t) / steps}%`);
      output.value = `${t} of ${steps}`;
    },
  };
}
