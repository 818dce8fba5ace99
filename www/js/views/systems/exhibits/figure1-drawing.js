// Draws one diagram of figure 1: round value neurons, square error neurons, and synapses that can be pointed at,
// focused and touched.

import { uniqueId } from '../../../ui/dom.js';
import { exact, fixed } from '../../../model/numbers.js';
import { DIAGRAMS, carries, isLocal, where } from '../../../model/exhibits/figure1.js';
import { called, neuronName, strengthName } from './figure1-words.js';

/** @typedef {import('../../../model/exhibits/figure1.js').Wiring} Wiring */
/** @typedef {import('../../../model/exhibits/figure1.js').Synapse} Synapse */
/** @typedef {import('../../../model/exhibits/figure1.js').Neuron} Neuron */
/** @typedef {import('../../../model/exhibits/figure1.js').Run} Run */
/** @typedef {{x: number, y: number}} Point */

const WIDTH = 300;
const R = 17;
const STEP = 77;

/** How each diagram lies: rows of neurons, height. */
const ROWS = /** @type {const} */ ({
  a: { value: 54, error: 150, height: 200 },
  b: { value: 34, error: 186, height: 216 },
  c: { value: 102, error: 102, height: 200 },
});

/** @param {Wiring} diagram @param {Neuron} neuron @returns {Point} */
const place = (diagram, { node, holds }) => ({
  x: 34 + STEP * node,
  y: ROWS[diagram][holds === 'error' ? 'error' : 'value'],
});

/**
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag @param {Record<string, string | number>} attributes @param {...(Node | string)} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function svg(tag, attributes, ...children) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
  made.append(...children);
  return made;
}

/** A name as mathematics: what is raised or lowered is not left to the font, which may lack it. @param {string} name */
const set = name =>
  [...name].map(letter => {
    const index = '₀₁₂₃₄₅₆₇₈₉'.indexOf(letter);
    if (index >= 0) return svg('tspan', { class: 'index', 'baseline-shift': -3 }, String(index));
    if (letter === 'ᵀ') return svg('tspan', { class: 'index', 'baseline-shift': 4 }, 'T');
    return svg('tspan', { class: /\p{L}/u.test(letter) ? 'letter' : '' }, letter);
  });

/**
 * A line between two neurons that ends at their rims, moved sideways by `aside`.
 * @param {Point} from
 * @param {Point} to
 * @param {number} [aside]
 */
export function between(from, to, aside = 0) {
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const length = Math.hypot(dx, dy);
  const [ux, uy] = [dx / length, dy / length];
  const [sx, sy] = [-uy * aside, ux * aside];
  const rim = Math.sqrt(Math.max(0, R * R - aside * aside)) + 1;
  return {
    from: { x: from.x + ux * rim + sx, y: from.y + uy * rim + sy },
    to: { x: to.x - ux * (rim + 3) + sx, y: to.y - uy * (rim + 3) + sy },
  };
}

/** How far along its line a synapse's knob sits, and where its name stands beside it. @param {Synapse} synapse */
function path(synapse) {
  const { diagram, back } = synapse;
  const neuron = (/** @type {string} */ id) =>
    /** @type {Neuron} */ (DIAGRAMS[diagram].neurons.find(one => one.id === id));
  const [from, to] = [place(diagram, neuron(synapse.from)), place(diagram, neuron(synapse.to))];
  if (diagram === 'c') {
    // Two bows: forward above, back below.
    const bend = back ? 58 : -58;
    const [start, end] = [
      { x: from.x + (back ? -9 : 9), y: from.y + (back ? R : -R) },
      { x: to.x + (back ? 10 : -10), y: to.y + (back ? R + 3 : -R - 3) },
    ];
    const middle = { x: (from.x + to.x) / 2, y: from.y + bend };
    const knob = { x: (start.x + 2 * middle.x + end.x) / 4, y: (start.y + 2 * middle.y + end.y) / 4 };
    return {
      d: `M${start.x} ${start.y} Q${middle.x} ${middle.y} ${end.x} ${end.y}`,
      knob,
      label: { x: knob.x, y: knob.y + (back ? 19 : -15) },
      anchor: 'middle',
    };
  }
  const line = between(from, to, diagram === 'b' && synapse.l > 0 ? -7 : 0);
  const share = diagram === 'b' ? 0.3 : 0.46;
  const knob = {
    x: line.from.x + share * (line.to.x - line.from.x),
    y: line.from.y + share * (line.to.y - line.from.y),
  };
  const label =
    diagram === 'b'
      ? { x: knob.x + (back ? -9 : 9), y: knob.y + (back ? 3 : -3) }
      : { x: knob.x, y: knob.y + (back ? 19 : -15) };
  return {
    d: `M${line.from.x} ${line.from.y} L${line.to.x} ${line.to.y}`,
    knob,
    label,
    anchor: diagram === 'b' ? (back ? 'end' : 'start') : 'middle',
  };
}

/** Two digits after the point, with a true minus; exactly zero is 0. @param {number} value */
const short = value => (value === 0 ? '0' : fixed(value, 2));

/**
 * @param {Wiring} id
 * @param {string} name for screen readers
 * @param {{point: (id: string | null) => void, choose: (id: string) => void}} on `point`: hovered or left; `choose`:
 * focused, clicked or touched
 * @returns {{root: SVGSVGElement, show: (run: Run | null, t: number, chosen: string) => void}}
 */
export function createDiagram(id, name, on) {
  const { neurons, synapses, fixed } = DIAGRAMS[id];
  const arrow = uniqueId('arrow');
  const at = (/** @type {string} */ neuron) =>
    place(id, /** @type {Neuron} */ (neurons.find(one => one.id === neuron)));

  const reach = svg('g', { class: 'reach' });
  const root = svg(
    'svg',
    { viewBox: `0 0 ${WIDTH} ${ROWS[id].height}`, role: 'group', 'aria-label': name, class: 'wiring' },
    svg(
      'defs',
      {},
      svg(
        'marker',
        {
          id: arrow,
          viewBox: '0 0 8 8',
          refX: 7,
          refY: 4,
          markerWidth: 9,
          markerHeight: 9,
          markerUnits: 'userSpaceOnUse',
          orient: 'auto-start-reverse',
        },
        svg('path', { d: 'M0 0 L8 4 L0 8 z' }),
      ),
    ),
  );
  for (const one of fixed) {
    const twice = fixed.some(other => other.from === one.to && other.to === one.from);
    const line = between(at(one.from), at(one.to), twice ? 5 : 0);
    const side = one.strength === '+1' && twice ? { x: -6, anchor: 'end' } : { x: 6, anchor: 'start' };
    root.append(
      svg('path', {
        class: 'fixed',
        d: `M${line.from.x} ${line.from.y} L${line.to.x} ${line.to.y}`,
        'marker-end': `url(#${arrow})`,
      }),
      svg(
        'text',
        {
          class: 'strength',
          x: (line.from.x + line.to.x) / 2 + side.x,
          y: (line.from.y + line.to.y) / 2 + 4,
          'text-anchor': side.anchor,
        },
        one.strength,
      ),
    );
  }

  const drawnSynapses = synapses.map(synapse => {
    const { d, knob, label, anchor } = path(synapse);
    const group = svg(
      'g',
      {
        class: `synapse ${isLocal(synapse) ? 'local' : 'far'}`,
        role: 'button',
        tabindex: 0,
        'data-synapse': synapse.id,
        'aria-label': `${strengthName(synapse).replace('ᵀ', 'T')}, ${called(synapse)}: ${isLocal(synapse) ? 'local' : 'not local'}`,
      },
      svg('path', { class: 'touch', d }),
      svg('path', { class: 'line', d, 'marker-end': `url(#${arrow})` }),
      svg('circle', { class: 'touch-knob', cx: knob.x, cy: knob.y, r: 13 }),
      svg('circle', { class: 'knob', cx: knob.x, cy: knob.y, r: 5.5 }),
      svg('text', { class: 'name', x: label.x, y: label.y + 4, 'text-anchor': anchor }, ...set(strengthName(synapse))),
    );
    group.addEventListener('pointerenter', event => {
      if (event.pointerType !== 'touch') on.point(synapse.id);
    });
    group.addEventListener('pointerleave', event => {
      if (event.pointerType !== 'touch') on.point(null);
    });
    group.addEventListener('focus', () => on.choose(synapse.id));
    group.addEventListener('click', () => on.choose(synapse.id));
    group.addEventListener('keydown', event => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      on.choose(synapse.id);
    });
    return { synapse, group, knob };
  });

  const drawnNeurons = neurons.map(neuron => {
    const { x, y } = place(id, neuron);
    const title = svg('title', {});
    const shape = svg('rect', { x: x - R, y: y - R, width: 2 * R, height: 2 * R, class: 'body' });
    const symbol = svg('text', { class: 'name', x, y: y - 1, 'text-anchor': 'middle' });
    const value = svg('text', { class: 'value', x, y: y + 10.5, 'text-anchor': 'middle' });
    root.append(svg('g', { class: 'neuron' }, title, shape, symbol, value));
    return { neuron, title, shape, symbol, value, at: { x, y } };
  });
  root.append(reach, ...drawnSynapses.map(({ group }) => group));

  /** @param {Run | null} run @param {number} t @param {string} chosen */
  function show(run, t, chosen) {
    const now = run?.moments[t];
    const current = drawnSynapses.find(({ synapse }) => synapse.id === chosen);
    for (const { synapse, group } of drawnSynapses) {
      group.classList.toggle('now', synapse === current?.synapse);
      group.setAttribute('aria-pressed', String(synapse === current?.synapse));
    }
    for (const { neuron, title, shape, symbol, value } of drawnNeurons) {
      const holds = neuron.holds === 'both' ? carries(neuron.node, t) : neuron.holds;
      const number = now ? (holds === 'error' ? now.error : now.value)[neuron.node] : NaN;
      const label = neuronName(id, neuron.id, t);
      shape.setAttribute('rx', String(holds === 'error' ? 3 : R));
      const sign =
        holds !== 'error' || Number.isNaN(number) ? '' : number === 0 ? 'empty' : number > 0 ? 'above' : 'below';
      const need = current?.synapse.needs.find(one => one.at === neuron.id);
      shape.setAttribute('class', `body ${sign} ${need ? 'needed' : ''}`);
      symbol.replaceChildren(...set(label));
      value.textContent = now ? short(number) : '';
      title.textContent = now ? `${label} = ${exact(number)}` : label;
    }
    const far = current
      ? current.synapse.needs.filter(need => where(current.synapse, need) === 'elsewhere').map(need => need.at)
      : [];
    reach.replaceChildren(
      ...[...new Set(far)].flatMap(neuron => {
        const line = between(at(neuron), /** @type {{knob: Point}} */ (current).knob, 0);
        return [svg('path', { d: `M${line.from.x} ${line.from.y} L${current?.knob.x} ${current?.knob.y}` })];
      }),
    );
  }
  return { root, show };
}
