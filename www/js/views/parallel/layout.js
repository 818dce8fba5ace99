// The elements of the parallel view, and the sentences that explain them. What they do is in view.js.

import { counted } from '../../model/numbers.js';
import { choice, group, number, slider } from '../../ui/controls.js';
import { element, media } from '../../ui/dom.js';
import { schemeChoice } from './chooser.js';
import { bottleneck, goesOn, hasGamma, processorsOf, stepsOf, turned, uses } from '../../model/chain/settings.js';
import { schemeById } from '../../model/schemes.js';

/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */

/** @param {string} text @param {string} title @param {string} [kind] */
const button = (text, title, kind = 'quiet') => element('button', { type: 'button', title, class: kind }, text);

/** Swatch and meaning. @param {string} kind @param {string} text */
const key = (kind, text) =>
  element('li', {}, element('span', { class: `bar-swatch ${kind}`, 'aria-hidden': 'true' }), text);

/**
 * One scheme among the small pictures.
 * @param {HTMLCanvasElement} canvas
 */
export function laneRow(canvas) {
  const [name, about] = [element('h3'), element('span', { class: 'about' })];
  const end = element('span', { class: 'lane-end', title: 'When the last operation ends, gradients included' });
  const sentence = element('p', { class: 'lane-sentence' });
  const root = element('section', {}, element('div', { class: 'lane-head' }, name, about, end), canvas, sentence);
  return {
    root,
    canvas,
    end,
    sentence,
    /** @param {SchemeId} scheme @param {boolean} chosen */
    of(scheme, chosen) {
      const { name: short, about: words } = schemeById(scheme);
      root.className = `lane-rule of-${scheme}${chosen ? ' picked' : ''}`;
      name.textContent = short;
      about.textContent = words;
    },
  };
}

/** What the settings' scheme does not leave open, in a sentence. @param {Settings} settings */
function settled(settings) {
  const { pRule, pDepth, pBatch } = settings;
  const { name } = schemeById(pRule);
  const fixed = [
    !hasGamma(pRule) && 'has no γ to choose',
    !goesOn(pRule) && `takes L − 1: ${counted(pDepth - 1, 'step')}`,
    turned(pRule) &&
      'runs the chain from the label to the picture, with a gaussian output and a digit clamped at both ends',
    pRule === 'il-prox' && `takes one digit at a time${pBatch > 1 ? ': set “Digits at once” to 1' : ''}`,
  ].filter(Boolean);
  return fixed.length ? `${name} ${fixed.join(' and ')}.` : '';
}

/**
 * Fills `root` with the view.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {{rows: HTMLElement[], large: HTMLCanvasElement, plots: {time: HTMLCanvasElement, work: HTMLCanvasElement, note: HTMLElement}}}
 * pictures
 */
export function buildParallel(root, store, { rows, large, plots }) {
  const parts = {
    run: button('Run in parallel', 'Start a worker for each node, or stop them (space)', 'main'),
    elapsed: element('span', { class: 'time' }),
    say: element('p', { class: 'say', role: 'status', 'aria-live': 'polite' }),
    data: element('p', { class: 'data-note' }),
    rowsTitle: element('h2', { id: 'rows-title' }),
    machine: element('p', { class: 'machine' }),
    legend: element('ul', { class: 'lane-legend' }),
    title: element('h2', { class: 'large-title' }),
    cores: element('p', { class: 'cores' }),
    summary: element('p', { class: 'lanes-summary' }),
    nearer: button('+', 'Zoom in (+)'),
    wider: button('−', 'Zoom out (−)'),
    earlier: button('‹', 'Earlier (shift and ←)'),
    later: button('›', 'Later (shift and →)'),
    fit: button('Fit', 'All of it (0 or Home)'),
    runFacts: element('div'),
    cheap: element('div'),
    bottleneck: element('p'),
    costNote: element('p', { class: 'note' }),
    costs: element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'What each rule costs' }),
    inequality: element('div'),
    inequalityTitle: element('h2'),
  };

  parts.legend.append(
    key('front', 'front: first error'),
    key('refine', 'refine: changed error'),
    key('redundant', 'redundant: same again'),
    key('idle', 'idle: product with zero'),
    key('forward', 'forward: prediction'),
    key('gradient', 'weight gradient'),
    key('thin', 'message'),
  );
  const gamma = slider(store, 'pGamma');
  const steps = slider(store, 'pT', {
    show: value => (value === 0 ? `${store.get().pDepth - 1} (L − 1)` : counted(value, 'step')),
  });
  /** Controls that only some schemes have a use for. @type {[import('../../model/scheme.js').Knob, HTMLElement][]} */
  const knobs = [
    ['k', slider(store, 'k')],
    ['alpha', slider(store, 'alpha')],
    ['bottomGamma', slider(store, 'bottomGamma', { show: value => (value === 0 ? 'as γ' : String(value)) })],
    ['decay', slider(store, 'decay')],
    ['noiseSeed', number(store, 'noiseSeed', { random: 'Random' })],
  ];
  const feedbackSeed = number(store, 'feedbackSeed', { random: 'Random' });
  const fixed = element('p', { class: 'rule-note' });
  const wide = slider(store, 'pWide', { show: value => (bottleneck(store.get()) ? `layer ${value}` : 'none') });
  const wideUnits = slider(store, 'pWideUnits');
  const processors = slider(store, 'pProcessors', {
    show: () =>
      `${processorsOf(store.get())}${processorsOf(store.get()) === store.get().pDepth ? ' (one a node)' : ''}`,
  });
  const settle = () => {
    const settings = store.get();
    gamma.hidden = !hasGamma(settings.pRule);
    steps.hidden = !goesOn(settings.pRule);
    for (const [knob, control] of knobs) control.hidden = !uses(settings.pRule, knob);
    feedbackSeed.hidden = settings.feedback === 'transpose';
    fixed.textContent = settled(settings);
    fixed.hidden = fixed.textContent === '';
    wideUnits.hidden = bottleneck(settings) === 0;
    // These texts depend on the chain's length too.
    const texts = /** @type {[HTMLElement, string][]} */ ([
      [steps, settings.pT === 0 ? `${stepsOf(settings, 'fpa')} (L − 1)` : counted(settings.pT, 'step')],
      [wide, bottleneck(settings) ? `layer ${settings.pWide}` : 'none'],
      [processors, `${processorsOf(settings)}${processorsOf(settings) === settings.pDepth ? ' (one a node)' : ''}`],
    ]);
    for (const [control, text] of texts) {
      const output = control.querySelector('output');
      if (output) output.value = text;
      control.querySelector('input')?.setAttribute('aria-valuetext', text);
    }
  };
  settle();
  store.subscribe(settle);

  const sheet = element(
    'details',
    { class: 'sheet', open: true },
    element('summary', {}, 'Settings'),
    element(
      'div',
      { class: 'controls' },
      group(
        'Rule',
        'Which rule the workers run. The small pictures always show the paper’s four, and below them the chosen one.',
        schemeChoice(store),
        fixed,
        gamma,
        ...knobs.map(([, control]) => control),
        steps,
      ),
      group(
        'Feedback',
        'What carries errors back, under every rule but IL-prox. Each worker draws its own from the seed.',
        choice(store, 'feedback'),
        feedbackSeed,
      ),
      group(
        'Chain',
        'One worker a function: it owns the function’s weights and the node that it predicts.',
        slider(store, 'pDepth'),
        slider(store, 'pWidth'),
        wide,
        wideUnits,
        slider(store, 'pBatch'),
      ),
      group(
        'Machine',
        'How nodes wait for each other, and what the ideal pictures assume.',
        choice(store, 'pWait'),
        processors,
      ),
      group(
        'Network',
        'The same settings as in the other views.',
        choice(store, 'activation'),
        choice(store, 'likelihood'),
        choice(store, 'dtype'),
        number(store, 'seed', { random: 'Random' }),
        choice(store, 'source'),
      ),
      parts.data,
    ),
  );

  const stage = element(
    'div',
    { class: 'stage-parallel' },
    element(
      'p',
      { class: 'intro' },
      'Every node gets a processor of its own. Does the error arrive sooner? ',
      element('b', {}, 'Follow the thick line'),
      ': from the output (top) it walks to node 1 (bottom), one product after the other, under every rule. All other colour is work done meanwhile, which does not get it there sooner.',
    ),
    parts.legend,
    element(
      'section',
      { class: 'rows-of-lanes', 'aria-labelledby': 'rows-title' },
      element('div', { class: 'lane-head' }, parts.rowsTitle, parts.machine),
      ...rows,
    ),
    element(
      'section',
      { class: 'large', 'aria-labelledby': 'large-title' },
      element(
        'div',
        { class: 'large-head' },
        parts.title,
        choice(store, 'pShow'),
        element(
          'div',
          { class: 'zoom', role: 'group', 'aria-label': 'Zoom and pan' },
          parts.nearer,
          parts.wider,
          parts.earlier,
          parts.later,
          parts.fit,
        ),
      ),
      parts.cores,
      large,
      parts.summary,
      element(
        'p',
        { class: 'note keys-note' },
        element('kbd', {}, 'Tab'),
        ' to the picture, then ',
        element('kbd', {}, '←'),
        ' ',
        element('kbd', {}, '→'),
        ' ',
        element('kbd', {}, '↑'),
        ' ',
        element('kbd', {}, '↓'),
        ' bar by bar, ',
        element('kbd', {}, '+'),
        ' ',
        element('kbd', {}, '−'),
        ' zoom, ',
        element('kbd', {}, 'shift'),
        ' with ',
        element('kbd', {}, '←'),
        ' ',
        element('kbd', {}, '→'),
        ' pan, ',
        element('kbd', {}, '0'),
        ' all. By mouse: drag to pan, ',
        element('kbd', {}, 'ctrl'),
        ' and wheel to zoom.',
      ),
    ),
    element('section', {}, element('h2', {}, 'What each rule costs'), parts.costs, parts.costNote),
    element('section', {}, parts.inequalityTitle, parts.inequality),
    element(
      'section',
      {},
      element('h2', {}, 'Cost against depth'),
      element(
        'div',
        { class: 'depth-plots' },
        element(
          'figure',
          {},
          element('figcaption', {}, 'TIME in parallel, every step waiting for the slowest, multiply-adds'),
          plots.time,
        ),
        element('figure', {}, element('figcaption', {}, 'WORK, multiply-adds'), plots.work),
      ),
      plots.note,
    ),
  );
  parts.title.id = 'large-title';
  const facts = element(
    'div',
    { class: 'facts-column' },
    element('section', {}, element('h2', {}, 'Workers against the loop'), parts.runFacts),
    element('section', {}, element('h2', {}, 'A bottleneck'), parts.bottleneck),
    element('section', {}, element('h2', {}, 'Cheap-gradient constant'), parts.cheap),
  );

  const wideScreen = media('(min-width: 70.0625em)');
  const place = () => {
    sheet.open = wideScreen.matches;
    if (wideScreen.matches) root.prepend(sheet);
    else root.append(sheet);
  };
  root.replaceChildren(
    stage,
    facts,
    element(
      'section',
      { class: 'transport', 'aria-label': 'Run' },
      element('div', { class: 'buttons' }, parts.run),
      parts.elapsed,
      parts.say,
      element('p', { class: 'keys' }, element('kbd', {}, 'space'), ' run, stop'),
    ),
  );
  place();
  wideScreen.addEventListener('change', place);
  return parts;
}
