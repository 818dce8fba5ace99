// The train view: settings in, progress from the conductor, plots and predictions out.

import { fixed, percent } from '../../model/numbers.js';
import { facts, offers, runLine, testWords } from './bar.js';
import { RUN_SETTINGS, newRun, recorded, sameRun, toCsv } from './curve.js';
import { element, onShortcuts, passFocus } from '../../ui/dom.js';
import { save } from '../../ui/save.js';
import { schemeById } from '../../model/schemes.js';
import { buildAngles } from './angles.js';
import { buildAnswers } from './answers.js';
import { turned } from '../../model/training.js';
import { createKeeper } from './keeper.js';
import { buildTrain } from './layout.js';
import { buildOffer } from './offer.js';
import { createRunStore } from './kept-run.js';
import { buildWeights } from './weights.js';
import { QUOTED_SHARE, generativeWords } from './words.js';
import { onRepaint, readPalette } from '../../ui/draw/canvas.js';
import { createReadout } from '../../ui/draw/readout.js';
import { createTrainPlot } from './draw/curves.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('./curve.js').Run} Run */
/** @typedef {import('../../model/protocol.js').Progress} Progress */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../engine/conductor.js').Conductor} Conductor */

/** Between two looks at the predictions while training. */
const ANSWER_MS = 500;
/** Between two sentences about passing epochs, which a screen reader reads out. */
const SAY_MS = 4000;
/** A slider still moving should not build a network at each of its positions. */
const SETTLE_MS = 250;

/** @param {unknown} error */
const text = error => (error instanceof Error ? error.message : String(error));

/**
 * @param {HTMLElement} root
 * @param {{conductor: Conductor, store: Store, takeFiles: import('../../model/view.js').TakeFiles}} page
 * @returns {import('../../model/view.js').View}
 */
export function mountTrain(root, { conductor, store, takeFiles }) {
  const { train } = conductor;
  const parts = buildTrain(root, store, train.usual);
  const plot = createTrainPlot(parts.curves);

  /** @type {Run | null} */
  let current = null;
  /** The last run of each scheme before the current one. @type {Map<SchemeId, Run>} */
  const earlier = new Map();
  /** @type {Progress | null} */
  let progress = null;
  /** Whether a network exists for `current`; false before the first reset and after the worker was lost. */
  let alive = false;
  let visible = false;
  let palette = readPalette();
  let wholeEpochs = 0;
  /** Digits that a generative network's accuracy is from. */
  let judged = 0;
  let settle = 0;
  let saidAt = 0;
  /** What the engine last said is wrong with the run. */
  let warned = '';
  /** Whether training was paused because nobody could see it. */
  let interrupted = false;

  /** @param {string} sentence */
  const say = sentence => {
    saidAt = performance.now();
    parts.say.textContent = sentence;
  };
  /** What was said when the worker was lost: the requests that were lost with it say no more. */
  let lostSentence = '';
  /** @param {unknown} error */
  const sayError = error => {
    if (text(error) !== lostSentence) say(text(error));
  };
  /**
   * Runs something asynchronous; what goes wrong becomes the sentence of the bar.
   * @param {() => Promise<unknown>} act
   */
  const attempt = async act => {
    try {
      await act();
    } catch (error) {
      sayError(error);
    }
  };
  const angles = buildAngles(parts.angles, { palette: () => palette, readout: createReadout() });
  const answers = buildAnswers({
    parts,
    train,
    attempt,
    palette: () => palette,
    run: () => (visible && alive ? current : null),
  });
  const changed = () => current !== null && !sameRun(current.settings, store.get());
  const state = () => progress?.state ?? 'idle';

  const weights = buildWeights({
    parts,
    train,
    store,
    attempt,
    async begin() {
      await renew('reset');
      if (alive) void test();
    },
  });
  const keeper = createKeeper({
    train,
    store: createRunStore(),
    say,
    present: () => (alive && (progress?.iteration ?? 0) > 0 ? current : null),
    trouble(sentence) {
      parts.unkept.textContent = sentence;
      parts.unkept.hidden = sentence === '';
    },
    kept: () => offer.hide(),
  });
  const offer = buildOffer({
    parts,
    load: keeper.load,
    goOn,
    async forget({ key }) {
      await attempt(async () => {
        await keeper.forget(key);
        say('The kept run is forgotten.');
      });
      passFocus(parts.start);
    },
  });
  /** Offers the kept runs, if there are any. They are the reader's to go on with. Answers the first. */
  const look = async () => offer.show(await keeper.offers());

  /**
   * Another run is the present one; the one before stays in the plots if it got anywhere.
   * @param {Run} run
   * @param {Progress | null} at
   */
  function present(run, at) {
    if (current && current.losses.length > 0) earlier.set(current.settings.rule, current);
    for (const [rule, { id }] of earlier) if (id === run.id) earlier.delete(rule);
    clearTimeout(settle);
    current = run;
    progress = at;
    wholeEpochs = Math.floor(at?.epoch ?? 0);
    warned = '';
    alive = true;
    answers.forget();
    parts.testResult.textContent = '';
  }

  /**
   * Goes on with a kept run, and answers whether it does.
   * @param {import('./kept-run.js').KeptRun} kept
   * @param {import('./kept-run.js').Found} one its record
   */
  async function goOn({ id, from, settings, checkpoint, ...kept }, one) {
    let done = false;
    await attempt(async () => {
      const at = await train.restore(settings, checkpoint);
      weights.forget();
      keeper.take(one);
      present({ id, settings, ...recorded(kept), ...(from && { from }), taken: at.taken }, at);
      store.set(Object.fromEntries(RUN_SETTINGS.map(name => [name, settings[name]])));
      done = true;
      await train.resume();
      say(
        `Training goes on from epoch ${fixed(checkpoint.epoch, 2)}.${settings.rule === 'langevin' ? ' Its noise is drawn anew.' : ''}`,
      );
      passFocus(parts.start);
      await answers.ask();
    });
    update();
    return done;
  }

  /** @param {'start' | 'reset'} how */
  const renew = how =>
    attempt(async () => {
      const settings = store.get();
      const begun = weights.fitting(settings);
      present(newRun(settings, begun?.name), null);
      update();
      try {
        await train[how](settings, begun?.bytes);
      } catch (error) {
        alive = false;
        answers.empty();
        throw error;
      } finally {
        update();
      }
      if (how === 'start') say(`Training with ${schemeById(settings.rule).name}.`);
      await answers.ask();
      root.dataset.state = 'ready';
    });

  const resume = () =>
    attempt(async () => {
      await train.resume();
      say('Training goes on.');
    });
  const pause = () =>
    attempt(async () => {
      await train.pause();
      say(`Paused at epoch ${fixed(progress?.epoch ?? 0, 2)}.`);
      await Promise.all([keeper.keep(), answers.ask(), test()]);
    });
  const toggle = () => {
    if (state() === 'running') return pause();
    if (state() === 'paused' && !changed()) return resume();
    return renew('start');
  };
  const reset = async () => {
    weights.forget();
    await renew('reset');
    if (alive) say('Fresh random weights; nothing trained yet.');
  };
  const test = () =>
    attempt(async () => {
      const mine = current;
      if (mine && turned(mine.settings.rule))
        parts.testResult.textContent = 'Testing: each digit has to be found by inference.';
      const result = await train.test();
      if (mine === current) parts.testResult.textContent = testWords(result);
    });

  /** Draws what the progress and the settings say. */
  function update() {
    if (!visible) return;
    const { start, canResume, notice } = offers(state(), changed(), (progress?.iteration ?? 0) > 0);
    parts.start.textContent = start;
    parts.again.hidden = !canResume;
    parts.changed.hidden = notice === '';
    if (notice && parts.changed.textContent !== notice) parts.changed.textContent = notice;
    parts.time.replaceChildren('epoch ', element('b', {}, fixed(progress?.epoch ?? 0, 2)));
    parts.facts.textContent = facts(progress, current);
    if (progress) parts.data.textContent = progress.data;
    parts.turn.hidden = store.get().source !== 'mnist';
    weights.draw(alive);
    parts.test.disabled = !alive;
    parts.next.disabled = !alive;
    drawRuns();
    const generative = [current, ...earlier.values()].some(run => run && turned(run.settings.rule));
    plot.draw({
      current,
      earlier: [...earlier.values()],
      reference: generative ? { share: QUOTED_SHARE, words: generativeWords(judged) } : null,
    });
    angles.draw(current);
  }

  function drawRuns() {
    const runs = [...(current ? [current] : []), ...earlier.values()];
    const lines = runs.map(run => {
      const { name, words, work } = runLine(run, run === current);
      const look = `of-${run.settings.rule}${run === current ? '' : ' faint'}`;
      return element('li', { title: work, class: look }, element('b', {}, name), ` ${words}`);
    });
    parts.runs.replaceChildren(...lines);
    parts.clear.disabled = earlier.size === 0;
    parts.csv.disabled = runs.every(run => run.losses.length + run.scores.length === 0);
  }

  train.onProgress(next => {
    if (!current) return;
    const before = state();
    progress = next;
    Object.assign(current, recorded(current, next), { taken: next.taken, course: next.course });
    if (turned(current.settings.rule)) judged = next.counts.validation;
    if (next.sentence) {
      // Said when it begins; later reports must not talk over what was said since.
      if (next.sentence !== warned) say(next.sentence);
      warned = next.sentence;
    } else if (warned) {
      if (warned === parts.say.textContent) say('It has recovered, and goes on learning.');
      warned = '';
    } else if (Math.floor(next.epoch) > wholeEpochs && performance.now() - saidAt > SAY_MS) {
      wholeEpochs = Math.floor(next.epoch);
      const score = current.scores.at(-1);
      // For those who listen alone: the bar shows the newest accuracy beside the time, and a sentence would soon be
      // older than it.
      if (score) {
        saidAt = performance.now();
        parts.spoken.textContent = `Epoch ${wholeEpochs}: validation accuracy ${percent(score.accuracy)}.`;
      }
    }
    keeper.follow(next);
    update();
    if (next.state === 'running' ? answers.age() > ANSWER_MS : next.state !== before) void attempt(answers.ask);
  });
  train.onLost(sentence => {
    alive = false;
    progress = null;
    lostSentence = sentence;
    const lost = `${sentence} The network in training is lost`;
    say(`${lost}: press Start to train anew.`);
    update();
    void look().then(kept => {
      if (kept && !alive && kept.id === current?.id)
        say(
          `${lost}, but it was kept at epoch ${fixed(kept.checkpoint.epoch, 2)}: go on with it, or press Start to train anew.`,
        );
    });
  });
  conductor.onDataChanged(() => {
    answers.rewind();
    void renew('reset');
  });
  for (const [input, door] of /** @type {const} */ ([
    [parts.files, 'digits'],
    [parts.folder, 'digits'],
    [parts.network, 'network'],
  ])) {
    input.addEventListener('change', async () => {
      await takeFiles(input.files, door);
      input.value = '';
    });
  }

  store.subscribe(() => {
    if (!visible) return;
    // Nothing would be lost: follow the settings at once. A run with something in it waits for Start or Reset.
    if (changed() && state() === 'idle') {
      clearTimeout(settle);
      settle = window.setTimeout(() => void renew('reset'), SETTLE_MS);
    }
    update();
  });

  parts.start.addEventListener('click', () => void toggle());
  parts.again.addEventListener('click', () => void resume());
  parts.reset.addEventListener('click', () => void reset());
  parts.test.addEventListener('click', () => void test());
  parts.turn.addEventListener('click', () => void attempt(async () => say(await conductor.turnDigits())));
  parts.clear.addEventListener('click', () => {
    earlier.clear();
    update();
    say('The earlier runs are gone from the plots.');
  });
  parts.csv.addEventListener('click', () => {
    save('predictive-coding-training.csv', toCsv([...(current ? [current] : []), ...earlier.values()]), 'text/csv');
  });

  document.addEventListener('visibilitychange', () => {
    if (document.hidden) void keeper.keep();
  });
  void look();

  onShortcuts(() => visible, {
    ' ': {
      act: () => void toggle(),
      not: 'input:not([type="radio"], [type="range"]), button, a, summary, [role="application"]',
    },
    r: { act: () => void reset(), not: 'input[type="number"]' },
  });
  const repaint = () => {
    palette = readPalette();
    if (!visible) return;
    plot.repaint();
    angles.repaint();
    answers.repaint();
  };
  onRepaint(repaint);

  return {
    say,
    openNetwork: weights.open,
    show() {
      root.hidden = false;
      visible = true;
      repaint();
      if (!alive || (changed() && state() === 'idle')) void renew('reset');
      else void attempt(answers.ask);
      update();
    },
    /** Training goes on unseen. */
    hide() {
      root.hidden = true;
      visible = false;
    },
    /** The frame that shows this view has been scrolled away. */
    pause() {
      interrupted = state() === 'running';
      if (interrupted) void attempt(train.pause);
    },
    resume() {
      if (interrupted && state() !== 'idle') void resume();
      interrupted = false;
    },
  };
}
