// The plots beside the rows: distance to backpropagation, free energy, first arrivals, each with its exact values at t in text.

import { element, uniqueId } from './dom.js';
import * as arrivals from './views/arrivals.js';
import * as lines from './views/lines.js';
import { pointable } from './views/readout.js';
import { SHORT, arrivals as arrivalsSentence, brief, exact, subscript } from './wave.js';

/** @typedef {import('./step-rows.js').Scene} Scene */
/** @typedef {import('./protocol.js').RuleTrace} RuleTrace */

/**
 * A log axis when the values span more than a factor of thirty, else a linear one.
 * @param {lines.Series[]} series
 * @returns {'log' | 'linear'}
 */
export function suitableScale(series) {
  const finite = series.flatMap(({ values }) => [...values].filter(Number.isFinite));
  return finite.every(value => value > 0) && Math.max(...finite) > 30 * Math.min(...finite) ? 'log' : 'linear';
}

/**
 * @param {HTMLElement} root
 * @param {{ scene: () => Scene | null, redraw: () => void, readout: ReturnType<typeof import('./views/readout.js').createReadout>, goTo: (t: number) => void }} page
 * @returns {{ canvases: HTMLCanvasElement[], draw: (scene: Scene) => void }}
 */
export function buildPlots(root, page) {
  /** @type {number | null} */
  let at = null;
  /** @type {number | null} */
  let node = null;

  /** A list with one exact value a rule. */
  const valueList = () => {
    const cells = /** @type {const} */ (['bp', 'vpc', 'fpa', 'zil']).map(name => {
      const value = element('dd');
      return { value, root: element('div', { class: `of-${name}` }, element('dt', {}, SHORT[name]), value) };
    });
    return { cells, root: element('dl', { class: 'values' }, ...cells.map(cell => cell.root)) };
  };

  /**
   * @param {string} title @param {string} about
   * @param {(rule: RuleTrace) => Float64Array} pick
   * @param {(series: lines.Series[]) => 'log' | 'linear'} scaleOf
   */
  const linePlot = (title, about, pick, scaleOf) => {
    const heading = element('h2', { id: uniqueId('plot') }, title);
    const axis = element('span', { class: 'axis' });
    const canvas = element('canvas', { class: 'lines', 'aria-label': `${title} over t. Arrow keys go through the times, Enter moves to that time.` });
    const values = valueList();
    root.append(element('section', { class: 'plot', 'aria-labelledby': heading.id }, heading, canvas, values.root, element('p', { class: 'note' }, about, ' ', axis)));
    /** @param {Scene} scene @returns {lines.Series[]} */
    const series = scene => scene.trace.rules.map(rule => ({ label: SHORT[rule.rule].replace('-PC', ''), colour: scene.palette.rules[rule.rule], values: pick(rule) }));
    const tell = pointable(canvas, page.readout, {
      hit: x => { const scene = page.scene(); return scene && lines.hit(canvas.clientWidth, canvas.clientHeight, series(scene), scene.trace.T, x); },
      move: (from, key) => {
        const scene = page.scene();
        return scene && (from === null ? scene.t : Math.min(scene.trace.T, Math.max(0, from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1))));
      },
      anchor: t => { const scene = page.scene(); return scene ? lines.place(canvas.clientWidth, canvas.clientHeight, series(scene), scene.trace.T, t) : { x: 0, y: 0 }; },
      read: t => {
        const scene = page.scene();
        if (!scene || t > scene.trace.T) return null;
        const rows = scene.trace.rules.map(rule => ({ name: SHORT[rule.rule], value: exact(pick(rule)[t]), rule: rule.rule }));
        return { title: `${title} at t = ${t}`, rows, spoken: `${title} at t = ${t}: ${rows.map(row => `${row.name} ${row.value}`).join(', ')}` };
      },
      point: t => { at = t; page.redraw(); },
      choose: t => page.goTo(t),
    });
    return {
      canvas,
      /** @param {Scene} scene */
      draw(scene) {
        const drawn = series(scene);
        const scale = scaleOf(drawn);
        lines.draw(canvas, { series: drawn, T: scene.trace.T, t: scene.t, scale, at, palette: scene.palette });
        axis.textContent = scale === 'log' ? 'Log axis.' : '';
        scene.trace.rules.forEach((rule, i) => {
          const value = pick(rule)[scene.t];
          values.cells[i].value.textContent = brief(value);
          values.cells[i].value.title = exact(value);
        });
        tell();
      },
    };
  };

  const distance = linePlot('Distance to backpropagation', '‖e − e of BP‖ ÷ ‖e of BP‖ over all nodes. 0: the same errors.', rule => rule.distance, () => 'log');
  const energy = linePlot('Free energy F', 'The sum of squared errors and the loss. Only VPC goes down it; the others may raise it.', rule => rule.freeEnergy, suitableScale);

  const heading = element('h2', { id: uniqueId('plot') }, 'First nonzero error');
  const canvas = element('canvas', { class: 'lines', 'aria-label': 'The time at which each node first had an error. Arrow keys go from node to node.' });
  const verdict = element('p', { class: 'verdict' });
  root.append(element('section', { class: 'plot', 'aria-labelledby': heading.id }, heading, canvas, verdict,
    element('p', { class: 'note' }, 'Dashed: theorem 1, t = L − ℓ for node ℓ of a chain of L. Dots: when it happened.')));
  const tell = pointable(canvas, page.readout, {
    hit: x => { const scene = page.scene(); return scene && arrivals.hit(canvas.clientWidth, scene.trace.depth, x); },
    move: (from, key) => {
      const scene = page.scene();
      return scene && Math.min(scene.trace.depth, Math.max(1, from === null ? scene.trace.depth : from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1)));
    },
    anchor: l => { const scene = page.scene(); return { x: scene ? arrivals.place(canvas.clientWidth, scene.trace.depth, l) : 0, y: canvas.clientHeight / 2 }; },
    read: l => {
      const scene = page.scene();
      if (!scene || l > scene.trace.depth) return null;
      const { trace, t } = scene;
      const rows = trace.rules.map(rule => {
        const first = rule.firstNonzero[l];
        return { name: SHORT[rule.rule], value: first >= 0 && first <= t ? `t = ${first}` : 'not yet', rule: rule.rule };
      });
      const due = `theorem 1: t = ${trace.depth - l}`;
      return { title: `e${subscript(l)} first nonzero (${due})`, rows, spoken: `Node ${l}, ${due}. ${rows.map(row => `${row.name} ${row.value}`).join(', ')}` };
    },
    point: l => { node = l; page.redraw(); },
  });

  return {
    canvases: [distance.canvas, energy.canvas, canvas],
    draw(scene) {
      distance.draw(scene);
      energy.draw(scene);
      arrivals.draw(canvas, { trace: scene.trace, t: scene.t, node, palette: scene.palette });
      const sentence = arrivalsSentence(scene.trace, scene.t);
      if (verdict.textContent !== sentence) verdict.textContent = sentence;
      tell();
    },
  };
}
