// Under a row, when asked for: what one unit did in this step, in a sentence and in the rule's equation with its
// numbers, and the weights that carried its message and that learn from its error.

import { carrier, gradientOf, hasMoments, hasPotentials } from '../../../model/anatomy.js';
import { element } from '../../../ui/dom.js';
import { agrees, equationsOf, rightSide } from './equations.js';
import { figures, spelled } from './written-numbers.js';
import { readCarrier, readGradient } from './reading.js';
import { told } from './words.js';
import { WHOLE } from '../phases.js';
import { inline } from '../../../ui/equation.js';
import { sizeOf } from '../../../ui/draw/canvas.js';
import { pointable } from '../../../ui/draw/readout.js';
import * as weights from '../draw/weights.js';
import { brief, exact } from '../../../model/numbers.js';
import { alive, depthOf, nodePart, subscript } from '../../../model/trace.js';

/** @typedef {import('../rows.js').Scene} Scene */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('./equations.js').Line} Line */
/** @typedef {import('../lens-unit.js').Cell} Cell */
/** What a lens is over now. @typedef {{ scene: Scene, rule: RuleTrace, cell: Cell }} View */

/**
 * @param {object} page
 * @param {() => View | null} page.view
 * @param {() => void} page.redraw
 * @param {ReturnType<typeof import('../../../ui/draw/readout.js').createReadout>} page.readout
 * @param {(canvas: HTMLCanvasElement) => void} page.watch
 * @param {string} name of the scheme
 * @returns {{ root: HTMLElement, draw: () => void }}
 */
export function buildLens(page, name) {
  const title = element('h3');
  const words = element('p', { class: 'told' });
  const lines = element('div', { class: 'equations' });
  const text = element('div', { class: 'lens-text' }, title, words, lines);
  const pictures = [grid(page, name, 'into'), grid(page, name, 'out')];
  const root = element(
    'section',
    { class: 'lens', 'aria-label': `${name}: this step in its equation` },
    text,
    element('div', { class: 'grids' }, ...pictures.map(picture => picture.root)),
  );
  let drawn = '';
  /** @type {unknown} */
  let of = null;

  return {
    root,
    draw() {
      const view = page.view();
      if (!view) return;
      const {
        scene: { trace, t, phase },
        rule,
        cell,
      } = view;
      for (const picture of pictures) picture.draw(view);
      const wanted = `${t} ${phase} ${cell.node}.${cell.unit}`;
      if (wanted === drawn && of === rule) return;
      [drawn, of] = [wanted, rule];
      const end = cell.node === depthOf(rule) ? ', the output' : '';
      title.textContent = `Node ${cell.node}${end}, unit ${cell.unit}, ${t === 0 ? 'at t = 0' : `from t = ${t - 1} to ${t}`}`;
      words.textContent = told(trace, rule, t, cell.node);
      const found = equationsOf(trace, rule, t, cell.node, cell.unit);
      lines.replaceChildren(
        ...found.map(line => written(line, trace.settings.dtype, line.phase > phase)),
        ...goal(view),
      );
    },
  };
}

/**
 * One line: symbols, then the numbers in their places, then whether they agree.
 * @param {Line} line
 * @param {'f32' | 'f64'} dtype
 * @param {boolean} ahead whether its phase has not come yet
 */
function written(line, dtype, ahead) {
  const symbols = `${line.left.name} = ${spelled(line.terms.map(({ sign, factors }) => ({ sign: /** @type {'+' | '−'} */ (sign > 0 ? '+' : '−'), factors: factors.map(({ name }) => name) }))).replaceAll(' × ', ' · ')}`;
  const { left, terms } = figures(line);
  const right = spelled(terms);
  const off = Math.abs(line.left.value - rightSide(line));
  const fine = agrees(line, dtype);
  const verdict =
    line.kind === 'definition'
      ? 'This is what the name on the left stands for.'
      : line.kind === 'remainder'
        ? 'ε is the random push: what the other terms leave over.'
        : fine
          ? `The two sides agree: ${off === 0 ? 'to the last digit' : `they differ by ${brief(off)}, which is rounding in ${dtype}`}.`
          : `The two sides differ by ${brief(off)}, more than rounding in ${dtype} explains.`;
  return element(
    'div',
    { class: `line-of${ahead ? ' ahead' : ''}` },
    element(
      'p',
      { class: 'symbols', role: 'math', 'aria-label': symbols },
      element('span', { 'aria-hidden': 'true' }, ...inline(symbols)),
    ),
    element(
      'p',
      {
        class: 'numbers',
        title: `${exact(line.left.value)} = ${spelled(line.terms.map(({ sign, factors }) => ({ sign: /** @type {'+' | '−'} */ (sign > 0 ? '+' : '−'), factors: factors.map(({ value }) => exact(value)) })))}`,
      },
      element('b', {}, left),
      ` = ${right}\u00a0`,
      element(
        'span',
        { class: `agrees${fine ? '' : ' not'}`, title: verdict },
        line.kind === 'definition'
          ? 'by definition'
          : line.kind === 'remainder'
            ? '(ε is what is left over)'
            : fine
              ? '✓'
              : '≠',
        element('span', { class: 'visually-hidden' }, ` ${verdict}`),
      ),
    ),
  );
}

/** What backpropagation ends with for this unit, where that is the same quantity. @param {View} view */
function goal({ scene: { t }, rule, cell }) {
  if (cell.node === 0 || !alive(rule, t)) return [];
  const value = nodePart(rule, rule.goal, 0, cell.node)[cell.unit];
  return [
    element(
      'p',
      { class: 'goal of-bp' },
      'Backpropagation ends with ',
      element('i', {}, 'e'),
      subscript(cell.node),
      ' = ',
      element('b', { title: exact(value) }, brief(value)),
      ` for this unit${hasPotentials(rule) ? ', by its pre-activation' : ''}.`,
    ),
  ];
}

/** Until the last phase, layers know what they knew at the step before. @param {View} view */
const learnedBy = ({ scene: { t, phase } }) => (phase === WHOLE ? t : t - 1);

/**
 * One grid of weights: those after the unit, through which its message comes, or those before it, which learn from its
 * error.
 * @param {Parameters<typeof buildLens>[0]} page @param {string} name @param {'into' | 'out'} end at which the unit is
 */
function grid(page, name, end) {
  const caption = element('figcaption');
  const canvas = element('canvas', { class: 'weights' });
  const root = element('figure', {}, canvas, caption);
  /** @type {{row: number, column: number} | null} */
  let at = null;
  /** The function, and the grid of its weights. @param {View} view */
  const shape = ({ rule, cell }) => {
    const l = end === 'into' ? cell.node : cell.node - 1;
    return l < 0 || l >= depthOf(rule)
      ? null
      : { l, grid: weights.gridOf(rule.sizes[l + 1], rule.sizes[l], end, cell.unit) };
  };
  const now = () => {
    const view = page.view();
    const shaped = view && shape(view);
    return view && shaped ? { ...view, ...shaped } : null;
  };
  const tell = pointable(canvas, page.readout, {
    hit: (x, y) => {
      const is = now();
      return is && weights.hit(...sizeOf(canvas), is.grid, x, y);
    },
    move: (from, key) => {
      const is = now();
      return is && weights.move(is.grid, from, key);
    },
    anchor: place => {
      const is = now();
      if (!is) return { x: 0, y: 0 };
      const { cell, left, top } = weights.layout(...sizeOf(canvas), is.grid);
      return { x: left + (place.column + 1) * cell, y: top + (place.row + 0.5) * cell };
    },
    read: place => {
      const is = now();
      if (!is || place.row >= is.grid.rows || place.column >= is.grid.columns) return null;
      const synapse = is.grid.at(place.row, place.column);
      return end === 'into'
        ? readCarrier(is.scene.trace, is.rule, is.scene.t, is.l, synapse)
        : readGradient(is.scene.trace, is.rule, learnedBy(is), is.l, synapse);
    },
    point: place => {
      at = place;
      page.redraw();
    },
  });
  page.watch(canvas);
  let labelled = '';
  return {
    root,
    /** @param {View} view */
    draw(view) {
      const {
        scene: { trace, t, palette },
        rule,
      } = view;
      const shaped = shape(view);
      root.hidden = shaped === null;
      if (!shaped) return;
      const { l } = shaped;
      const when = learnedBy(view);
      const factors = end === 'out' && alive(rule, when) ? gradientOf(trace, rule, when, l) : null;
      const weight = end === 'into' ? carrier(trace, rule, Math.max(0, t - 1), l) : null;
      weights.draw(canvas, {
        grid: shaped.grid,
        at,
        palette,
        value: weight
          ? ({ out, into }) => weight(out, into)
          : factors
            ? ({ out, into }) => -factors.delta[out] * factors.heard[into]
            : null,
      });
      const said =
        end === 'into'
          ? `${rule.feedback.length > 0 ? `feedback weights B${subscript(l)}` : `weights W${subscript(l)}`}; its message comes through the framed`
          : `gradient of W${subscript(l)}${factors ? (!hasMoments(rule) ? ', if it learned now' : factors.at === when ? ', learned now' : `, learned at t = ${factors.at}`) : ': not learned yet'}`;
      if (labelled !== said) {
        labelled = said;
        caption.textContent = said;
        canvas.setAttribute('aria-label', `${name}: ${said}. Arrow keys go from weight to weight.`);
      }
      tell();
    },
  };
}
