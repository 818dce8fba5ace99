// Table 1, live: what Z-IL and backpropagation compute at each step, with the numbers of this network.

import { element } from '../../../ui/dom.js';
import { brief, counted, exact } from '../../../model/numbers.js';
import { equation } from '../../../ui/equation.js';
import { figure, inlineWords, saveButton } from '../../../ui/parts.js';

/** @typedef {import('../view.js').Stand} Stand */
/** @typedef {import('../../../model/exhibits/zil.js').ZilRow} ZilRow */
/** @typedef {import('../../../model/exhibits/zil.js').ZilTable} ZilTable */

export const title = 'Table 1, with numbers';
export const uses = /** @type {const} */ ([
  'source',
  'sample',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'dtype',
  'seed',
]);
export const controls = /** @type {const} */ ([
  'hidden',
  'width',
  'activation',
  'likelihood',
  'dtype',
  'sample',
  'seed',
]);
export const settingsNote =
  'One digit through one untrained network. Z-IL and backpropagation start from the same weights.';

/** @param {HTMLElement} root @param {Stand} stand */
export function mount(root, stand) {
  const { store } = stand;
  /** @type {ZilTable | null} */
  let result = null;
  let timer = 0;

  /** @param {string} text @param {string} about @param {() => void} act @param {string} [kind] */
  const button = (text, about, act, kind = '') => {
    const made = element('button', { type: 'button', title: about, class: kind }, text);
    made.addEventListener('click', act);
    return made;
  };
  const last = () => (result?.depth ?? 1) - 1;
  const now = () => Math.min(store.get().xRow, last());
  /** @param {number} row */
  const go = row => {
    pause();
    store.set({ xRow: Math.max(0, Math.min(last(), row)) });
  };
  const play = button('Play', 'Shows one row after the other', () => (timer ? pause() : start()), 'main');
  const back = button('‹ Back', 'One row back', () => go(now() - 1));
  const next = button('Next ›', 'The next row', () => go(now() + 1));
  const all = button('All rows', 'All rows at once', () => go(last()));
  const time = element('span', { class: 'time' });
  const rows = element('ol', { class: 'table-one' });
  const said = element('p', { class: 'verdict', role: 'status' });
  const save = saveButton('table-1', () =>
    result
      ? [
          [
            't',
            'node',
            '|mu|',
            '|x|',
            '|e| Z-IL',
            '|e| BP',
            'max |e Z-IL - e BP|',
            'max |gradient Z-IL - gradient BP|',
            'products so far',
            'products used',
            'max |e - e BP| of later nodes',
          ],
          ...result.rows.map(row => [
            row.t,
            row.node,
            row.norms.mu,
            row.norms.x,
            row.norms.e,
            row.norms.bp,
            row.apart,
            row.gradientApart,
            row.products,
            row.used,
            row.strayed,
          ]),
        ]
      : [],
  );
  root.append(
    element(
      'p',
      {},
      ...inlineWords(
        'At t = L − ℓ the error reaches node ℓ. Until then x_ℓ has stayed at its feed-forward value μ_ℓ, so adding backpropagation’s error to it and taking μ_ℓ away again leaves backpropagation’s error. The unit written out is the one with the largest error.',
      ),
    ),
    element('div', { class: 'exhibit-buttons' }, play, back, next, all, time, save),
    rows,
    said,
    element('h3', {}, 'Where the paper’s table slips'),
    element(
      'ul',
      { class: 'slips' },
      element(
        'li',
        {},
        ...inlineWords(
          'Its first row has e_L = ∂f_L/∂μ_L. That is right only if f_L is the log-likelihood, which is to be made large. With a loss, which is to be made small, it is e_L = −∂loss/∂μ_L, as here; with the sign as printed every update would go uphill.',
        ),
      ),
      element(
        'li',
        {},
        ...inlineWords(
          '“Layer ℓ is updated at t = L − ℓ” means the weights into node ℓ, which are W_{ℓ−1} here: f_{ℓ−1} leads from node ℓ − 1 to node ℓ.',
        ),
      ),
    ),
  );

  function start() {
    if (now() === last()) store.set({ xRow: 0 });
    play.textContent = 'Pause';
    const tick = () => {
      if (now() >= last()) {
        pause();
        return;
      }
      store.set({ xRow: now() + 1 });
      timer = window.setTimeout(tick, 1000 / store.get().speed);
    };
    timer = window.setTimeout(tick, 500 / store.get().speed);
  }
  function pause() {
    clearTimeout(timer);
    timer = 0;
    play.textContent = 'Play';
  }

  function draw() {
    if (!result) return;
    const L = result.depth;
    const t = now();
    time.textContent = `t = ${t} of ${L - 1}`;
    for (const [one, off] of /** @type {[HTMLButtonElement, boolean][]} */ ([
      [back, t === 0],
      [next, t === L - 1],
      [all, t === L - 1],
    ]))
      one.setAttribute('aria-disabled', String(off));
    // Rows are kept as they are: only what comes or goes changes.
    while (rows.children.length > t + 1) rows.lastElementChild?.remove();
    for (let i = rows.children.length; i <= t; i++) rows.append(rowOf(result.rows[i], L));
    for (const [i, row] of [...rows.children].entries()) row.classList.toggle('now', i === t);
    said.replaceChildren(...inlineWords(sentence(result, t)));
  }
  const unsubscribe = store.subscribe((settings, before) => {
    if (settings.xRow !== before.xRow) draw();
  });
  return {
    async update() {
      result = await stand.ask('zil', {});
      rows.replaceChildren();
      draw();
    },
    rest: pause,
    close: unsubscribe,
  };
}

/** "−0.01" with its sign as an operation: "− 0.01". @param {number} value */
const added = value => `${value < 0 ? '−' : '+'} ${brief(Math.abs(value))}`;

/** One named number. @param {string} name @param {number} value */
const fact = (name, value) => element('span', { class: 'fact' }, ...inlineWords(name), ' ', figure(value));

/** @param {ZilRow} row @param {number} L */
function rowOf(row, L) {
  const { t, node } = row;
  /** @param {number} value */
  const norm = value => fact(`‖e_{${node}}‖`, value);
  const [x, e, mu] = [`x_{${node}}`, `e_{${node}}`, `μ_{${node}}`];
  const product = `J_{${node}}ᵀ e_{${node + 1}}`;
  const unit = `Unit ${row.unit + 1}: `;
  const zil =
    t === 0
      ? [
          equation([`${e} = −∂loss/∂${mu}`]),
          element('p', { class: 'written' }, unit, figure(row.e)),
          element('p', { class: 'facts-line' }, norm(row.norms.e)),
        ]
      : [
          equation([`${x} = ${x} (= ${mu}) + ${product}`, `${e} = ${x} − ${mu}`]),
          element(
            'p',
            { class: 'written', title: `${exact(row.mu)} + ${exact(row.e)} = ${exact(row.x)}` },
            `${unit}${brief(row.mu)} ${added(row.e)} = ${brief(row.x)}`,
          ),
          element(
            'p',
            { class: 'written', title: `${exact(row.x)} − ${exact(row.mu)} = ${exact(row.e)}` },
            `${brief(row.x)} ${added(-row.mu)} = `,
            figure(row.e),
          ),
          element(
            'p',
            { class: 'facts-line' },
            fact(`‖${mu}‖`, row.norms.mu),
            fact(`‖${x}‖`, row.norms.x),
            norm(row.norms.e),
          ),
        ];
  return element(
    'li',
    {},
    element(
      'p',
      { class: 'when' },
      `t = ${t}`,
      element('span', {}, ...inlineWords(`node ${node}${node === L ? ', the output' : ''}; W_{${node - 1}} learns`)),
    ),
    element('div', { class: 'of-zil', 'data-name': 'Z-IL' }, ...zil),
    element(
      'div',
      { class: 'of-bp', 'data-name': 'Backpropagation' },
      equation([t === 0 ? `${e} = −∂loss/∂${mu}` : `${e} = ${product}`]),
      element('p', { class: 'written' }, unit, figure(row.bp)),
      element('p', { class: 'facts-line' }, norm(row.norms.bp)),
    ),
    element(
      'p',
      { class: 'difference' },
      fact(`max |Z-IL − BP|: of ${e}`, row.apart),
      fact(`of the gradient of W_{${node - 1}}`, row.gradientApart),
      ...(t === 0 ? [] : [fact(`before this step max |${x} − ${mu}|`, row.still)]),
      element('span', { class: 'fact' }, `products so far: ${row.products}, used: ${row.used}`),
    ),
  );
}

/** @param {ZilTable} table @param {number} t */
function sentence({ rows, depth, dtype }, t) {
  const { strayed, products, used } = rows[t];
  if (t < depth - 1) {
    return t === 0
      ? 'Only the output has an error, and both have the same one. Next: node by node back to the input.'
      : `Node ${depth - t} has backpropagation’s error. ${strayed > 0 ? `The nodes after it have gone on moving, and their errors have left backpropagation’s by up to ${brief(strayed)}; but they have learned already.` : ''}`;
  }
  const gap = Math.max(...rows.map(row => row.gradientApart));
  const scale = Math.max(...rows.map(row => row.gradientLargest));
  const moved = rows.filter(row => row.t > 0 && row.still !== 0);
  if (moved.length > 0)
    return `Done, but node ${moved[0].node} had moved before its turn, by ${brief(moved[0].still)}.`;
  return (
    `Done at t = ${depth - 1}. No gradient differs from backpropagation’s by more than ${brief(gap)}, where the largest entry is ${brief(scale)}: ${gap === 0 ? 'not at all' : `that is the rounding of ${dtype}, from adding μ and taking it away`}. ` +
    `Of ${counted(products, 'product')} Z-IL used ${used}; backpropagation makes ${used} in all.`
  );
}
