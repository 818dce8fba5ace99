// Generative predictive coding: train it, let it draw, let it recognise, and hold its accuracy beside the paper's.

import { element, uniqueId } from '../../../ui/dom.js';
import { createDigit } from './generative-digit.js';
import { createPicture } from './generative-picture.js';
import { PAPER, PAPERS_BOUND, found, standing } from './generative-words.js';
import { saveButton } from '../../../ui/parts.js';
import { createPlot } from '../plot.js';

/** @typedef {import('../../../model/exhibits/generative.js').Learned} Learned */
/** @typedef {import('../../../model/exhibits/generative.js').TestResult} TestResult */
/** @typedef {import('../view.js').Stand} Stand */

export const title = 'From label to picture, and back';
export const uses = /** @type {const} */ ([
  'xgHidden',
  'xgWidth',
  'activation',
  'xgGamma',
  'xgSteps',
  'xgRate',
  'xgEpochs',
  'xgFree',
  'seed',
  'sample',
  'source',
  'xgAt',
]);
export const controls = /** @type {const} */ ([
  'xgHidden',
  'xgWidth',
  'activation',
  'xgGamma',
  'xgSteps',
  'xgRate',
  'xgEpochs',
  'xgFree',
  'sample',
  'seed',
]);
export const settingsNote =
  'A gaussian network from 10 labels to 784 pixels, trained here in batches of 64 with plain SGD and 32-bit numbers. Another network starts untrained.';

const BATCH = 64;

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const start = element('button', { type: 'button', class: 'main' }, 'Train');
  const test = element('button', { type: 'button', disabled: true }, 'Test on all test digits');
  const status = element(
    'p',
    { role: 'status' },
    'Not trained yet. Training takes some seconds, up to a minute on a slow computer.',
  );
  const data = element('p', { class: 'note' });
  const result = element('p', { class: 'verdict', role: 'status' });
  const curve = createPlot(stand, {
    title: 'Accuracy while it learns',
    about: 'On 200 validation digits, by inference on the free label. Dashed: the paper’s 80 %.',
    xName: 'minibatch',
  });
  const drawn = Array.from({ length: 10 }, (_, digit) => createPicture(stand, `What the label ${digit} generates`));
  const heading = element('h3', { id: uniqueId('drawn') }, 'What each label generates');
  const gallery = element(
    'section',
    { 'aria-labelledby': heading.id },
    heading,
    element('div', { class: 'gallery' }, ...drawn.map(one => one.root)),
    element(
      'p',
      { class: 'note' },
      'The label is clamped, all else is predicted from it, without any picture. One picture a label is all it can draw: it is near the mean of all its digits.',
    ),
  );
  const steps = createPlot(stand, {
    title: 'How long must it look?',
    about:
      'Accuracy on the test digits, read after every step of inference. Dashed: the paper’s 80 %, and what is right without any inference, by taking the label whose generated picture is nearest.',
    xName: 't',
    xTitle: 'step t',
  });
  const digit = createDigit(stand);
  const save = saveButton('generative', () =>
    learned
      ? [
          ['minibatch', 'epoch', 'training loss', 'validation accuracy'],
          ...learned.looks.map(({ iteration, epoch, loss, accuracy }) => [iteration, epoch, loss, accuracy]),
          ...(tested ? [['t', 'test accuracy'], ...Array.from(tested.accuracy, (value, t) => [t, value])] : []),
          ['label', ...Array.from({ length: 784 }, (_, i) => `pixel ${i}`)],
          ...drawn.map((_, label) => [
            label,
            .../** @type {Learned} */ (learned).pictures.subarray(784 * label, 784 * label + 784),
          ]),
        ]
      : [],
  );
  const shown = element('div', { class: 'exhibit-plots', hidden: true }, gallery, curve.root, steps.root);
  root.append(
    element('blockquote', {}, `“${PAPER}”`, element('footer', {}, 'The paper, section 3.1.1')),
    result,
    element('div', {}, element('p', { class: 'exhibit-buttons' }, start, test, save), status, data),
    shown,
    digit.root,
    element(
      'p',
      { class: 'note' },
      'What decides on which side of 80 % it ends: hidden values that move while it learns, and enough of them. Try T = 0, or 32 units. And enough is enough: large rates, large steps or many passes bring it down again.',
    ),
  );
  digit.root.hidden = steps.root.hidden = true;

  /** @type {Learned | null} */
  let learned = null;
  /** @type {TestResult | null} */
  let tested = null;
  /** The settings of the network in the engine. */
  let trained = '';
  let training = false;
  /** Stopped before it was done: "Compute again", or coming back to this view, goes on. */
  let broken = false;
  /** The digit and network whose inference is shown. */
  let answered = '';

  const options = () => {
    const {
      xgHidden: hidden,
      xgWidth: width,
      activation,
      xgGamma: gamma,
      xgSteps,
      xgRate: rate,
      seed,
    } = stand.store.get();
    return { hidden, width, activation, gamma, steps: xgSteps, rate, batch: BATCH, seed };
  };
  /** Minibatches that training ends with. */
  const until = () => (learned ? Math.ceil((stand.store.get().xgEpochs * learned.trainCount) / BATCH) : 0);
  const key = () => JSON.stringify({ ...options(), source: stand.store.get().source });

  function showLearned() {
    if (!learned) return;
    shown.hidden = false;
    const { pictures, looks } = learned;
    drawn.forEach((one, label) => one.show(pictures.subarray(784 * label, 784 * label + 784), String(label)));
    curve.show({
      x: looks.map(look => look.iteration),
      xScale: 'linear',
      yScale: 'linear',
      lines: [
        { name: 'accuracy', label: '', colour: 'generative', dots: true, values: looks.map(look => look.accuracy) },
        {
          name: 'the paper’s 80 %',
          label: '80 %',
          colour: 'soft',
          dashed: true,
          values: looks.map(() => PAPERS_BOUND),
        },
      ],
    });
    status.textContent = standing(learned, until());
    data.textContent = learned.data;
  }

  function showTested() {
    steps.root.hidden = !tested;
    result.textContent = tested && learned ? found(tested, learned.epoch, learned.mnist) : '';
    if (!tested) return;
    const x = Array.from(tested.accuracy, (_, t) => t);
    steps.show({
      x,
      xScale: 'linear',
      yScale: 'linear',
      lines: [
        { name: 'accuracy', label: '', colour: 'generative', values: tested.accuracy },
        {
          name: 'nearest of the ten pictures above',
          label: 'nearest',
          colour: 'ink',
          dashed: true,
          values: x.map(() => /** @type {TestResult} */ (tested).nearest),
        },
        { name: 'the paper’s 80 %', label: '80 %', colour: 'soft', dashed: true, values: x.map(() => PAPERS_BOUND) },
      ],
    });
  }

  function buttons() {
    const done = learned !== null && learned.iteration >= until();
    start.textContent = !learned ? 'Train' : learned.diverged || done ? 'Train anew' : 'Train on';
    start.disabled = training;
    test.disabled = training || !learned;
  }

  /** Whatever the answer depends on. */
  const question = () => {
    const { sample, xgFree } = stand.store.get();
    return JSON.stringify([sample, xgFree, learned?.iteration, trained]);
  };

  async function answer() {
    const wanted = question();
    const { sample, xgFree: steps } = stand.store.get();
    digit.show(await stand.ask('generative-answer', { sample, steps }));
    answered = wanted;
  }

  async function train() {
    const fresh = !learned || learned.diverged || learned.iteration >= until() || trained !== key();
    if (fresh) {
      learned = null;
      trained = key();
    }
    tested = null;
    showTested();
    digit.show(null);
    training = broken = true;
    buttons();
    status.textContent = 'Training …';
    try {
      learned = await stand.ask(
        'generative',
        { options: options(), fresh, epochs: stand.store.get().xgEpochs, free: stand.store.get().xgFree },
        {
          progress: (_share, partial) => {
            if (!partial || !training) return;
            learned = partial;
            showLearned();
          },
        },
      );
      broken = false;
    } finally {
      training = false;
      status.textContent = 'Stopped before the first minibatches were learned.';
      showLearned();
      buttons();
    }
    await answer();
    await testAll();
  }

  async function testAll() {
    tested = await stand.ask('generative-test', { steps: stand.store.get().xgFree });
    showTested();
  }

  /** The network lives in the engine; when that has failed, it is gone. @param {() => Promise<void>} task */
  const careful = task =>
    stand.run(async () => {
      try {
        await task();
      } catch (error) {
        if (!(error instanceof Error && error.name === 'AbortError')) forget('The network is lost.');
        throw error;
      }
    });
  /** @param {string} why */
  function forget(why) {
    [learned, tested, trained, broken] = [null, null, '', false];
    shown.hidden = true;
    data.textContent = '';
    status.textContent = why;
    showTested();
    digit.show(null);
    buttons();
  }

  start.addEventListener('click', () => careful(train));
  test.addEventListener('click', () => careful(testAll));

  return {
    async update() {
      // A network of other settings is not this one.
      if (trained !== '' && trained !== key()) forget('Not trained yet with these settings.');
      if (tested && tested.accuracy.length !== stand.store.get().xgFree + 1) {
        tested = null;
        showTested();
      }
      buttons();
      if (broken) await careful(train);
      else if (learned && answered !== question()) await careful(answer);
      else digit.step();
    },
    redraw() {
      for (const one of [...drawn, curve, steps, digit]) one.redraw();
    },
    rest: digit.rest,
  };
}
