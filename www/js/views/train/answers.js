// What the network being trained answers: to test digits, and to a digit the visitor draws.

import { prepare } from '../../model/digits/drawing.js';
import { digitPicture, onSize } from '../../ui/draw/canvas.js';
import { createDrawpad, levels } from '../../ui/draw/drawpad.js';
import { CLASSIFY_STEPS, fixed, turned } from '../../model/training.js';
import { createBars, drawDreams, drawPredictions, largest } from '../../ui/draw/predictions.js';

/** @typedef {import('../../model/protocol.js').Predictions} Predictions */

const SHOWN_DIGITS = 12;

/**
 * @typedef {object} Answers
 * @property {() => Promise<void>} ask asks the network about the digits shown and the drawing, and draws what it says
 * @property {() => void} repaint draws again, as after a change of theme or size
 * @property {() => void} forget the digits and answers so far belong to another run
 * @property {() => void} empty there is no network that could answer
 * @property {() => void} rewind back to the first test digits
 * @property {() => number} age milliseconds since the network was last asked
 */

/**
 * @param {object} page
 * @param {import('./layout.js').TrainParts} page.parts
 * @param {import('../../engine/training.js').Training} page.train
 * @param {() => import('./curve.js').Run | null} page.run whose network answers; null while there is none, or none is
 * seen
 * @param {() => import('../../ui/draw/canvas.js').Palette} page.palette
 * @param {(act: () => Promise<unknown>) => Promise<void>} page.attempt runs something and says what went wrong
 * @returns {Answers}
 */
export function buildAnswers({ parts, train, run, palette, attempt }) {
  const drawBars = createBars(parts.bars);
  const pad = createDrawpad(parts.pad, () => void attempt(classify));
  let first = 0;
  let askedAt = 0;
  /** @type {{digits: Predictions, probabilities: boolean, generative: boolean} | null} */
  let shown = null;
  /** The pictures of the ten labels. @type {Float64Array | null} */
  let dreams = null;

  function drawDigits() {
    if (!shown) return;
    const { digits, probabilities, generative } = shown;
    const right = drawPredictions(parts.guesses, { ...digits, probabilities, palette: palette() });
    const what = probabilities
      ? 'probability it gives that class'
      : generative
        ? `largest of the ten numbers at which x₀ settles in ${CLASSIFY_STEPS} steps of inference (1 is held there for the right class in training)`
        : 'largest of its ten outputs (plain numbers; 1 is the target of the right class)';
    parts.guessNote.textContent = `${right} of ${digits.count} right. What the network takes each digit for, and the ${what}.`;
  }

  function drawPictures() {
    parts.dreaming.hidden = dreams === null;
    if (dreams) drawDreams(parts.dreams, dreams, palette());
    else parts.dreams.replaceChildren();
  }

  let asking = false;
  let again = false;
  /** The network's answer to the drawing: one question at a time, the newest drawing last. */
  async function classify() {
    pad.draw(palette());
    again = true;
    if (asking) return;
    asking = true;
    try {
      while (again) {
        again = false;
        await answerDrawing();
      }
    } finally {
      asking = false;
    }
  }

  async function answerDrawing() {
    const pixels = prepare(pad.pixels());
    parts.seen.replaceChildren(digitPicture(levels(pixels), palette()));
    const mine = run();
    if (!mine || pixels.every(value => value === 0)) {
      drawBars(null, true);
      parts.verdict.textContent = 'Nothing drawn yet.';
      parts.barNote.textContent = '';
      return;
    }
    const outputs = await train.predict(pixels);
    if (mine !== run()) return;
    const probabilities = fixed(mine.settings).likelihood === 'categorical';
    drawBars(outputs, probabilities);
    const verdict = `Taken for a ${largest(outputs)}.`;
    // Written only when it differs, for a screen reader reads each change.
    if (parts.verdict.textContent !== verdict) parts.verdict.textContent = verdict;
    parts.barNote.textContent = probabilities
      ? 'Probability of each class (softmax of the outputs); they sum to 1.'
      : turned(mine.settings.rule)
        ? `Found by inference: the drawing is held at x_L, x₀ is let go from equal shares and settles here in ${CLASSIFY_STEPS} steps. Plain numbers, not probabilities.`
        : 'Outputs, not probabilities: the network aims at 1 for the right class and 0 for the others.';
  }

  async function ask() {
    const mine = run();
    if (!mine) return;
    askedAt = performance.now();
    const digits = await train.testDigits(first, SHOWN_DIGITS);
    if (mine !== run()) return;
    const generative = turned(mine.settings.rule);
    shown = { digits, probabilities: fixed(mine.settings).likelihood === 'categorical', generative };
    drawDigits();
    const pictures = generative ? await train.generate() : null;
    if (mine !== run()) return;
    dreams = pictures;
    drawPictures();
    await classify();
  }

  parts.wipe.addEventListener('click', () => pad.clear());
  parts.next.addEventListener(
    'click',
    () =>
      void attempt(async () => {
        first += SHOWN_DIGITS;
        await ask();
        // Past the last digit the engine gives that one alone.
        if (shown && shown.digits.start < first) {
          first = 0;
          await ask();
        }
      }),
  );
  onSize(parts.pad, () => pad.draw(palette()));

  return {
    ask,
    repaint() {
      drawDigits();
      drawPictures();
      void attempt(classify);
    },
    forget() {
      shown = null;
      dreams = null;
      askedAt = 0;
    },
    empty() {
      parts.guesses.replaceChildren();
      parts.guessNote.textContent = '';
      drawPictures();
      drawBars(null, true);
      parts.verdict.textContent = '';
      parts.barNote.textContent = '';
    },
    rewind() {
      first = 0;
    },
    age: () => performance.now() - askedAt,
  };
}
