// The systems view: an index of every scheme that the paper describes or weighs, and an article about the chosen one.
//
// HOW TO ADD AN EXHIBIT "foo"
//
// 1. js/workers/exhibits/foo.js computes, in the engine worker:
//        export async function compute(params, { settings, digits, pause }) → a plain object of numbers, strings, arrays, typed arrays
//    It imports Network, Inference, Trainer, … from the module and frees what it makes. `settings` are the page's,
//    `digits` is { train, validation, test } of the page's source (Datasets: do not free them). Anything that may take longer than a
//    twentieth of a second does `await pause(share)`, or `await pause(share, partialResult)`, in its loop: that is cheap, tells
//    the page how far it is, and throws when the page wants no more. Name the file in EXHIBITS of js/workers/exhibits/index.js. Types that both sides need are in js/model/exhibits/foo.js.
//
// 2. js/views/systems/exhibits/foo.js shows it, on the page, and computes nothing:
//        export const title = 'A heading'
//        export const uses = ['sample', 'hidden', …]      settings on which it depends: when one changes, update() is called
//        export const controls = ['hidden', …]            those among them to offer as controls; default all of `uses`
//        export const settingsNote = 'One sentence.'      explains the controls; optional
//        export function mount(root, stand) → { update(), redraw(), rest(), close() }, each of them optional
//    mount() builds its elements into `root` and asks for nothing. update() is called right after it and whenever a setting that it
//    uses, or the digits, changed; it may be async: `const result = await stand.ask('foo', params, { progress })`, then draw. redraw(): colours
//    changed; draw the same again (sizes: use ResizeObserver, as plot.js does). rest(): the view is left; stop timers. close(): for good.
//    ask() waits until the exhibit is on screen, shows a bar with the time left and a Stop button when it takes long, and a
//    newer ask() of the same name ends the older one, which rejects with an AbortError. Inside update() let errors pass: the frame says
//    them. Elsewhere, in a click for instance, wrap: stand.run(async () => { … await stand.ask(…) … }).
//    Name the file in EXHIBITS of js/views/systems/exhibits.js, and put 'foo' into `exhibits` of its system in js/model/systems.js.
//    Whatever a visitor can choose is a setting in model/settings.js (prefix x, as xLayer), so that the address holds it.
//
// 3. Parts to use: ui/parts.js (figure, table, saveButton, inlineWords), plot.js (a plot with exact values and numbers to save),
//    ui/equation.js (x_ℓ as it should look), ui/draw/canvas.js and ui/draw/readout.js (pointable) for drawings of one's own, which go into draw/.
//    Styles: css/views/systems.css; .of-<scheme id> gives --rule, the scheme's colour.

import { articleIndex } from '../../ui/article-index.js';
import { beginReading, element, holdsFocus } from '../../ui/dom.js';
import { SCHEMES, ruleOptionsOf, schemeById } from '../../model/schemes.js';
import { normalise, toHash } from '../../model/settings.js';
import { FAMILIES, systemById } from '../../model/systems.js';
import { equation } from '../../ui/equation.js';
import { hang } from './hall.js';
import { inlineWords, table } from '../../ui/parts.js';
import { presets } from './presets.js';
import { onRepaint, readPalette } from '../../ui/draw/canvas.js';
import { createReadout } from '../../ui/draw/readout.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../ui/store.js').Store} Store */
/** @typedef {import('../../model/systems.js').System} System */

/**
 * What an exhibit may do.
 * @typedef {object} Stand
 * @property {(name: string, params: any, how?: {progress?: (share: number, partial: any) => void}) => Promise<any>} ask
 * what workers/exhibits/<name>.js computes
 * @property {(task: () => Promise<unknown>) => Promise<void>} run a task whose failure the frame says
 * @property {Store} store
 * @property {() => import('../../ui/draw/canvas.js').Palette} palette
 * @property {ReturnType<typeof createReadout>} readout
 * @property {(sentence: string) => void} say one sentence under the heading
 */

/** @typedef {{update?: () => unknown, redraw?: () => void, rest?: () => void, close?: () => void}} Exhibit */

/**
 * @typedef {{title: string, uses?: readonly (keyof Settings)[], controls?: readonly (keyof Settings)[], settingsNote?: string, mount: (root: HTMLElement, stand: Stand) => Exhibit}}
 * ExhibitModule
 */

/**
 * @typedef {{exhibit: import('../../engine/exhibits.js').AskExhibit, onDataChanged: (callback: () => void) => unknown}}
 * Engine
 */

/** @typedef {{conductor: Engine, store: Store, palette: Stand['palette'], readout: Stand['readout']}} Page */

/**
 * @param {HTMLElement} root
 * @param {{conductor: Engine, store: Store}} page
 * @returns {{show: () => void, hide: () => void}}
 */
export function mountSystems(root, { conductor, store }) {
  let palette = readPalette();
  const page = { conductor, store, palette: () => palette, readout: createReadout() };
  const index = buildIndex(store);
  const article = element('article', { class: 'article' });
  root.append(index.root, article);

  let visible = false;
  /** The system whose article is shown; undefined before the first. @type {string | undefined} */
  let shown;
  /** @type {ReturnType<typeof hang>[]} */
  let exhibits = [];
  /** @type {(() => void)[]} */
  let follow = [];

  function show() {
    const settings = store.get();
    if (settings.system === shown) return;
    const first = shown === undefined;
    const reading = holdsFocus(article);
    shown = settings.system;
    for (const exhibit of exhibits) exhibit.close();
    const system = systemById(settings.system);
    const made = system ? buildArticle(system, store) : buildOverview(store);
    article.replaceChildren(...made.parts);
    follow = [made.follow];
    exhibits = (system?.exhibits ?? []).map(name => {
      const section = element('section', { class: 'exhibit', 'data-exhibit': name });
      article.append(section);
      return hang(section, name, page);
    });
    index.follow();
    root.dataset.state = 'ready';
    if (!first) {
      index.fold();
      beginReading(article, reading);
    }
  }

  store.subscribe(() => {
    if (!visible) return;
    show();
    index.follow();
    for (const one of follow) one();
  });
  conductor.onDataChanged(() => {
    for (const exhibit of exhibits) exhibit.refresh();
  });
  const repaint = () => {
    palette = readPalette();
    for (const exhibit of exhibits) exhibit.redraw();
  };
  onRepaint(repaint);

  return {
    show() {
      const back = visible === false && shown !== undefined;
      visible = true;
      show();
      index.follow();
      for (const one of follow) one();
      if (back) for (const exhibit of exhibits) exhibit.wake();
    },
    hide() {
      if (!visible) return;
      visible = false;
      page.readout.hide();
      for (const exhibit of exhibits) exhibit.rest();
    },
  };
}

/**
 * The list of all systems. On narrow pages it folds.
 * @param {Store} store
 */
function buildIndex(store) {
  /** @param {string} id @param {string} name */
  const link = (id, name) => element('a', { href: '#', 'data-system': id }, name);
  const nav = element(
    'nav',
    { class: 'index', 'data-sets': 'system', 'aria-label': 'Systems' },
    element('p', {}, link('all', 'All of them, compared')),
    ...FAMILIES.flatMap(({ name, systems }) => [
      element('h2', {}, name),
      element('ul', {}, ...systems.map(one => element('li', {}, link(one.id, one.name)))),
    ]),
  );
  return articleIndex(store, 'Systems', nav, 'system', (settings, system) =>
    toHash(normalise({ ...settings, view: 'systems', system })),
  );
}

/** The heading of an article. @param {string} title @param {string} section @param {string} [kind] */
const head = (title, section, kind = '') =>
  element(
    'header',
    { class: `article-head ${kind}` },
    element('h2', { tabindex: -1 }, title),
    element('p', { class: 'source-of' }, section),
  );

const FACTS = ['Scheme', 'Local?', 'Equals BP?', 'Cost a step'];

/**
 * One row a scheme.
 * @param {string} name
 * @param {readonly import('../../model/scheme.js').Scheme[]} schemes
 * @param {(scheme: import('../../model/scheme.js').Scheme) => string | Node} [label]
 */
const facts = (name, schemes, label = scheme => scheme.name) =>
  table(
    name,
    FACTS,
    schemes.map(scheme => ({
      kind: `of-${scheme.id}`,
      cells: [label(scheme), scheme.local ? 'yes' : 'no', scheme.equals, scheme.cost],
    })),
    { caption: false, stacks: true },
  );

/** @param {System} system @param {Store} store */
function buildArticle(system, store) {
  const schemes = system.schemes.map(schemeById);
  const several = schemes.length > 1;
  /** @type {(Node | string)[]} */
  const parts = [head(system.title, system.section, schemes.length ? `of-${schemes[0].id}` : '')];
  if (system.equation.length > 0) parts.push(equation(system.equation));
  for (const scheme of schemes) {
    if (several) parts.push(element('h3', { class: `scheme-name of-${scheme.id}` }, scheme.title));
    parts.push(equation(scheme.equation), element('p', {}, ...inlineWords(scheme.words)));
  }
  for (const words of system.words) parts.push(element('p', {}, ...inlineWords(words)));
  const calls = element('p', { class: 'calls' });
  const links = element('p', { class: 'presets' });
  if (system.slips)
    parts.push(element('p', { class: 'slip' }, 'Where the paper slips: ', ...inlineWords(system.slips)));
  if (schemes.length > 0) parts.push(element('div', { class: 'facts-of' }, facts('At a glance', schemes)), calls);
  parts.push(links);
  return {
    parts,
    follow() {
      const settings = store.get();
      links.replaceChildren(
        ...presets(system, settings).map(({ text, title, hash }) =>
          hash
            ? element('a', { href: hash, title, class: 'preset' }, text)
            : element('span', { class: 'no-preset' }, text),
        ),
      );
      if (schemes.length > 0)
        calls.replaceChildren(
          'From JavaScript: ',
          ...schemes.flatMap((scheme, i) => [
            ...(i > 0 ? [', '] : []),
            element('code', {}, objectText(ruleOptionsOf(scheme.id, settings))),
          ]),
          '.',
        );
    },
  };
}

/** { rule: 'fpa', stepSize: 0.5 } as it is written. @param {Record<string, any>} options */
const objectText = options =>
  `{ ${Object.entries(options)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? `'${value}'` : JSON.stringify(value)}`)
    .join(', ')} }`;

/** Every scheme in one table. @param {Store} store */
function buildOverview(store) {
  /** @type {{link: HTMLAnchorElement, id: string}[]} */
  const links = [];
  const rows = facts('Every scheme that can be chosen in this playground', SCHEMES, scheme => {
    const own = FAMILIES.flatMap(({ systems }) => systems).find(({ schemes }) => schemes.includes(scheme.id));
    const link = element('a', { href: '#' }, scheme.name);
    links.push({ link, id: own?.id ?? 'all' });
    return link;
  });
  const intro = element(
    'p',
    {},
    'The paper weighs predictive coding against backpropagation, and in doing so meets a good part of its family. Here is all of it: what each scheme computes, when it equals backpropagation, and what a step costs. Each has a page with its equation; most have something to try.',
  );
  /** @type {(Node | string)[]} */
  const others = [];
  for (const { id, title } of FAMILIES.flatMap(({ systems }) => systems).filter(
    ({ schemes }) => schemes.length === 0,
  )) {
    const link = element('a', { href: '#' }, title);
    links.push({ link, id });
    others.push(others.length > 0 ? ', ' : 'About no scheme in particular: ', link);
  }
  return {
    parts: [
      head('Every system the paper discusses', 'Sections 2 to 3.6'),
      intro,
      rows,
      element('p', {}, ...others, '.'),
    ],
    follow() {
      for (const { link, id } of links) link.href = toHash(normalise({ ...store.get(), view: 'systems', system: id }));
    },
  };
}
