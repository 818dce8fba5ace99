// The step view: one digit through one network under the chosen schemes. Settings in, a trace from the conductor, drawings out.

import { listed } from './state.js';
import { buildChooser, inWords } from './step-chooser.js';
import { buildControls } from './step-controls.js';
import { buildStep } from './step-layout.js';
import { buildPlots } from './step-plots.js';
import { buildRows } from './step-rows.js';
import { whatHappened } from './step-words.js';
import { buildTransport } from './transport.js';
import { digitPicture, onColours, readPalette } from './views/canvas.js';
import { createReadout } from './views/readout.js';
import * as strip from './views/strip.js';

/** @typedef {import('./state.js').Settings} Settings */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./protocol.js').Trace} Trace */
/** @typedef {import('./protocol.js').Digits} Digits */
/** @typedef {import('./step-rows.js').Scene} Scene */

/**
 * What the step view asks of the engine.
 * @typedef {object} Engine
 * @property {(settings: Settings) => Promise<Trace>} trace
 * @property {(settings: Settings, start: number, count: number) => Promise<Digits>} digits
 * @property {(callback: () => void) => unknown} onDataChanged
 */

const STRIP = 8;
const TRACED = /** @type {const} */ (['source', 'sample', 'hidden', 'width', 'activation', 'likelihood', 'dtype', 'seed',
  'schemes', 'gammaVpc', 'gammaFpa', 'gammaProx', 'gammaGen', 'k', 'alpha', 'bottomGamma', 'decay', 'noiseSeed', 'feedback', 'feedbackSeed', 'stores', 'clamps', 'T']);
const TRAVEL_MS = 260; // how long a message takes along its arrow

/** @param {unknown} error */
const superseded = error => error instanceof Error && error.name === 'AbortError';

/**
 * @param {HTMLElement} root
 * @param {{ conductor: Engine, store: Store, say: (sentence: string) => void }} page `say` shows a failure to the reader
 * @returns {import('./open-views.js').View}
 */
export function mountStep(root, { conductor, store, say }) {
  const parts = buildStep(root);
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const readout = createReadout();

  let visible = false;
  /** @type {Trace | null} */
  let trace = null;
  /** @type {Digits | null} */
  let digits = null;
  let stripStart = 0;
  let palette = readPalette();
  let picture = document.createElement('canvas');
  let stepped = -Infinity; // when t last went one forward
  let frame = 0;
  let interrupted = false; // whether playing was paused because nobody could see it

  const timeNow = () => Math.min(store.get().t, trace?.T ?? 0);
  const progress = () => (still.matches ? 1 : Math.min(1, (performance.now() - stepped) / Math.min(TRAVEL_MS, 700 / store.get().speed)));
  /** @returns {Scene | null} */
  const scene = () => trace && { trace, t: timeNow(), progress: progress(), picture, palette };

  const redraw = () => {
    if (frame || !visible) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      const now = scene();
      if (!now) return;
      rows.draw(now);
      plots.draw(now);
      transport.update(now.t, now.trace.T, whatHappened(now.trace, now.t));
      if (now.progress < 1) redraw();
    });
  };

  const resized = new ResizeObserver(redraw);
  const page = {
    scene, redraw, readout,
    watch: (/** @type {HTMLCanvasElement} */ canvas) => resized.observe(canvas),
    goTo: (/** @type {number} */ t) => { transport.pause(); store.set({ t }); },
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
  const chooser = buildControls(parts.controls, store, direction => {
    const count = trace?.count ?? STRIP;
    const start = stripStart + direction * STRIP;
    store.set({ sample: start >= count ? 0 : start < 0 ? Math.floor((count - 1) / STRIP) * STRIP : start });
  }, () => store.set({ sample: Math.floor(Math.random() * (trace?.count ?? 1)) }));

  const sayHowMany = () => {
    const rows = listed(store.get().schemes).length;
    parts.count.textContent = `${inWords(rows)} learning ${rows === 1 ? 'rule that starts' : 'rules that start'} from ${rows === 1 ? 'its' : 'the same'} wrong output`;
  };
  sayHowMany();

  async function recompute() {
    say(''); // now, not when the answer is there: by then there may be something new to say
    try {
      trace = await conductor.trace(store.get());
      picture = digitPicture(trace.image, palette);
      root.dataset.state = 'ready';
      drawStrip();
      redraw();
    } catch (error) {
      if (!superseded(error)) say(error instanceof Error ? error.message : String(error));
    }
  }

  function drawStrip() {
    if (!digits) return;
    strip.draw(chooser.strip, { ...digits, start: stripStart, chosen: trace?.index ?? store.get().sample, palette }, index => {
      const count = trace?.count ?? index + 1;
      store.set({ sample: (index + count) % count });
    });
  }

  /** Asks for the strip's page of digits, and for the next page if the chosen digit lies on it. */
  async function refillStrip() {
    const wanted = Math.floor((trace?.index ?? store.get().sample) / STRIP) * STRIP;
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
    if (trace && (!digits || Math.floor(trace.index / STRIP) * STRIP !== stripStart)) await refillStrip();
  };

  let stale = true;
  store.subscribe((settings, before) => {
    if (settings.source !== before.source) digits = null;
    if (settings.schemes !== before.schemes) sayHowMany();
    if (TRACED.some(name => settings[name] !== before[name])) {
      stale = !visible;
      if (visible) void refresh();
    }
    if (settings.t === before.t + 1) stepped = performance.now();
    redraw();
  });
  conductor.onDataChanged(() => {
    digits = null;
    stale = !visible;
    if (visible) void refresh();
  });

  const recolour = () => {
    palette = readPalette();
    if (trace) picture = digitPicture(trace.image, palette);
    drawStrip();
    redraw();
  };
  onColours(recolour);
  followWidth(root, parts);

  return {
    show() {
      visible = true;
      if (stale) { stale = false; void refresh(); } else redraw();
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
  const wide = matchMedia('(min-width: 1121px)');
  const place = () => {
    sheet.open = more.open = wide.matches;
    if (wide.matches) root.prepend(sheet);
    else root.append(sheet);
  };
  place();
  wide.addEventListener('change', place);
}
