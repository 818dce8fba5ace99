// Figure 1 of the paper, live: what the change of a synapse needs, and where that lives, in three ways to wire a chain.

import { slider } from '../../../ui/controls.js';
import { element, uniqueId } from '../../../ui/dom.js';
import { createDiagram } from './figure1-drawing.js';
import { SYNAPSES, WIRINGS, isLocal, synapseById, where } from '../../../model/exhibits/figure1.js';
import { CAPTIONS, TITLES, called, story, strengthName } from './figure1-words.js';
import { figure, inlineWords, saveButton, table } from '../../../ui/parts.js';
import { FIELDS } from '../../../model/settings.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/figure1.js').Figure1Reply} Figure1Reply */
/** @typedef {import('./figure1-words.js').Story} Story */

export const title = 'Figure 1, live: what a synapse needs to know';
export const uses = /** @type {const} */ (['seed', 'feedbackSeed']);
export const controls = /** @type {const} */ ([]);

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const { store } = stand;
  const T = Number(/** @type {import('../../../model/settings.js').NumberField} */ (FIELDS.xMoment).max);
  /** @type {Figure1Reply | null} */
  let reply = null;
  /** @type {string | null} */
  let hovered = null;

  const panel = element('section', { class: 'needs', 'aria-label': 'What the chosen synapse needs' });
  const spoken = element('p', { class: 'visually-hidden', role: 'status' });
  /** @param {string} id */
  const choose = id => {
    hovered = null;
    store.set({ xSynapse: id });
    draw();
    const told = current();
    if (told) spoken.textContent = `${told.verdict} ${told.formula} = ${told.product}.`;
  };
  const diagrams = WIRINGS.map((id, i) => {
    const heading = element('h3', { id: uniqueId('wiring') }, `(${id}) ${TITLES[id]}`);
    const diagram = createDiagram(id, `(${id}) ${TITLES[id]}: synapses`, {
      choose,
      point: one => {
        hovered = one;
        draw();
      },
    });
    const part = element(
      'section',
      { class: 'diagram', 'aria-labelledby': heading.id },
      heading,
      diagram.root,
      element('p', { class: 'note' }, ...inlineWords(CAPTIONS[id])),
    );
    part.style.setProperty('--order', String(i));
    return { id, part, ...diagram };
  });
  const about = element('p');
  const save = saveButton('figure-1', () => (reply ? rows(reply, T) : []));
  root.append(
    element(
      'p',
      {},
      ...inlineWords(
        'Point at a synapse, or reach it with Tab, and see what its change is made of. A filled knob is a local synapse: all that it needs is in the two neurons that it connects. An empty one is not.',
      ),
    ),
    element('div', { class: 'one-control' }, slider(store, 'xMoment')),
    element('div', { class: 'wirings' }, ...diagrams.map(({ part }) => part), panel),
    spoken,
    about,
    element('details', { class: 'in-words' }, element('summary', {}, 'The same in a table'), everySynapse()),
    element('p', { class: 'exhibit-buttons' }, save),
  );

  function current() {
    const { xSynapse, xMoment } = store.get();
    const synapse = synapseById(hovered ?? xSynapse);
    return reply ? story(synapse, reply.runs[synapse.diagram], xMoment) : null;
  }
  function draw() {
    const { xSynapse, xMoment } = store.get();
    const shown = hovered ?? xSynapse;
    for (const { id, show } of diagrams) show(reply?.runs[id] ?? null, xMoment, shown);
    panel.dataset.at = synapseById(shown).diagram;
    const told = current();
    if (told) panel.replaceChildren(...tell(told));
    if (reply)
      about.replaceChildren(
        ...inlineWords(
          `A chain of three functions, ${reply.units} tanh units a layer and gaussian outputs, at the random first weights of seed ${store.get().seed}; one unit of each layer is drawn. (a) and (c) are stepped by BP, (c) with feedback weights of its own; (b) by VPC with γ = ${reply.gamma}. A square is empty while its error is exactly zero.`,
        ),
      );
  }
  const unsubscribe = store.subscribe((settings, before) => {
    if (settings.xMoment !== before.xMoment || settings.xSynapse !== before.xSynapse) draw();
  });
  draw();
  return {
    async update() {
      const { seed, feedbackSeed } = store.get();
      reply = await stand.ask('figure1', { T, seed, feedbackSeed });
      draw();
    },
    close: unsubscribe,
  };
}

/** @param {Story} told @returns {HTMLElement[]} */
function tell({ title: name, strength, needs, formula, product, module, agreement, local, verdict, when }) {
  return [
    element('h3', {}, name),
    element('p', { class: `judged ${local ? 'local' : 'far'}` }, verdict),
    table(
      `What ${name} needs`,
      ['It needs', 'now', 'which lives in'],
      needs.map(need => ({
        kind: need.elsewhere ? 'elsewhere' : '',
        cells: [need.name, figure(need.value), need.place],
      })),
      { caption: false },
    ),
    element(
      'p',
      {},
      'Their product ',
      element('b', {}, formula),
      ' = ',
      figure(product),
      Number.isNaN(module) ? '. ' : '; the module’s change, minus its weightGradient entry: ',
      ...(Number.isNaN(module) ? [] : [figure(module), '. ']),
      agreement,
    ),
    element('p', {}, `Its strength now: ${strength}. ${when}`),
  ];
}

/** Every synapse in words, for those who cannot point. */
function everySynapse() {
  const places = { before: 'before', after: 'after', elsewhere: 'elsewhere' };
  const named = { value: 'value', slope: 'slope', error: 'error' };
  return table(
    'Every synapse that learns, the activities that its change needs, and where each is: in the neuron before the synapse, in the one after it, or elsewhere.',
    ['Diagram', 'Synapse', 'Connects', 'Needs', 'Local?'],
    SYNAPSES.map(synapse => ({
      cells: [
        `(${synapse.diagram}) ${TITLES[synapse.diagram]}`,
        strengthName(synapse),
        called(synapse),
        synapse.needs.map(need => `${named[need.what]}: ${places[where(synapse, need)]}`).join(', '),
        isLocal(synapse) ? 'yes' : 'no',
      ],
    })),
  );
}

/** Every number behind the figure. @param {Figure1Reply} reply @param {number} T @returns {(string | number)[][]} */
function rows(reply, T) {
  return [
    ['synapse', 't', 'product', 'module', ...['value', 'slope', 'error']],
    ...SYNAPSES.flatMap(synapse =>
      Array.from({ length: T + 1 }, (_, t) => {
        const { product, module } = story(synapse, reply.runs[synapse.diagram], t);
        const now = reply.runs[synapse.diagram].moments[t];
        return [synapse.id, t, product, module, now.value[synapse.l], now.slope[synapse.l], now.error[synapse.l + 1]];
      }),
    ),
  ];
}
