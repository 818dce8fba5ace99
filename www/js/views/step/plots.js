// The plots beside the rows: distance to backpropagation, free energy, first arrivals, cosine, each with its exact
// values at t in text.

import { buildArrivalsTable } from './arrivals-table.js';
import { element, uniqueId } from '../../ui/dom.js';
import * as arrivals from './draw/arrivals.js';
import { sizeOf } from '../../ui/draw/canvas.js';
import * as lines from '../../ui/draw/lines.js';
import { pointable } from '../../ui/draw/readout.js';
import { timeOfErrors } from './phases.js';
import { arrivals as arrivalsSentence, energyWords } from './words.js';
import { brief, exact } from '../../model/numbers.js';
import { schemeById } from '../../model/schemes.js';
import { nameOf, reference, subscript } from '../../model/trace.js';

/** @typedef {import('./rows.js').Scene} Scene */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */

/**
 * A log axis when the values span more than a factor of thirty, else a linear one.
 * @param {lines.Series[]} series
 * @returns {'log' | 'linear'}
 */
export function suitableScale(series) {
  const finite = series.flatMap(({ values }) => [...values].filter(Number.isFinite));
  return finite.every(value => value > 0) && Math.max(...finite) > 30 * Math.min(...finite) ? 'log' : 'linear';
}

const ERRORS = '‖e − e of BP‖ ÷ ‖e of BP‖ over all nodes. 0: the same errors.';
const GRADIENTS =
  'Between each rule’s gradient of all parameters, were it to learn at t, and backpropagation’s. 1: the same direction.';

/** A row's name on a line, where there is little room. @param {RuleTrace} rule */
const labelOf = rule => schemeById(rule.scheme).short;

/** How errors are taken where a gradient does not take them as they are. @param {RuleTrace[]} rules */
function asUsed(rules) {
  const has = (/** @type {string} */ id) => rules.some(rule => rule.scheme === id);
  return [
    has('klimit') ? 'The k-limit’s hidden errors count k-fold, as its gradients take them. ' : '',
    has('il-prox') || has('il-prox-practical') ? 'IL-prox’s are divided by αN, likewise. ' : '',
    has('g-il') || has('il-prox') || has('il-prox-practical')
      ? 'Errors of pre-activations are compared with BP’s of pre-activations. '
      : '',
  ].join('');
}

/**
 * @param {HTMLElement} root
 * @param {{ scene: () => Scene | null, redraw: () => void, readout: ReturnType<typeof import('../../ui/draw/readout.js').createReadout>, goTo: (t: number) => void, watch: (canvas: HTMLCanvasElement) => void }}
 * page
 * @returns {{ draw: (scene: Scene) => void }}
 */
export function buildPlots(root, page) {
  /** @type {number | null} */
  let at = null;
  /** @type {number | null} */
  let node = null;

  /** A list with one exact value a row. */
  const valueList = () => {
    const root = element('dl', { class: 'values' });
    let shown = '';
    return {
      root,
      /** @param {RuleTrace[]} rules @param {(rule: RuleTrace) => number} valueOf */
      update(rules, valueOf) {
        const wanted = rules.map(rule => rule.scheme).join();
        if (wanted !== shown) {
          root.replaceChildren(
            ...rules.map(rule =>
              element('div', { class: `of-${rule.scheme}` }, element('dt', {}, nameOf(rule)), element('dd')),
            ),
          );
          root.classList.toggle(
            'long',
            rules.some(rule => nameOf(rule).length > 7),
          );
        }
        shown = wanted;
        [...root.querySelectorAll('dd')].forEach((cell, i) => {
          cell.textContent = brief(valueOf(rules[i]));
          cell.title = exact(valueOf(rules[i]));
        });
      },
    };
  };

  /**
   * @param {string} title @param {string} about
   * @param {(rule: RuleTrace) => Float64Array} pick
   * @param {(curves: import('../../model/protocol.js').Curves) => Float64Array} predicted what the closed form says of
   * the same
   * @param {(series: lines.Series[]) => 'log' | 'linear'} scaleOf
   */
  const linePlot = (title, about, pick, predicted, scaleOf) => {
    const heading = element('h2', { id: uniqueId('plot') }, title);
    const axis = element('span', { class: 'axis' });
    const canvas = element('canvas', {
      class: 'lines',
      'aria-label': `${title} over t. Arrow keys go through the times, Enter moves to that time.`,
    });
    const values = valueList();
    const [first, more, closed] = [element('span', {}, about), element('span'), element('span')];
    root.append(
      element(
        'section',
        { class: 'plot', 'aria-labelledby': heading.id },
        heading,
        canvas,
        values.root,
        element('p', { class: 'note' }, first, ' ', more, closed, axis),
      ),
    );
    page.watch(canvas);
    /** @param {Scene} scene @returns {lines.Series[]} */
    const series = scene => [
      ...scene.trace.rules.map(rule => ({
        label: labelOf(rule),
        colour: scene.palette.rules[rule.scheme],
        values: pick(rule),
      })),
      ...foretold(scene).map(rule => ({
        label: '',
        colour: '',
        predicted: true,
        values: predicted(/** @type {import('../../model/protocol.js').Curves} */ (rule.closed)),
      })),
    ];
    /** Rows with a closed form, while it is about what is plotted. @param {Scene} scene */
    const foretold = scene =>
      scene.trace.rules.filter(rule => rule.closed && (pick(rule) === rule.freeEnergy || !rule.pinned));
    const tell = pointable(canvas, page.readout, {
      hit: x => {
        const scene = page.scene();
        return scene && lines.hit(...sizeOf(canvas), series(scene), scene.trace.T, x);
      },
      move: (from, key) => {
        const scene = page.scene();
        return (
          scene &&
          (from === null
            ? timeOfErrors(scene)
            : Math.min(scene.trace.T, Math.max(0, from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1))))
        );
      },
      anchor: t => {
        const scene = page.scene();
        return scene ? lines.place(...sizeOf(canvas), series(scene), scene.trace.T, t) : { x: 0, y: 0 };
      },
      read: t => {
        const scene = page.scene();
        if (!scene || t > scene.trace.T) return null;
        const rows = [
          ...scene.trace.rules.map(rule => ({ name: nameOf(rule), value: exact(pick(rule)[t]), rule: rule.scheme })),
          ...foretold(scene).map(rule => ({
            name: `closed form of ${nameOf(rule)}`,
            value: exact(predicted(/** @type {import('../../model/protocol.js').Curves} */ (rule.closed))[t]),
            rule: rule.scheme,
          })),
        ];
        return {
          title: `${heading.textContent} at t = ${t}`,
          rows,
          spoken: `${heading.textContent} at t = ${t}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}`,
        };
      },
      point: t => {
        at = t;
        page.redraw();
      },
      choose: t => page.goTo(t),
    });
    return {
      /** What else has to be said of these rows. @param {string} text */
      add(text) {
        if (more.textContent !== text) more.textContent = text;
      },
      /** Another title, and what is plotted under it. @param {string} name @param {string} what */
      call(name, what) {
        if (heading.textContent === name && first.textContent === what) return;
        [heading.textContent, first.textContent] = [name, what];
        canvas.setAttribute('aria-label', `${name} over t. Arrow keys go through the times, Enter moves to that time.`);
      },
      /** @param {Scene} scene */
      draw(scene) {
        const drawn = series(scene);
        const scale = scaleOf(drawn);
        lines.draw(canvas, { series: drawn, T: scene.trace.T, t: scene.t, scale, at, palette: scene.palette });
        axis.textContent = scale === 'log' ? 'Log axis.' : '';
        const names = foretold(scene).map(nameOf);
        closed.textContent = names.length > 0 ? `Dashed: ${names.join(' and ')} by the closed form. ` : '';
        values.update(scene.trace.rules, rule => pick(rule)[scene.t]);
        tell();
      },
    };
  };

  const distance = linePlot(
    'Distance to backpropagation',
    ERRORS,
    rule => rule.pinned?.distance ?? rule.distance,
    curves => curves.distance,
    () => 'log',
  );
  const energy = linePlot(
    'Free energy F',
    '',
    rule => rule.freeEnergy,
    curves => curves.freeEnergy,
    suitableScale,
  );
  const heading = element('h2', { id: uniqueId('plot') }, 'First nonzero error');
  const canvas = element('canvas', {
    class: 'lines',
    'aria-label': 'The time at which each node first had an error. Arrow keys go from node to node.',
  });
  const verdict = element('p', { class: 'verdict' });
  const table = buildArrivalsTable();
  root.append(
    element(
      'section',
      { class: 'plot', 'aria-labelledby': heading.id },
      heading,
      canvas,
      verdict,
      element(
        'p',
        { class: 'note' },
        'Dashed: theorem 1, t = L − ℓ for node ℓ of a chain of L. Dots: when it happened.',
      ),
      table.root,
    ),
  );
  const tell = pointable(canvas, page.readout, {
    hit: x => {
      const scene = page.scene();
      return scene && arrivals.hit(sizeOf(canvas)[0], scene.trace.depth, x);
    },
    move: (from, key) => {
      const scene = page.scene();
      return (
        scene &&
        Math.min(
          scene.trace.depth,
          Math.max(1, from === null ? scene.trace.depth : from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1)),
        )
      );
    },
    anchor: l => {
      const scene = page.scene();
      const [width, height] = sizeOf(canvas);
      return { x: scene ? arrivals.place(width, scene.trace.depth, l) : 0, y: height / 2 };
    },
    read: l => {
      const scene = page.scene();
      if (!scene || l > scene.trace.depth) return null;
      const { trace } = scene;
      const t = timeOfErrors(scene);
      const rows = trace.rules.map(rule => {
        const first = rule.firstNonzero[l];
        return { name: nameOf(rule), value: first >= 0 && first <= t ? `t = ${first}` : 'not yet', rule: rule.scheme };
      });
      const due = `theorem 1: t = ${trace.depth - l}`;
      return {
        title: `e${subscript(l)} first nonzero (${due})`,
        rows,
        spoken: `Node ${l}, ${due}. ${rows.map(row => `${row.name} ${row.value}`).join(', ')}`,
      };
    },
    point: l => {
      node = l;
      page.redraw();
    },
  });

  /** Over all parameters together: the last of each t. @param {Float64Array} cosine @param {number} T */
  const whole = (cosine, T) =>
    Float64Array.from({ length: T + 1 }, (_, t) => cosine[(t + 1) * (cosine.length / (T + 1)) - 1]);
  const cosine = linePlot(
    'Cosine to backpropagation',
    GRADIENTS,
    rule => whole((rule.pinned ?? rule).cosine, rule.distance.length - 1),
    curves => whole(curves.cosine, curves.distance.length - 1),
    () => 'linear',
  );

  page.watch(canvas);
  return {
    draw(scene) {
      const to = reference(scene.trace);
      const pinned = to !== 'BP';
      distance.call(
        pinned ? `Distance to ${to}` : 'Distance to backpropagation',
        pinned ? `‖∂ − ∂ of ${to}‖ ÷ ‖∂ of ${to}‖, the gradients of all parameters at the same t.` : ERRORS,
      );
      cosine.call(
        pinned ? `Cosine to ${to}` : 'Cosine to backpropagation',
        pinned ? `Between each rule’s gradient of all parameters and that of ${to} at the same t.` : GRADIENTS,
      );
      distance.add(pinned ? '' : asUsed(scene.trace.rules));
      distance.draw(scene);
      energy.call('Free energy F', energyWords(scene.trace, scene.t));
      energy.draw(scene);
      cosine.draw(scene);
      arrivals.draw(canvas, { trace: scene.trace, t: scene.t, node, palette: scene.palette });
      const sentence = arrivalsSentence(scene.trace, scene.t);
      if (verdict.textContent !== sentence) verdict.textContent = sentence;
      table.draw(scene.trace, scene.t, labelOf);
      tell();
    },
  };
}
