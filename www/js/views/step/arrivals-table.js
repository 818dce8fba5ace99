// When each node first had an error, as a table: what theorem 1 says, and what happened in every row up to t.

import { element } from '../../ui/dom.js';
import { depthOf, exempt, nameOf, turned } from '../../model/trace.js';

/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */

/**
 * One cell: what was observed at a node up to t. `kind`: as predicted, otherwise, not due yet, or a scheme that the
 * theorem is not about.
 * @param {RuleTrace} rule @param {number} node @param {number} t
 * @returns {{ text: string, kind: 'met' | 'missed' | 'ahead' | 'exempt' }}
 */
export function arrival(rule, node, t) {
  const due = depthOf(rule) - node;
  const first = rule.firstNonzero[node];
  const seen = first >= 0 && first <= t;
  const free = rule.refused || exempt(rule) !== '';
  const kind = free ? 'exempt' : seen ? (first === due ? 'met' : 'missed') : t >= due ? 'missed' : 'ahead';
  return { text: seen ? String(first) : kind === 'ahead' ? '·' : '–', kind };
}

const SPOKEN = {
  met: 'as predicted',
  missed: 'not as predicted',
  ahead: 'not due yet',
  exempt: 'theorem 1 says nothing of this row',
};

/** @returns {{ root: HTMLElement, draw: (trace: Trace, t: number, labelOf: (rule: RuleTrace) => string) => void }} */
export function buildArrivalsTable() {
  const table = element('table', { class: 'arrivals' });
  const key = element('p', { class: 'note' });
  const root = element(
    'details',
    { class: 'as-table' },
    element('summary', {}, 'As a table'),
    key,
    element(
      'div',
      { class: 'scrolls', tabindex: 0, role: 'region', 'aria-label': 'First nonzero errors as a table' },
      table,
    ),
  );
  /** What it shows, as one string: rebuilt only when that changes. */
  let shown = '';
  return {
    root,
    draw(trace, t, labelOf) {
      const rows = Array.from({ length: trace.depth }, (_, i) => trace.depth - i).map(node => ({
        node,
        cells: trace.rules.map(rule => arrival(rule, node, t)),
      }));
      const wanted = JSON.stringify([trace.rules.map(rule => rule.scheme), rows]);
      if (wanted === shown) return;
      shown = wanted;
      const way = trace.rules.some(rule => turned(rule.sizes)) ? ', counted from each row’s own start' : '';
      key.textContent = `The t at which node ℓ first had an error${way}, beside theorem 1’s L − ℓ. Bold: another. Dot: not due yet. Dash: still exactly zero.`;
      table.replaceChildren(
        element('caption', { class: 'visually-hidden' }, 'First nonzero errors: predicted, and observed in every row'),
        element(
          'thead',
          {},
          element(
            'tr',
            {},
            element('th', { scope: 'col' }, 'ℓ'),
            element('th', { scope: 'col', title: 'predicted by theorem 1' }, 'L − ℓ'),
            ...trace.rules.map(rule =>
              element('th', { scope: 'col', class: `of-${rule.scheme}`, title: nameOf(rule) }, labelOf(rule)),
            ),
          ),
        ),
        element(
          'tbody',
          {},
          ...rows.map(({ node, cells }) =>
            element(
              'tr',
              {},
              element('th', { scope: 'row' }, String(node)),
              element('td', {}, String(trace.depth - node)),
              ...cells.map(({ text, kind }) =>
                element(
                  'td',
                  { class: kind, title: SPOKEN[kind] },
                  text,
                  element('span', { class: 'visually-hidden' }, ` ${SPOKEN[kind]}`),
                ),
              ),
            ),
          ),
        ),
      );
    },
  };
}
