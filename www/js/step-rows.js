// The four rows of the step view: chain, heat map and counts of each rule, with one pointed-at unit shared by all four.

import { element, uniqueId } from './dom.js';
import * as chain from './views/chain.js';
import * as heatmap from './views/heatmap.js';
import { buildCounters, drawCosines, hit as hitCosine } from './views/counters.js';
import { pointable } from './views/readout.js';
import { SHORT, alive, exact, messages, moved, nodeErrors, norm, status, subscript, summary, trouble as troubleOf } from './wave.js';

/** @typedef {import('./protocol.js').Trace} Trace */
/** @typedef {import('./protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('./views/readout.js').Reading} Reading */

/**
 * What the step view shows now.
 * @typedef {object} Scene
 * @property {Trace} trace
 * @property {number} t
 * @property {number} progress 0 … 1, how far this step's messages have travelled
 * @property {HTMLCanvasElement} picture
 * @property {import('./views/canvas.js').Palette} palette
 */

const ABOUT = {
  bp: ['Backpropagation', 'one layer a step, then done'],
  vpc: ['VPC', 'all values settle together, down the free energy'],
  fpa: ['FPA-PC', 'as VPC, with predictions frozen at the start'],
  zil: ['Z-IL', 'VPC with γ = 1, each layer learning at its own moment'],
};

/**
 * @param {HTMLElement} root
 * @param {{ scene: () => Scene | null, redraw: () => void, readout: ReturnType<typeof import('./views/readout.js').createReadout>, goTo: (t: number) => void }} page
 * @returns {{ canvases: HTMLCanvasElement[], draw: (scene: Scene) => void }}
 */
export function buildRows(root, page) {
  /** What is pointed at, in any row. @type {{ cell: chain.Cell | null, beat: heatmap.Beat | null, bar: [number, number] | null }} */
  const pointed = { cell: null, beat: null, bar: null };

  /**
   * One line a rule, in the order of the rows.
   * @param {Scene} scene @param {(rule: RuleTrace, i: number) => string} value @param {number} own
   */
  const compare = (scene, value, own) => scene.trace.rules.map((rule, i) => ({ name: SHORT[rule.rule], value: value(rule, i), rule: rule.rule, strong: i === own }));

  const rows = /** @type {const} */ (['bp', 'vpc', 'fpa', 'zil']).map((name, i) => {
    const heading = element('h2', { id: uniqueId('rule') }, ABOUT[name][0]);
    const state = element('span', { class: 'status' });
    const spoken = element('p', { class: 'visually-hidden', id: uniqueId('summary') });
    const about = element('p', { class: 'about' }, ABOUT[name][1]);
    const trouble = element('p', { class: 'trouble', role: 'status' });
    const chainCanvas = element('canvas', { class: 'chain', 'aria-describedby': spoken.id });
    const heatCanvas = element('canvas', { class: 'heat' });
    const counters = buildCounters();
    root.append(element('article', { class: `rule of-${name}`, 'aria-labelledby': heading.id },
      element('div', { class: 'name' }, heading, about, state, trouble),
      spoken, chainCanvas, heatCanvas, counters.root));

    chainCanvas.setAttribute('aria-label', `${SHORT[name]}: the error of every unit. Arrow keys go from node to node and from unit to unit.`);
    heatCanvas.setAttribute('aria-label', `${SHORT[name]}: the size of each node’s error over time. Arrow keys go through nodes and times, Enter moves to that time.`);
    counters.cosines.setAttribute('aria-label', `${SHORT[name]}: cosine to backpropagation of each layer’s gradient. Arrow keys go from layer to layer.`);

    const tell = [
      pointable(chainCanvas, page.readout, {
        hit: (x, y) => { const scene = page.scene(); return scene && chain.hit(chainCanvas.clientWidth, chainCanvas.clientHeight, scene.trace.sizes, x, y); },
        move: (from, key) => { const scene = page.scene(); return scene && chain.move(scene.trace.sizes, from, key); },
        anchor: cell => {
          const scene = page.scene();
          if (!scene) return { x: 0, y: 0 };
          const box = chain.rectangle(chain.layout(chainCanvas.clientWidth, chainCanvas.clientHeight, scene.trace.sizes), cell);
          return { x: box.x + box.width, y: box.y + box.height / 2 };
        },
        read: cell => {
          const scene = page.scene();
          return scene && cell.node <= scene.trace.depth && cell.unit < scene.trace.sizes[cell.node] ? readCell(scene, cell, i) : null;
        },
        point: cell => { pointed.cell = cell; page.redraw(); },
      }),
      pointable(heatCanvas, page.readout, {
        hit: (x, y) => { const scene = page.scene(); return scene && heatmap.hit(heatCanvas.clientWidth, heatCanvas.clientHeight, scene.trace.depth, scene.trace.T, x, y); },
        move: (from, key) => { const scene = page.scene(); return scene && heatmap.move(scene.trace.depth, scene.trace.T, from, key, scene.t); },
        anchor: beat => {
          const scene = page.scene();
          if (!scene) return { x: 0, y: 0 };
          const place = heatmap.layout(heatCanvas.clientWidth, heatCanvas.clientHeight, scene.trace.depth, scene.trace.T);
          return { x: place.x(beat.t + 1), y: place.y(beat.node) + place.cell.height / 2 };
        },
        read: beat => { const scene = page.scene(); return scene && beat.t <= scene.trace.T && beat.node <= scene.trace.depth ? readBeat(scene, beat, i) : null; },
        point: beat => { pointed.beat = beat; page.redraw(); },
        choose: beat => page.goTo(beat.t),
      }),
      pointable(counters.cosines, page.readout, {
        hit: x => { const scene = page.scene(); return scene && hitCosine(counters.cosines.clientWidth, scene.trace.depth, x); },
        move: (from, key) => {
          const scene = page.scene();
          return scene && Math.min(scene.trace.depth - 1, Math.max(0, from === null ? 0 : from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1)));
        },
        anchor: layer => ({ x: (counters.cosines.clientWidth * (layer + 0.5)) / (page.scene()?.trace.depth ?? 1), y: 0 }),
        read: layer => { const scene = page.scene(); return scene && layer < scene.trace.depth ? readCosine(scene, layer, i) : null; },
        point: layer => { pointed.bar = layer === null ? null : [i, layer]; page.redraw(); },
      }),
    ];
    return { about, state, spoken, trouble, chainCanvas, heatCanvas, counters, tell };
  });

  /** @param {Scene} scene @param {chain.Cell} cell @param {number} own @returns {Reading} */
  function readCell(scene, { node, unit }, own) {
    const { trace, t } = scene;
    /** @param {RuleTrace} rule */
    const value = rule => (alive(rule, t) ? exact(nodeErrors(trace, rule, t, node)[unit]) : 'diverged');
    const where = node === trace.depth ? `output, class ${unit}` : `node ${node}, unit ${unit}`;
    return {
      title: `e of ${where}, at t = ${t}`,
      rows: compare(scene, value, own),
      spoken: `${SHORT[trace.rules[own].rule]}, ${where}: e = ${value(trace.rules[own])}, t = ${t}`,
    };
  }

  /** @param {Scene} scene @param {heatmap.Beat} beat @param {number} own @returns {Reading} */
  function readBeat(scene, { node, t }, own) {
    const { trace } = scene;
    if (t > scene.t) return { title: `t = ${t} is still ahead`, rows: [], spoken: `t = ${t} is still ahead. Enter goes there.` };
    /** @param {RuleTrace} rule */
    const value = rule => (alive(rule, t) ? exact(norm(trace, rule, t, node)) : 'diverged');
    return {
      title: `‖e${subscript(node)}‖ at t = ${t}`,
      rows: compare(scene, value, own),
      spoken: `${SHORT[trace.rules[own].rule]}, norm of e${subscript(node)} at t = ${t}: ${value(trace.rules[own])}`,
    };
  }

  /** @param {Scene} scene @param {number} layer @param {number} own @returns {Reading} */
  function readCosine(scene, layer, own) {
    const { trace, t } = scene;
    /** @param {RuleTrace} rule */
    const value = rule => exact(rule.cosine[t * (trace.depth + 1) + layer]);
    return {
      title: `cosine to BP of the gradient of W${subscript(layer)}, at t = ${t}`,
      rows: compare(scene, value, own),
      spoken: `${SHORT[trace.rules[own].rule]}, gradient of W${subscript(layer)}: cosine to backpropagation ${value(trace.rules[own])}, t = ${t}`,
    };
  }

  return {
    canvases: rows.flatMap(row => [row.chainCanvas, row.heatCanvas, row.counters.cosines]),
    draw(scene) {
      const { trace, t, palette } = scene;
      rows.forEach((row, i) => {
        const rule = trace.rules[i];
        const told = Array.from({ length: trace.depth }, (_, l) => moved(trace, rule, t, l));
        chain.draw(row.chainCanvas, { ...scene, rule, told, received: messages(trace, rule, t), cell: pointed.cell });
        heatmap.draw(row.heatCanvas, { trace, rule, t, palette, beat: pointed.beat });
        drawCosines(row.counters.cosines, { trace, rule, t, palette, at: pointed.bar?.[0] === i ? pointed.bar[1] : null });
        row.counters.update(trace, rule, t);
        row.state.textContent = status(trace, rule, t);
        row.spoken.textContent = summary(trace, rule, t);
        const wrong = troubleOf(rule, t);
        row.about.hidden = row.state.hidden = wrong !== '';
        if (row.trouble.textContent !== wrong) row.trouble.textContent = wrong;
        for (const again of row.tell) again();
      });
    },
  };
}
