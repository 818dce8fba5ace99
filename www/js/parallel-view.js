// The parallel view: one worker a node. Settings in, ideal schedules at once, measured ones after a run, pictures and tables out.

import { bound, costs, parallelTime, slowest, work } from './bounds.js';
import { element } from './dom.js';
import { buildParallel } from './parallel-layout.js';
import { bottleneck, chainSizes, perRule, processorsOf, stepsOf } from './parallel-model.js';
import { cheapFacts, costTable, inequality, runFacts, subscripted } from './parallel-numbers.js';
import { measure } from './parallel-run.js';
import { bottleneckSentence, ruleSentence, timelineSummary, times } from './parallel-sentences.js';
import { buildTimeline } from './parallel-timeline.js';
import { RULES, RULE_NAMES } from './protocol.js';
import { idealTimeline, summarise } from './timeline.js';
import { readPalette } from './views/canvas.js';
import * as costPlot from './views/cost-plot.js';
import { createReadout, pointable } from './views/readout.js';
import { timeText } from './views/timeline.js';

/** @typedef {import('./state.js').Settings} Settings */
/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./protocol.js').RuleId} RuleId */
/** @typedef {import('./protocol.js').Operations} Operations */
/** @typedef {import('./timeline.js').Timeline} Timeline */
/** @typedef {import('./timeline.js').Summary} Summary */
/** @typedef {import('./parallel-numbers.js').Measured} Measured */

/**
 * @typedef {import('./parallel-run.js').Engine & {
 *   operations: (settings: Settings, rule: RuleId) => Promise<Operations>,
 *   onDataChanged: (callback: () => void) => unknown,
 * }} Engine
 */

/** What the operations of the rules depend on. */
const COMPUTED = /** @type {const} */ (['pDepth', 'pWidth', 'pWide', 'pWideUnits', 'pBatch', 'pT', 'pGamma', 'activation', 'likelihood', 'dtype', 'seed', 'source']);
/** A slider still moving should not compute at each of its positions. */
const SETTLE_MS = 150;

/** @param {unknown} error */
const text = error => (error instanceof Error ? error.message : String(error));
/** @param {unknown} error */
const aborted = error => error instanceof Error && error.name === 'AbortError';

/**
 * @param {HTMLElement} root
 * @param {{conductor: Engine, store: Store}} page
 * @returns {{show: () => void, hide: () => void}}
 */
export function mountParallel(root, { conductor, store }) {
  const readout = createReadout();
  const cores = navigator.hardwareConcurrency || 1;
  let palette = readPalette();
  const how = { readout, palette: () => palette };
  const small = perRule(rule => buildTimeline({ ...how, small: true, axis: rule === 'zil', choose: () => store.set({ pRule: rule }) }));
  const large = buildTimeline(how);
  const plots = { time: element('canvas', { class: 'cost-plot' }), work: element('canvas', { class: 'cost-plot' }) };
  const parts = buildParallel(root, store, { small: perRule(rule => small[rule].canvas), large: large.canvas, ...plots });

  let visible = false;
  /** Settings of the operations there are. @type {Settings | null} */
  let known = null;
  /** @type {Record<RuleId, Operations> | null} */
  let operations = null;
  /** @type {Record<RuleId, {timeline: Timeline, summary: Summary}> | null} */
  let ideal = null;
  /** @type {Map<RuleId, Measured>} */
  const measured = new Map();
  let asked = 0;
  /** The last request for operations: a run waits for it, or it would be timed beside other work. @type {Promise<unknown>} */
  let computing = Promise.resolve();
  let settle = 0;
  /** @type {AbortController | null} */
  let running = null;

  /** @param {string} sentence */
  const say = sentence => { parts.say.textContent = sentence; };

  // ---- ideal: what the rules compute comes from the engine, when they compute it from the schedule

  async function compute() {
    const turn = ++asked;
    const settings = store.get();
    /** @type {Partial<Record<RuleId, Operations>>} */
    const got = {};
    try {
      for (const rule of RULES) {
        got[rule] = await conductor.operations(settings, rule);
        if (turn !== asked) return;
      }
    } catch (error) {
      if (turn === asked) say(text(error));
      return;
    }
    known = settings;
    operations = /** @type {Record<RuleId, Operations>} */ (got);
    schedule();
  }
  const refresh = () => {
    clearTimeout(settle);
    settle = window.setTimeout(() => { computing = compute(); }, known ? SETTLE_MS : 0);
  };

  /** Schedules the operations there are on the ideal machine. */
  function schedule() {
    if (!known || !operations) return;
    const given = operations;
    const settings = { ...store.get(), pDepth: known.pDepth };
    ideal = perRule(rule => {
      const { list, T } = given[rule];
      const timeline = idealTimeline(rule, list, { depth: settings.pDepth, T, processors: processorsOf(settings), lockstep: settings.pWait === 'lockstep' });
      return { timeline, summary: summarise(timeline) };
    });
    draw();
  }

  // ---- pictures and tables

  /** @param {string} words */
  const pace = words => (words === 'lockstep' ? 'every step waits for the slowest' : 'each node at its own pace');

  function draw() {
    if (!visible || !known || !operations || !ideal) return;
    const settings = known;
    const now = store.get();
    const { bp } = ideal;
    const end = Math.max(...Object.values(ideal).map(({ timeline }) => timeline.end));
    const machine = { ...now, pDepth: settings.pDepth };
    const processors = processorsOf(machine);
    const digits = Math.min(...Object.values(operations).map(rule => rule.digits));
    parts.legend.className = `lane-legend of-rule of-${now.pRule}`;
    parts.machine.textContent = `${processors} ${processors === 1 ? 'processor' : 'processors'}, ${pace(now.pWait)}, messages free; time in multiply-adds. Dotted: the error is at node 1 with backpropagation`
      + (digits < settings.pBatch ? `. So much would take long: what products are worth was found with the first ${digits} of ${settings.pBatch} digits` : '');
    for (const rule of RULES) {
      const own = ideal[rule];
      const sentence = ruleSentence(rule, own.summary, bp.summary, {
        depth: settings.pDepth, T: own.timeline.T, gamma: settings.pGamma, dtype: settings.dtype, finite: operations[rule].finite,
      });
      parts.sentences[rule].textContent = sentence;
      parts.ends[rule].textContent = `${timeText(own.timeline.end, 'multiply-adds')}${rule === 'bp' ? '' : `, ${times(own.timeline.end / bp.timeline.end)} BP`}`;
      parts.ends[rule].title = 'When the last operation ends, gradients included';
      small[rule].show(own.timeline, { end, mark: bp.summary.frontEnd, label: `${RULE_NAMES[rule]}, ideal timeline. ${sentence}` });
      small[rule].canvas.closest('.lane-rule')?.classList.toggle('chosen', rule === now.pRule);
    }
    drawLarge();
    drawTables();
    drawPlots();
    root.dataset.state = 'ready';
  }

  function drawLarge() {
    const { pRule: rule, pShow } = store.get();
    const shown = pShow === 'measured' ? measured.get(rule) : ideal?.[rule];
    parts.title.textContent = `${RULE_NAMES[rule]}, node by node`;
    parts.title.className = `large-title of-rule of-${rule}`;
    const L = known?.pDepth ?? 0;
    const few = cores < L;
    const machine = processorsOf({ ...store.get(), pDepth: L });
    parts.cores.textContent = !shown ? 'Not measured yet with these settings. Press “Run in parallel”.'
      : pShow === 'measured'
        ? (few ? `${cores} ${cores === 1 ? 'core' : 'cores'} for ${L} nodes: no more than ${cores} bars can truly advance at once; the others in the picture wait for a core in the middle of their operation.` : `${cores} cores for ${L} nodes.`)
        : `Ideal: ${machine} ${machine === 1 ? 'processor' : 'processors'} for ${L} nodes.${few ? ` This browser has ${cores} ${cores === 1 ? 'core' : 'cores'}; the ideal picture does not depend on that.` : ''}`;
    const words = shown ? timelineSummary(shown.timeline, shown.summary) : '';
    parts.summary.textContent = words;
    large.canvas.style.setProperty('--lanes', String(L));
    large.show(shown?.timeline ?? null, { label: shown ? `${pShow === 'measured' ? 'Measured' : 'Ideal'} timeline. ${words}` : 'Timeline, empty' });
    large.canvas.hidden = !shown;
  }

  function drawTables() {
    if (!known || !ideal) return;
    const [settings, schedules] = [known, ideal];
    const sizes = chainSizes(settings);
    const steps = perRule(rule => stepsOf(settings, rule));
    const figures = {
      sizes, batch: settings.pBatch, rule: store.get().pRule, steps,
      ideal: perRule(rule => schedules[rule].summary),
      processors: processorsOf({ ...store.get(), pDepth: settings.pDepth }), lockstep: store.get().pWait === 'lockstep', measured,
    };
    parts.costs.replaceChildren(costTable(figures));
    const equations = { bp: '(2.4)–(2.6)', vpc: '(3.27)–(3.32)', fpa: '(3.27)–(3.32)', zil: '(3.33)–(3.36)' }[figures.rule];
    parts.inequalityTitle.textContent = `The paper’s bound for ${RULE_NAMES[figures.rule]}, ${equations}, with these numbers`;
    parts.inequality.replaceChildren(inequality(figures));
    parts.runFacts.replaceChildren(...runFacts(figures, cores));
    parts.cheap.replaceChildren(...cheapFacts(figures));
    parts.bottleneck.replaceChildren(...subscripted(bottleneckSentence(sizes, settings.pBatch, steps.fpa, bottleneck(settings))
      + (bottleneck(settings) ? '' : ' Widen a hidden layer with the settings to see the difference grow.')));
  }

  /** L pointed at in each plot. */
  const at = { time: /** @type {number | null} */ (null), work: /** @type {number | null} */ (null) };
  /** Chain lengths 2 … 64 with the other settings as they are. */
  const curves = () => {
    const settings = known ?? store.get();
    /** @param {(rule: RuleId, C: number[], T: number) => number} value */
    const line = value => RULES.map(rule => ({
      label: rule === 'bp' ? 'BP' : RULE_NAMES[rule], colour: palette.rules[rule], rule, dashed: false,
      values: lengths(settings, own => value(rule, costs(chainSizes(own), own.pBatch), stepsOf(own, rule))),
    }));
    const least = { label: 'bound', colour: palette.soft, rule: /** @type {RuleId} */ ('bp'), dashed: true, values: lengths(settings, own => bound('fpa', costs(chainSizes(own), own.pBatch), own.pDepth - 1).lines[1].value) };
    return { time: [...line(parallelTime), least], work: line((rule, C, T) => work(rule, C, T, { gradients: false })) };
  };
  /** @param {Settings} settings @param {(own: Settings) => number} value */
  const lengths = (settings, value) => Array.from({ length: costPlot.DEPTHS.most + 1 }, (_, L) => (L < costPlot.DEPTHS.least ? NaN : value({ ...settings, pDepth: L })));
  /** @type {ReturnType<typeof curves> | null} */
  let series = null;
  let plotFrame = 0;

  function drawPlots() {
    series = curves();
    const settings = known ?? store.get();
    const C = costs(chainSizes({ ...settings, pDepth: 64 }), settings.pBatch);
    const atMost = (/** @type {RuleId} */ rule) => times(parallelTime(rule, C, stepsOf({ ...settings, pDepth: 64 }, rule)) / parallelTime('bp', C, 63));
    parts.depthNote.replaceChildren(...subscripted(`Gradients left out. Dashed: (3.29), L − 1 steps as slow as the slowest product; no rule that waits for the slowest can bring the error to node 1 below it. `
      + `Backpropagation needs no such wait. At L = 64 in parallel: FPA-PC ${atMost('fpa')}, Z-IL ${atMost('zil')}, VPC ${atMost('vpc')} BP; C_slow there is ${timeText(slowest(C), 'multiply-adds')}.`));
    redrawPlots();
  }
  const redrawPlots = () => {
    plotFrame ||= requestAnimationFrame(() => {
      plotFrame = 0;
      if (!series || !visible) return;
      for (const name of /** @type {const} */ (['time', 'work'])) {
        costPlot.draw(plots[name], { series: series[name], depth: (known ?? store.get()).pDepth, at: at[name], palette });
      }
    });
  };
  for (const name of /** @type {const} */ (['time', 'work'])) {
    const canvas = plots[name];
    canvas.setAttribute('aria-label', `${name === 'time' ? 'Time in parallel' : 'Work'} of each rule against the chain length, 2 to 64. Arrow keys read the values.`);
    pointable(canvas, readout, {
      hit: x => costPlot.hit(canvas.clientWidth, x),
      move: (L, key) => {
        const by = key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1;
        return Math.min(costPlot.DEPTHS.most, Math.max(costPlot.DEPTHS.least, L === null ? (known ?? store.get()).pDepth : L + by));
      },
      anchor: L => costPlot.place(canvas.clientWidth, canvas.clientHeight, L),
      read: L => {
        if (!series) return null;
        const rows = series[name].map(({ label, values, rule }) => ({ name: label, value: values[L].toLocaleString('en'), ...(label !== 'bound' && { rule }) }));
        const title = `L = ${L} functions, multiply-adds`;
        return { title, rows, spoken: `${title}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}.` };
      },
      point: L => { at[name] = L; redrawPlots(); },
      choose: L => store.set({ pDepth: L }),
    });
    new ResizeObserver(redrawPlots).observe(canvas);
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
    const clock = setInterval(() => { parts.elapsed.textContent = `${((performance.now() - began) / 1000).toFixed(1)} s`; }, 100);
    let again = 'Run in parallel';
    try {
      say('Getting ready.');
      await computing;
      mine.signal.throwIfAborted();
      const { digits, ...one } = await measure(settings, conductor, mine.signal, say);
      measured.set(settings.pRule, one);
      parts.data.textContent = digits;
      parts.elapsed.textContent = timeText(one.run.wallMs, 'ms');
      store.set({ pShow: 'measured' });
      draw();
      const ratio = one.run.wallMs / (one.loop.forwardMs + one.loop.stepsMs);
      say(`${RULE_NAMES[settings.pRule]} on ${one.run.depth} workers: ${timeText(one.run.wallMs, 'ms')}, ${ratio > 1 ? `${times(ratio)} as long as` : `${times(1 / ratio)} as fast as`} the loop in one worker. Start-up took ${timeText(one.run.startup.compileMs + one.run.startup.spawnMs, 'ms')} besides.`);
      large.canvas.scrollIntoView({ block: 'nearest', behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth' });
    } catch (error) {
      if (running === mine) {
        say(aborted(error) ? 'Stopped; all workers have ended.' : text(error));
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
  document.addEventListener('keydown', event => {
    if (!visible || event.defaultPrevented || event.repeat || event.key !== ' ' || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target instanceof Element ? event.target : document.body;
    if (target.closest('input:not([type="radio"], [type="range"]), button, a, summary')) return;
    event.preventDefault();
    void toggle();
  });

  let stale = true;
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
      stale = true;
      if (visible) { stale = false; refresh(); }
    }
    if (changed('pWait')) forget('The settings changed, so the run was stopped.');
    if (changed('pRule') && running) stop('Another rule was chosen, so the run was stopped.');
    if (!visible) return;
    if (changed('pWait') || changed('pProcessors')) schedule();
    else if (changed('pRule')) draw();
    else if (changed('pShow')) drawLarge();
  });
  conductor.onDataChanged(() => {
    forget('The digits changed, so the run was stopped.');
    stale = true;
    if (visible) { stale = false; refresh(); }
  });
  addEventListener('pagehide', () => stop());
  const repaint = () => {
    palette = readPalette();
    draw();
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', repaint);
  matchMedia('(forced-colors: active)').addEventListener('change', repaint);
  showButton('Run in parallel');
  say('The ideal pictures need no run. “Run in parallel” measures the chosen rule with real workers.');

  return {
    show() {
      visible = true;
      if (stale) { stale = false; refresh(); } else repaint();
    },
    hide() {
      visible = false;
      readout.hide();
      if (running) stop('The view was left, so the run was stopped.');
    },
  };
}
