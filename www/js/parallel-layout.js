// The elements of the parallel view, and the sentences that explain them. What they do is in parallel-view.js.

import { choice, group, number, slider } from './controls.js';
import { element } from './dom.js';
import { bottleneck, perRule, processorsOf, relaxes, stepsOf } from './parallel-model.js';
import { RULES, RULE_NAMES } from './protocol.js';

/** @typedef {import('./store.js').Store} Store */
/** @typedef {import('./protocol.js').RuleId} RuleId */

/** What a rule does, in a few words beside its name. @type {Record<RuleId, string>} */
const ABOUT = {
  bp: 'a sweep forward, a sweep back',
  vpc: 'every node works in every step: products and new predictions',
  fpa: 'every node works in every step, predictions frozen',
  zil: 'as VPC with γ = 1; each layer learns at its own moment',
};

/** @param {string} text @param {string} title @param {string} [kind] */
const button = (text, title, kind = 'quiet') => element('button', { type: 'button', title, class: kind }, text);

/** Swatch and meaning. @param {string} kind @param {string} text */
const key = (kind, text) => element('li', {}, element('span', { class: `bar-swatch ${kind}`, 'aria-hidden': 'true' }), text);

/**
 * Fills `root` with the view.
 * @param {HTMLElement} root
 * @param {Store} store
 * @param {{small: Record<RuleId, HTMLCanvasElement>, large: HTMLCanvasElement, time: HTMLCanvasElement, work: HTMLCanvasElement}} canvases
 */
export function buildParallel(root, store, canvases) {
  const parts = {
    run: button('Run in parallel', 'Start a worker for each node, or stop them (space)', 'main'),
    elapsed: element('span', { class: 'time' }),
    say: element('p', { class: 'say', role: 'status', 'aria-live': 'polite' }),
    data: element('p', { class: 'data-note' }),
    sentences: perRule(() => element('p', { class: 'lane-sentence' })),
    ends: perRule(() => element('span', { class: 'lane-end' })),
    machine: element('p', { class: 'machine' }),
    legend: element('ul', { class: 'lane-legend' }),
    title: element('h2', { class: 'large-title' }),
    cores: element('p', { class: 'cores' }),
    summary: element('p', { class: 'lanes-summary' }),
    nearer: button('+', 'Zoom in (+)'), wider: button('−', 'Zoom out (−)'),
    earlier: button('‹', 'Earlier (shift and ←)'), later: button('›', 'Later (shift and →)'),
    fit: button('Fit', 'All of it (0 or Home)'),
    runFacts: element('div'), cheap: element('div'), bottleneck: element('p'),
    costs: element('div', { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'What each rule costs' }),
    inequality: element('div'),
    inequalityTitle: element('h2'),
    depthNote: element('p', { class: 'note' }),
  };

  parts.legend.append(
    key('front', 'front: first error'), key('refine', 'refine: changed error'), key('redundant', 'redundant: same again'),
    key('idle', 'idle: product with zero'), key('forward', 'forward: prediction'), key('gradient', 'weight gradient'), key('thin', 'message'));
  const gamma = slider(store, 'pGamma');
  const steps = slider(store, 'pT', { show: value => (value === 0 ? `${store.get().pDepth - 1} (L − 1)` : `${value} steps`) });
  const fixed = element('p', { class: 'rule-note' });
  const wide = slider(store, 'pWide', { show: value => (bottleneck(store.get()) ? `layer ${value}` : 'none') });
  const wideUnits = slider(store, 'pWideUnits');
  const processors = slider(store, 'pProcessors', { show: () => `${processorsOf(store.get())}${processorsOf(store.get()) === store.get().pDepth ? ' (one a node)' : ''}` });
  const settle = () => {
    const settings = store.get();
    gamma.hidden = steps.hidden = !relaxes(settings.pRule);
    fixed.hidden = relaxes(settings.pRule);
    fixed.textContent = `${RULE_NAMES[settings.pRule]} needs no γ and takes L − 1 = ${settings.pDepth - 1} steps.`;
    wideUnits.hidden = bottleneck(settings) === 0;
    // These texts depend on the chain's length too.
    const texts = /** @type {[HTMLElement, string][]} */ ([
      [steps, settings.pT === 0 ? `${stepsOf(settings, 'fpa')} (L − 1)` : `${settings.pT} steps`],
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

  const sheet = element('details', { class: 'sheet', open: true }, element('summary', {}, 'Settings'), element('div', { class: 'controls' },
    group('Rule', 'Which rule the workers run. The four small pictures always show all of them.',
      choice(store, 'pRule'), fixed, gamma, steps),
    group('Chain', 'One worker a function: it owns the function’s weights and the node that it predicts.',
      slider(store, 'pDepth'), slider(store, 'pWidth'), wide, wideUnits, slider(store, 'pBatch')),
    group('Machine', 'How nodes wait for each other, and what the ideal pictures assume.',
      choice(store, 'pWait'), processors),
    group('Network', 'The same settings as in the other views.',
      choice(store, 'activation'), choice(store, 'likelihood'), choice(store, 'dtype'), number(store, 'seed', { random: 'Random' }), choice(store, 'source')), parts.data));

  const small = RULES.map(rule => element('section', { class: `lane-rule of-rule of-${rule}` },
    element('div', { class: 'lane-head' }, element('h3', {}, RULE_NAMES[rule]), element('span', { class: 'about' }, ABOUT[rule]), parts.ends[rule]),
    canvases.small[rule], parts.sentences[rule]));
  const stage = element('div', { class: 'stage-parallel' },
    element('p', { class: 'intro' }, 'Every node gets a processor of its own. Does the error arrive sooner? ',
      element('b', {}, 'Follow the thick line'), ': from the output (top) it walks to node 1 (bottom), one product after the other, under every rule. All other colour is work done meanwhile, which does not get it there sooner.'),
    parts.legend,
    element('section', { class: 'four', 'aria-labelledby': 'four-title' },
      element('div', { class: 'lane-head' }, element('h2', { id: 'four-title' }, 'Four rules on one ideal machine'), parts.machine), ...small),
    element('section', { class: 'large', 'aria-labelledby': 'large-title' },
      element('div', { class: 'large-head' }, parts.title, choice(store, 'pShow'),
        element('div', { class: 'zoom', role: 'group', 'aria-label': 'Zoom and pan' }, parts.nearer, parts.wider, parts.earlier, parts.later, parts.fit)),
      parts.cores, canvases.large, parts.summary,
      element('p', { class: 'note keys-note' }, element('kbd', {}, 'Tab'), ' to the picture, then ', element('kbd', {}, '←'), ' ', element('kbd', {}, '→'), ' ', element('kbd', {}, '↑'), ' ', element('kbd', {}, '↓'),
        ' bar by bar, ', element('kbd', {}, '+'), ' ', element('kbd', {}, '−'), ' zoom, ', element('kbd', {}, 'shift'), ' with ', element('kbd', {}, '←'), ' ', element('kbd', {}, '→'), ' pan, ', element('kbd', {}, '0'), ' all. By mouse: drag to pan, ', element('kbd', {}, 'ctrl'), ' and wheel to zoom.')),
    element('section', {}, element('h2', {}, 'What each rule costs'), parts.costs),
    element('section', {}, parts.inequalityTitle, parts.inequality),
    element('section', {}, element('h2', {}, 'Cost against depth'), element('div', { class: 'depth-plots' },
      element('figure', {}, element('figcaption', {}, 'TIME in parallel, every step waiting for the slowest, multiply-adds'), canvases.time),
      element('figure', {}, element('figcaption', {}, 'WORK, multiply-adds'), canvases.work)), parts.depthNote));
  parts.title.id = 'large-title';
  const facts = element('div', { class: 'facts-column' },
    element('section', {}, element('h2', {}, 'Workers against the loop'), parts.runFacts),
    element('section', {}, element('h2', {}, 'A bottleneck'), parts.bottleneck),
    element('section', {}, element('h2', {}, 'Cheap-gradient constant'), parts.cheap));

  const wideScreen = matchMedia('(min-width: 1121px)');
  const place = () => {
    sheet.open = wideScreen.matches;
    if (wideScreen.matches) root.prepend(sheet);
    else root.append(sheet);
  };
  root.replaceChildren(stage, facts, element('section', { class: 'transport', 'aria-label': 'Run' },
    element('div', { class: 'buttons' }, parts.run), parts.elapsed, parts.say,
    element('p', { class: 'keys' }, element('kbd', {}, 'space'), ' run, stop')));
  place();
  wideScreen.addEventListener('change', place);
  return parts;
}
