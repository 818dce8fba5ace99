// The parallel view: one worker a node. Settings in, ideal schedules at once, measured ones after a run, pictures and
// tables out.

import { media, onShortcuts, scrollHere } from '../../ui/dom.js';
import { counted, fixed } from '../../model/numbers.js';
import { boundNote } from './bound-notes.js';
import { coresOf } from '../../model/cores.js';
import { buildParallel, laneRow } from './layout.js';
import {
  CLASSICS,
  bottleneck,
  chainSizes,
  ownErrors,
  shownSchemes,
  stepsOf,
  turned,
} from '../../model/chain/settings.js';
import { outdating } from '../../model/settings.js';
import { cheapFacts, costNote, costTable, inequality, runFacts, subscripted } from './tables.js';
import { buildPlots } from './plots.js';
import { measure } from '../../engine/parallel-run.js';
import { bottleneckSentence, clockWords, ruleSentence, timelineSummary, times } from './words.js';
import { Ideals, sentenceOf, text } from './ideals.js';
import { buildTimeline } from './timeline.js';
import { schemeById } from '../../model/schemes.js';
import { onRepaint, readPalette } from '../../ui/draw/canvas.js';
import { createReadout } from '../../ui/draw/readout.js';
import { timeText } from './draw/timeline.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../model/chain/timeline.js').Timeline} Timeline */
/** @typedef {import('../../model/chain/timeline.js').Summary} Summary */
/** @typedef {import('../../model/chain/timeline.js').Measured} Measured */

/** What is shown of the ideal machine. @typedef {NonNullable<Ideals['shown']>} Shown */

/**
 * @typedef {import('../../engine/parallel-run.js').Engine & import('./ideals.js').Engine & {
 *   onDataChanged: (callback: () => void) => unknown,
 * }} Engine
 */

/** What the operations of the schemes depend on. */
const COMPUTED = outdating('schedule');

/** @param {unknown} error */
const aborted = error => error instanceof Error && error.name === 'AbortError';

/**
 * @param {HTMLElement} root
 * @param {{conductor: Engine, store: Store}} page
 * @returns {{show: () => void, hide: () => void}}
 */
export function mountParallel(root, { conductor, store }) {
  const readout = createReadout();
  const cores = coresOf();
  let palette = readPalette();
  const how = { readout, palette: () => palette };
  /** The paper's four, and a place for the chosen scheme when it is another. */
  const rows = [...CLASSICS, null].map(fixed => {
    const timeline = buildTimeline({
      ...how,
      small: true,
      axis: fixed === null || fixed === CLASSICS.at(-1),
      choose: () => {
        if (fixed) store.set({ pRule: /** @type {Settings['pRule']} */ (fixed) });
      },
    });
    return { fixed, timeline, ...laneRow(timeline.canvas) };
  });
  const large = buildTimeline(how);
  const plots = buildPlots({
    ...how,
    settings: () => ({ ...(ideals.shown?.settings ?? store.get()), pRule: store.get().pRule }),
    costs: () => ideals.shown?.costs ?? new Map(),
    choose: L => store.set({ pDepth: L }),
  });
  const parts = buildParallel(root, store, { rows: rows.map(row => row.root), large: large.canvas, plots });

  let visible = false;
  /** @type {Map<SchemeId, Measured>} */
  const measured = new Map();
  /** @type {AbortController | null} */
  let running = null;

  /** @param {string} sentence */
  const say = sentence => {
    parts.say.textContent = sentence;
  };

  const ideals = new Ideals({
    engine: conductor,
    settings: store.get,
    changed: () => draw(),
    say,
  });

  // ---- pictures and tables

  const pace = (/** @type {boolean} */ lockstep) =>
    lockstep ? 'every step waits for the slowest' : 'each node at its own pace';

  function draw() {
    if (!visible || !ideals.shown || ideals.shown.of.size === 0) return;
    const { settings, of, machine } = ideals.shown;
    const { pRule: chosen } = store.get();
    const shown = shownSchemes(chosen);
    const { processors, lockstep } = machine;
    const digits = Math.min(...[...of.values()].map(one => one.digits));
    parts.legend.className = `lane-legend of-${chosen}`;
    parts.rowsTitle.textContent = `${shown.length === 4 ? 'Four' : 'Five'} rules on one ideal machine`;
    parts.machine.textContent =
      `${processors} ${processors === 1 ? 'processor' : 'processors'}, ${pace(lockstep === true)}, messages free; time in multiply-adds. Dotted: the error is at node 1 with backpropagation` +
      (digits < settings.pBatch
        ? `. So much would take long: what products are worth was found with the first ${digits} of ${settings.pBatch} digits`
        : '');
    drawRows(ideals.shown, chosen);
    drawLarge();
    drawTables(ideals.shown);
    plots.draw();
    root.dataset.state = 'ready';
  }

  /** @param {Shown} shown @param {SchemeId} chosen */
  function drawRows({ settings, of: ideal, operations, costs }, chosen) {
    // One axis for all, but for the scheme whose chain is another.
    const end = Math.max(
      ...shownSchemes(chosen).map(scheme => (turned(scheme) ? 0 : (ideal.get(scheme)?.summary.end ?? 0))),
    );
    for (const { fixed, root: section, timeline: picture, end: when, sentence, of } of rows) {
      const scheme = fixed ?? chosen;
      section.hidden = fixed === null && CLASSICS.includes(chosen);
      if (section.hidden) continue;
      of(scheme, scheme === chosen);
      const own = ideal.get(scheme);
      const refused = operations.get(scheme);
      const arrived = costs.get(scheme)?.arrived;
      const words =
        own && arrived
          ? ruleSentence(scheme, own.summary, own.bp, {
              depth: settings.pDepth,
              T: own.timeline.T,
              gamma: settings.pGamma,
              dtype: settings.dtype,
              finite: own.finite,
              ownErrors: own.timeline.own,
              arrived,
            })
          : typeof refused === 'string'
            ? refused
            : '';
      sentence.textContent =
        words +
        (own && turned(scheme)
          ? ' Its chain is another, from the label to the picture, so it has a time axis of its own and is held against BP on the same chain.'
          : '');
      when.textContent = !own
        ? ''
        : `${timeText(own.summary.end, 'multiply-adds')}${scheme === 'bp' ? '' : `, ${times(own.summary.end / own.bp.end)} BP`}`;
      picture.canvas.hidden = !own;
      picture.show(own?.timeline ?? null, {
        ...(!turned(scheme) && { end }),
        mark: own?.bp.frontEnd ?? null,
        label: `${schemeById(scheme).name}, ideal timeline. ${words}`,
      });
    }
  }

  function drawLarge() {
    const { pRule: scheme, pShow } = store.get();
    const { name } = schemeById(scheme);
    const refused = ideals.shown?.operations.get(scheme);
    const shown = pShow === 'measured' ? measured.get(scheme) : ideals.shown?.of.get(scheme);
    parts.title.textContent = `${name}, node by node`;
    parts.title.className = `large-title of-${scheme}`;
    const L = ideals.shown?.settings.pDepth ?? 0;
    const few = cores !== null && cores < L;
    const processors = ideals.shown?.machine.processors ?? 0;
    parts.cores.textContent =
      typeof refused === 'string'
        ? refused
        : !shown
          ? pShow === 'measured'
            ? 'Not measured yet with these settings. Press “Run in parallel”.'
            : ''
          : pShow === 'measured'
            ? few
              ? `${counted(cores, 'core')} for ${L} nodes: no more than ${cores} bars can truly advance at once; the others in the picture wait for a core in the middle of their operation.`
              : cores === null
                ? `This browser does not say how many cores there are for ${L} nodes.`
                : `${cores} cores for ${L} nodes.`
            : `Ideal: ${counted(processors, 'processor')} for ${L} nodes.${few ? ` This browser has ${counted(cores, 'core')}; the ideal picture does not depend on that.` : ''}`;
    const words = shown ? timelineSummary(shown.timeline, shown.summary) : '';
    parts.summary.textContent = words;
    large.canvas.style.setProperty('--lanes', String(L));
    large.show(shown?.timeline ?? null, {
      label: shown ? `${pShow === 'measured' ? 'Measured' : 'Ideal'} timeline. ${words}` : 'Timeline, empty',
    });
    large.canvas.hidden = !shown;
  }

  /** @param {Shown} shown */
  function drawTables({ settings, of: ideal, costs, machine }) {
    const { pRule: scheme } = store.get();
    const [chosen, bp, fpa, zil] = [costs.get(scheme), costs.get('bp'), costs.get('fpa'), costs.get('zil')];
    if (!chosen || !bp || !fpa || !zil) return;
    const own = ownErrors(settings, scheme);
    const figures = {
      scheme,
      own,
      batch: settings.pBatch,
      measured,
      depth: settings.pDepth,
      costs,
      steps: (/** @type {SchemeId} */ one) => stepsOf(settings, one),
      ideal: new Map(
        shownSchemes(scheme).flatMap(one => {
          const found = ideal.get(one);
          return found ? [[one, found]] : [];
        }),
      ),
      processors: machine.processors,
      lockstep: machine.lockstep === true,
    };
    const { name } = schemeById(scheme);
    const { equations } = boundNote(scheme, own);
    parts.costs.replaceChildren(costTable(figures));
    parts.costNote.textContent = costNote(figures);
    parts.inequalityTitle.textContent = equations
      ? `The paper’s bound for ${name}, ${equations}, with these numbers`
      : `The paper’s bounds and ${name}`;
    parts.inequality.replaceChildren(inequality(figures, chosen));
    parts.runFacts.replaceChildren(...runFacts(figures, cores));
    parts.cheap.replaceChildren(...cheapFacts(figures, chosen));
    parts.bottleneck.replaceChildren(
      ...subscripted(
        bottleneckSentence(chainSizes(settings), { bp, fpa, zil }, stepsOf(settings, 'fpa'), bottleneck(settings)) +
          (bottleneck(settings) ? '' : ' Widen a hidden layer with the settings to see the difference grow.'),
      ),
    );
  }

  // ---- the run

  /** @param {string} [sentence] why */
  const stop = (sentence = '') => {
    running?.abort();
    running = null;
    if (sentence) say(sentence);
    showButton('Run in parallel');
  };
  /** @param {string} label */
  const showButton = label => {
    parts.run.textContent = label;
    root.dataset.run = running ? 'running' : 'idle';
  };

  async function run() {
    const mine = new AbortController();
    running = mine;
    showButton('Stop');
    const settings = store.get();
    const began = performance.now();
    const clock = setInterval(() => {
      parts.elapsed.textContent = `${fixed((performance.now() - began) / 1000, 1)} s`;
    }, 100);
    let again = 'Run in parallel';
    try {
      say('Getting ready.');
      await ideals.computing;
      mine.signal.throwIfAborted();
      const { digits, ...one } = await measure(settings, conductor, mine.signal, say);
      measured.set(settings.pRule, one);
      parts.data.textContent = digits;
      parts.elapsed.textContent = timeText(one.run.wallMs, 'ms');
      store.set({ pShow: 'measured' });
      draw();
      const ratio = one.run.wallMs / (one.loop.forwardMs + one.loop.stepsMs);
      say(
        `${schemeById(settings.pRule).name} on ${one.run.depth} workers: ${timeText(one.run.wallMs, 'ms')}, ${ratio > 1 ? `${times(ratio)} as long as` : `${times(1 / ratio)} as fast as`} the loop in one worker. Start-up took ${timeText(one.run.startup.compileMs + one.run.startup.spawnMs, 'ms')} besides.${clockWords(
          one.run,
        )
          .map(words => ` ${words}`)
          .join('')}`,
      );
      scrollHere(large.canvas, { behavior: media('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    } catch (error) {
      if (running === mine) {
        say(aborted(error) ? 'Stopped; all workers have ended.' : sentenceOf(text(error)));
        if (!aborted(error)) again = 'Run again';
      }
    } finally {
      clearInterval(clock);
      if (!measured.has(settings.pRule)) parts.elapsed.textContent = '';
      if (running === mine) {
        running = null;
        showButton(again);
      }
    }
  }
  const toggle = () => (running ? stop('Stopped; all workers have ended.') : run());

  // ---- wiring

  parts.run.addEventListener('click', () => void toggle());
  parts.nearer.addEventListener('click', () => large.zoom(1.6));
  parts.wider.addEventListener('click', () => large.zoom(1 / 1.6));
  parts.earlier.addEventListener('click', () => large.pan(-0.25));
  parts.later.addEventListener('click', () => large.pan(0.25));
  parts.fit.addEventListener('click', () => large.fitAll());
  onShortcuts(() => visible, {
    ' ': {
      act: () => void toggle(),
      not: 'input:not([type="radio"], [type="range"]), select, button, a, summary',
    },
  });

  /** The measured runs are of other settings now. @param {string} why */
  const forget = why => {
    measured.clear();
    parts.elapsed.textContent = '';
    if (running) stop(why);
  };
  store.subscribe((settings, before) => {
    /** @param {keyof Settings} name */
    const changed = name => settings[name] !== before[name];
    if (COMPUTED.some(changed)) {
      forget('The settings changed, so the run was stopped.');
      ideals.outdate();
    }
    if (changed('pWait')) forget('The settings changed, so the run was stopped.');
    if (changed('pRule') && running) stop('Another rule was chosen, so the run was stopped.');
    if (!visible) return;
    if (COMPUTED.some(changed) || (changed('pRule') && ideals.lacks(settings.pRule))) ideals.refresh();
    if (changed('pWait') || changed('pProcessors')) ideals.schedule();
    else if (changed('pRule')) draw();
    else if (changed('pShow')) drawLarge();
  });
  conductor.onDataChanged(() => {
    forget('The digits changed, so the run was stopped.');
    ideals.outdate();
    if (visible) ideals.refresh();
  });
  addEventListener('pagehide', () => stop());
  const repaint = () => {
    palette = readPalette();
    draw();
  };
  onRepaint(repaint);
  showButton('Run in parallel');
  say('The ideal pictures need no run. “Run in parallel” measures the chosen rule with real workers.');

  return {
    show() {
      visible = true;
      if (ideals.lacks(store.get().pRule)) return ideals.refresh();
      repaint();
      // The machine may have become another meanwhile.
      ideals.schedule();
    },
    hide() {
      visible = false;
      readout.hide();
      if (running) stop('The view was left, so the run was stopped.');
    },
  };
}
