// The step view: one digit through one network under the chosen schemes. Settings in, a trace from the conductor,
// drawings out.

import { media } from '../../ui/dom.js';
import { listed, outdating } from '../../model/settings.js';
import { WHOLE, timeOfErrors } from './phases.js';
import { buildChooser, inWords } from './chooser.js';
import { buildControls } from './controls.js';
import { buildStep } from './layout.js';
import { buildPlots } from './plots.js';
import { buildRows } from './rows.js';
import { whatHappened } from './words.js';
import { buildTransport } from './transport.js';
import { digitPicture, onRepaint, onSize, readPalette } from '../../ui/draw/canvas.js';
import { createReadout } from '../../ui/draw/readout.js';
import * as strip from './draw/strip.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').Digits} Digits */
/** @typedef {import('./rows.js').Scene} Scene */

/**
 * What the step view asks of the engine.
 * @typedef {object} Engine
 * @property {(settings: Settings) => Promise<Trace>} trace
 * @property {(settings: Settings, start: number, count: number) => Promise<Digits>} digits
 * @property {(callback: () => void) => unknown} onDataChanged
 */

const STRIP = 8;
const TRACED = outdating('trace');
const TRAVEL_MS = 260; // how long a message takes along its arrow

/** @param {unknown} error */
const superseded = error => error instanceof Error && error.name === 'AbortError';

/**
 * @param {HTMLElement} root
 * @param {{ conductor: Engine, store: Store, say: (sentence: string) => void }} page `say` shows a failure to the
 * reader
 * @returns {import('../../model/view.js').View}
 */
export function mountStep(root, { conductor, store, say }) {
  const parts = buildStep(root);
  const still = media('(prefers-reduced-motion: reduce)');
  const readout = createReadout();

  let visible = false;
  /** @type {Trace | null} */
  let trace = null;
  /** @type {Digits | null} */
  let digits = null;
  let stripStart = 0;
  let palette = readPalette();
  let picture = document.createElement('canvas');
  let stepped = -Infinity; // when t or the phase last went one forward
  let frame = 0;
  /** @type {typeof import('./microscope/index.js') | null} */
  let microscope = null;
  let asked = false;

  /** Fetches what only slow motion and equations need, when one of them is first wanted. */
  async function needMicroscope() {
    const { slow, lens } = store.get();
    if (asked || (slow === 'off' && lens === '')) return;
    asked = true;
    try {
      microscope = await import('./microscope/index.js');
      redraw();
    } catch (error) {
      asked = false;
      say(
        `Slow motion and equations could not be loaded (${error instanceof Error ? error.message : error}); try again once the server answers.`,
      );
    }
  }
  let interrupted = false; // whether playing was paused because nobody could see it

  const timeNow = () => Math.min(store.get().t, trace?.T ?? 0);
  const progress = () =>
    still.matches ? 1 : Math.min(1, (performance.now() - stepped) / Math.min(TRAVEL_MS, 700 / store.get().speed));
  /** @returns {Scene | null} */
  const scene = () => {
    if (!trace) return null;
    const { phase, slow, lens } = store.get();
    const t = timeNow();
    return {
      trace,
      t,
      phase: t === 0 ? WHOLE : phase,
      slow: slow === 'on',
      lens,
      microscope,
      progress: progress(),
      picture,
      palette,
    };
  };

  /** @param {Scene} now */
  const sentence = ({ trace: shown, t, phase, slow }) => {
    if (!slow || !microscope || t === 0) return whatHappened(shown, t);
    return (
      (phase < WHOLE ? microscope.phaseSentence(shown, t, phase) : microscope.learningSentence(shown, t)) ||
      whatHappened(shown, t)
    );
  };

  const draw = () => {
    frame = 0;
    const now = scene();
    if (!now) return;
    rows.draw(now);
    plots.draw({ ...now, t: timeOfErrors(now) });
    transport.update(now, timeOfErrors(now), now.trace.T, sentence(now));
    if (now.progress < 1) redraw();
  };
  const redraw = () => {
    if (!frame && visible) frame = requestAnimationFrame(draw);
  };

  const page = {
    scene,
    redraw,
    readout,
    watch: (/** @type {HTMLCanvasElement} */ canvas) => onSize(canvas, redraw),
    goTo: (/** @type {number} */ t) => {
      transport.pause();
      store.set({ t, phase: WHOLE });
    },
    /** A second press on the same unit lets the equations go with the wave again. */
    look(/** @type {number} */ node, /** @type {number} */ unit) {
      const chosen = `${node}.${unit}`;
      store.set({ lens: store.get().lens === chosen ? 'wave' : chosen });
    },
    pin: (/** @type {import('../../model/scheme.js').SchemeId} */ scheme) =>
      store.set({ pin: store.get().pin === scheme ? '' : scheme }),
    turnLock(/** @type {string} */ scheme, /** @type {number} */ node) {
      const lock = `${scheme}${node}`;
      const turned = listed(store.get().clamps);
      store.set({ clamps: (turned.includes(lock) ? turned.filter(one => one !== lock) : [...turned, lock]).join(',') });
    },
  };
  const rows = buildRows(parts.rows, page);
  const plots = buildPlots(parts.plots, page);
  const transport = buildTransport(parts.transport, { store, active: () => visible });
  buildChooser(parts.chooser, store);
  const chooser = buildControls(
    parts.controls,
    store,
    direction => {
      const count = trace?.count ?? STRIP;
      const start = stripStart + direction * STRIP;
      store.set({
        sample: start >= count ? 0 : start < 0 ? Math.floor((count - 1) / STRIP) * STRIP : start,
        drawn: '',
      });
    },
    () => store.set({ sample: Math.floor(Math.random() * (trace?.count ?? 1)), drawn: '' }),
  );

  /** @type {ReturnType<typeof import('./own-digit.js').buildDrawing> | null} */
  let drawing = null;
  const drawn = () => {
    if (visible && chooser.drawing.open) drawing?.draw(palette);
  };
  chooser.drawing.addEventListener('toggle', async () => {
    if (!chooser.drawing.open) return;
    try {
      const { buildDrawing } = await import('./own-digit.js');
      drawing ??= buildDrawing(/** @type {HTMLElement} */ (chooser.drawing.lastElementChild), store);
      drawn();
    } catch (error) {
      say(
        `The sheet to draw on could not be loaded (${error instanceof Error ? error.message : error}); try again once the server answers.`,
      );
    }
  });
  if (store.get().drawn) chooser.drawing.open = true;
  const unlabelled = store.get().drawn !== '' && store.get().drawnLabel < 0;

  const sayHowMany = () => {
    const rows = listed(store.get().schemes).length;
    parts.count.textContent = `${inWords(rows)} learning ${rows === 1 ? 'rule that starts' : 'rules that start'} from ${rows === 1 ? 'its' : 'the same'} wrong output`;
  };
  sayHowMany();

  async function recompute() {
    say(''); // now, not when the answer is there: by then there may be something new to say
    try {
      const first = trace === null;
      trace = await conductor.trace(store.get());
      picture = digitPicture(trace.image, palette);
      root.dataset.state = 'ready';
      drawStrip();
      // A frame that is still out of sight gets no animation frames, and the page around it wants to know its height.
      if (first) draw();
      else redraw();
    } catch (error) {
      if (!superseded(error)) say(error instanceof Error ? error.message : String(error));
    }
  }

  function drawStrip() {
    if (!digits) return;
    strip.draw(
      chooser.strip,
      { ...digits, start: stripStart, chosen: trace?.index ?? store.get().sample, palette },
      index => {
        const count = trace?.count ?? index + 1;
        store.set({ sample: (index + count) % count, drawn: '' });
      },
    );
  }

  /**
   * Where the strip's page begins: that of the digit shown, or while that is drawn by hand, of the one chosen before.
   * @param {Trace | null} shown
   */
  const pageOf = shown => {
    const { sample } = store.get();
    const index = !shown ? sample : shown.index >= 0 ? shown.index : sample % shown.count;
    return Math.floor(index / STRIP) * STRIP;
  };

  /** Asks for the strip's page of digits, and for the next page if the chosen digit lies on it. */
  async function refillStrip() {
    const wanted = pageOf(trace);
    try {
      const got = await conductor.digits(store.get(), wanted, STRIP);
      [digits, stripStart] = [got, wanted];
      chooser.source.textContent = got.sentence;
      drawStrip();
    } catch (error) {
      if (!superseded(error)) say(error instanceof Error ? error.message : String(error));
    }
  }

  const refresh = async () => {
    await recompute();
    if (trace && (!digits || pageOf(trace) !== stripStart)) await refillStrip();
  };

  let stale = true;
  store.subscribe((settings, before) => {
    if (settings.source !== before.source) digits = null;
    if (settings.schemes !== before.schemes) sayHowMany();
    if (TRACED.some(name => settings[name] !== before[name])) {
      stale = !visible;
      if (visible) void refresh();
    }
    if (settings.t === before.t + 1 || (settings.t === before.t && settings.phase === before.phase + 1))
      stepped = performance.now();
    void needMicroscope();
    redraw();
  });
  conductor.onDataChanged(() => {
    digits = null;
    stale = !visible;
    if (visible) void refresh();
  });

  void needMicroscope();

  const recolour = () => {
    palette = readPalette();
    if (trace) picture = digitPicture(trace.image, palette);
    drawStrip();
    drawn();
    redraw();
  };
  onRepaint(recolour);
  followWidth(root, parts);
  if (unlabelled) parts.sheet.open = true; // it asks for the label

  return {
    show() {
      visible = true;
      if (stale) {
        stale = false;
        void refresh();
      } else redraw();
    },
    hide() {
      visible = false;
      transport.pause();
      readout.hide();
    },
    /** The frame that shows this view has been scrolled away. */
    pause() {
      interrupted = transport.playing();
      transport.pause();
    },
    resume() {
      if (interrupted) transport.play();
      interrupted = false;
    },
  };
}

/**
 * Wide pages show the controls first and always; narrow ones after the view, folded.
 * @param {HTMLElement} root @param {ReturnType<typeof buildStep>} parts
 */
function followWidth(root, { sheet, more }) {
  const wide = media('(min-width: 70.0625em)');
  const place = () => {
    sheet.open = more.open = wide.matches;
    if (wide.matches) root.prepend(sheet);
    else root.append(sheet);
  };
  place();
  wide.addEventListener('change', place);
}
