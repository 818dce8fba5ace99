// The rows of the step view: chain, heat map and counts of each chosen scheme, with one pointed-at unit shared by all.

import { element, uniqueId } from '../../ui/dom.js';
import { cellOf } from './lens-unit.js';
import { timeOfErrors } from './phases.js';
import { schemeById } from '../../model/schemes.js';
import { CLAMPABLE } from '../../model/settings/schemes.js';
import { note, status, summary, trouble as troubleOf } from './words.js';
import { sizeOf, unitOf } from '../../ui/draw/canvas.js';
import * as chain from './draw/chain.js';
import * as place from './draw/chain-layout.js';
import * as heatmap from './draw/heatmap.js';
import * as locks from './draw/locks.js';
import { buildCounters, drawCosines, hit as hitCosine } from './draw/counters.js';
import { pointable } from '../../ui/draw/readout.js';
import { messages, moved, turned } from '../../model/trace.js';
import { readBeat, readCell, readCosine, withInside } from './readings.js';

/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */

/**
 * What the step view shows now.
 * @typedef {object} Scene
 * @property {Trace} trace
 * @property {number} t
 * @property {number} phase how much of the step to t is shown: 4 all of it
 * @property {boolean} slow whether phases are gone through one by one
 * @property {string} lens which unit's equations are shown; '' none
 * @property {typeof import('./microscope/index.js') | null} microscope once it is needed and there
 * @property {number} progress 0 … 1, how far this step's or phase's messages have travelled
 * @property {HTMLCanvasElement} picture
 * @property {import('../../ui/draw/canvas.js').Palette} palette
 */

/**
 * @param {HTMLElement} root
 * @param {object} page
 * @param {() => Scene | null} page.scene
 * @param {() => void} page.redraw
 * @param {ReturnType<typeof import('../../ui/draw/readout.js').createReadout>} page.readout
 * @param {(t: number) => void} page.goTo
 * @param {(scheme: SchemeId, node: number) => void} page.turnLock
 * @param {(node: number, unit: number) => void} page.look opens the equations of a unit
 * @param {(scheme: SchemeId) => void} page.pin compares all gradients with this row's, or no more
 * @param {(canvas: HTMLCanvasElement) => void} page.watch told of each new drawing, whose size decides what is drawn
 * @returns {{ draw: (scene: Scene) => void }}
 */
export function buildRows(root, page) {
  /**
   * What is pointed at, in any row. `turned`: in a chain that goes the other way.
   * @type {{ cell: place.Cell | null, turned: boolean, beat: heatmap.Beat | null, bar: [SchemeId, number] | null }}
   */
  const pointed = { cell: null, turned: false, beat: null, bar: null };
  /** @type {Map<SchemeId, ReturnType<typeof buildRow>>} */
  const rows = new Map();

  /** @param {SchemeId} id @returns {{ scene: Scene, own: RuleTrace } | null} null while there is no such row */
  const find = id => {
    const scene = page.scene();
    const own = scene?.trace.rules.find(rule => rule.scheme === id);
    return scene && own ? { scene, own } : null;
  };

  /** @param {SchemeId} id */
  function buildRow(id) {
    const scheme = schemeById(id);
    const name = id === 'bp' ? scheme.title : scheme.name;
    const heading = element('h2', { id: uniqueId('rule'), title: scheme.title }, name);
    const state = element('span', { class: 'status' });
    const spoken = element('p', { class: 'visually-hidden', id: uniqueId('summary') });
    const about = element('p', { class: 'about', title: scheme.words }, scheme.about);
    const trouble = element('p', { class: 'trouble', role: 'status' });
    const remark = element('p', { class: 'remark' });
    const chainCanvas = element('canvas', { class: 'chain', 'aria-describedby': spoken.id });
    const lockable = CLAMPABLE.includes(id);
    const keys = element('div', {
      class: 'locks',
      'data-sets': 'clamps',
      role: 'group',
      'aria-label': `Held nodes of ${scheme.name}`,
    });
    const heatCanvas = element('canvas', { class: 'heat' });
    const counters = buildCounters();
    const pin = element('button', {
      type: 'button',
      class: 'pin',
      'data-sets': 'pin',
      'aria-label': `Compare all gradients with those of ${scheme.name}`,
      title: `Compare all gradients with those of ${scheme.name} at the same t, instead of backpropagation’s`,
    });
    pin.append(pinShape());
    pin.addEventListener('click', () => page.pin(id));
    const article = element(
      'article',
      { class: `rule of-${id}`, 'aria-labelledby': heading.id },
      element('div', { class: 'name' }, heading, about, state, ...(id === 'bp' ? [] : [pin]), trouble, remark),
      spoken,
      element('div', { class: 'line-up' }, chainCanvas, ...(lockable ? [keys] : [])),
      heatCanvas,
      counters.root,
    );

    chainCanvas.setAttribute(
      'aria-label',
      `${scheme.name}: the error of every unit. Arrow keys go from node to node and from unit to unit, Enter writes out the equation of a unit.`,
    );
    heatCanvas.setAttribute(
      'aria-label',
      `${scheme.name}: the size of each node’s error over time. Arrow keys go through nodes and times, Enter moves to that time.`,
    );
    counters.cosines.setAttribute(
      'aria-label',
      `${scheme.name}: cosine to backpropagation of each layer’s gradient. Arrow keys go from layer to layer.`,
    );

    const tell = [
      pointable(chainCanvas, page.readout, {
        hit: (x, y) => {
          const found = find(id);
          return found && place.hit(...sizeOf(chainCanvas), found.own.sizes, x, y);
        },
        move: (from, key) => {
          const found = find(id);
          return found && place.move(found.own.sizes, from, key);
        },
        anchor: cell => {
          const found = find(id);
          if (!found) return { x: 0, y: 0 };
          const box = place.rectangle(place.layout(...sizeOf(chainCanvas), found.own.sizes), cell);
          return { x: box.x + box.width, y: box.y + box.height / 2 };
        },
        read: cell => {
          const found = find(id);
          if (!found || cell.unit >= (found.own.sizes[cell.node] ?? 0)) return null;
          const reading = readCell(found.scene, cell, found.own);
          return found.scene.lens || found.scene.slow ? withInside(reading, found.scene, cell, found.own) : reading;
        },
        point: cell => {
          const found = find(id);
          [pointed.cell, pointed.turned] = [cell, found !== null && turned(found.own.sizes)];
          page.redraw();
        },
        choose: cell => page.look(cell.node, cell.unit),
      }),
      pointable(heatCanvas, page.readout, {
        hit: (x, y) => {
          const scene = page.scene();
          return scene && heatmap.hit(...sizeOf(heatCanvas), scene.trace.depth, scene.trace.T, x, y);
        },
        move: (from, key) => {
          const scene = page.scene();
          return scene && heatmap.move(scene.trace.depth, scene.trace.T, from, key, timeOfErrors(scene));
        },
        anchor: beat => {
          const scene = page.scene();
          if (!scene) return { x: 0, y: 0 };
          const at = heatmap.layout(...sizeOf(heatCanvas), scene.trace.depth, scene.trace.T);
          return { x: at.x(beat.t + 1), y: at.y(beat.node) + at.cell.height / 2 };
        },
        read: beat => {
          const found = find(id);
          return found && beat.t <= found.scene.trace.T && beat.node <= found.scene.trace.depth
            ? readBeat(found.scene, beat, found.own)
            : null;
        },
        point: beat => {
          pointed.beat = beat;
          page.redraw();
        },
        choose: beat => page.goTo(beat.t),
      }),
      pointable(counters.cosines, page.readout, {
        hit: x => {
          const scene = page.scene();
          return scene && hitCosine(sizeOf(counters.cosines)[0], scene.trace.depth, x);
        },
        move: (from, key) => {
          const scene = page.scene();
          return (
            scene &&
            Math.min(
              scene.trace.depth - 1,
              Math.max(0, from === null ? 0 : from + (key === 'ArrowRight' || key === 'ArrowUp' ? 1 : -1)),
            )
          );
        },
        anchor: layer => ({
          x: (sizeOf(counters.cosines)[0] * (layer + 0.5)) / (page.scene()?.trace.depth ?? 1),
          y: 0,
        }),
        read: layer => {
          const found = find(id);
          return found && layer < found.scene.trace.depth ? readCosine(found.scene, layer, found.own) : null;
        },
        point: layer => {
          pointed.bar = layer === null ? null : [id, layer];
          page.redraw();
        },
      }),
    ];
    for (const canvas of [chainCanvas, heatCanvas, counters.cosines]) page.watch(canvas);

    /** @type {ReturnType<typeof import('./microscope/index.js').buildLens> | null} */
    let lens = null;
    /** What the lens is over. */
    const view = () => {
      const found = find(id);
      return found?.scene.lens
        ? {
            scene: found.scene,
            rule: found.own,
            cell: cellOf(found.scene.lens, found.scene.trace, found.own, found.scene.t),
          }
        : null;
    };
    /** @param {Scene} scene @param {RuleTrace} rule */
    const drawLens = (scene, rule) => {
      if (!scene.lens || !scene.microscope || rule.refused) {
        lens?.root.remove();
        return;
      }
      lens ??= scene.microscope.buildLens({ ...page, view }, scheme.name);
      if (!lens.root.isConnected) article.append(lens.root);
      lens.draw();
    };

    return {
      article,
      /** @param {Scene} scene @param {RuleTrace} rule */
      draw(scene, rule) {
        const { trace, t, palette, phase, progress, picture } = scene;
        const reached = timeOfErrors(scene); // what has not happened yet is not counted
        const told = Array.from({ length: trace.depth }, (_, l) => moved(rule, t, l));
        const cell = (pointed.turned === turned(rule.sizes) && pointed.cell) || (view()?.cell ?? null);
        chain.draw(chainCanvas, {
          trace,
          rule,
          t,
          phase,
          palette,
          progress,
          picture,
          told,
          received: messages(rule, t),
          cell,
          locks: lockable,
        });
        if (scene.slow) scene.microscope?.drawInside(chainCanvas, scene, rule);
        drawLens(scene, rule);
        pin.setAttribute('aria-pressed', String(trace.settings.pin === id));
        if (lockable)
          locks.draw(keys, rule, { size: sizeOf(chainCanvas), unit: unitOf(chainCanvas), name: scheme.name }, node =>
            page.turnLock(id, node),
          );
        heatmap.draw(heatCanvas, { trace, rule, t: reached, palette, beat: pointed.beat });
        drawCosines(counters.cosines, {
          trace,
          rule,
          t: reached,
          palette,
          at: pointed.bar?.[0] === id ? pointed.bar[1] : null,
        });
        counters.update(trace, rule, reached);
        const words =
          rule.angles.length > 0 ? `${scheme.about}; its feedback goes through other weights` : scheme.about;
        if (about.textContent !== words) about.textContent = words;
        state.textContent = status(rule, reached);
        spoken.textContent = summary(trace, rule, reached);
        const wrong = troubleOf(rule, reached);
        about.hidden = state.hidden = wrong !== '';
        if (trouble.textContent !== wrong) trouble.textContent = wrong;
        const said = note(trace, rule, reached);
        if (remark.textContent !== said) remark.textContent = said;
        for (const again of tell) again();
      },
    };
  }

  /**
   * Makes the rows those of the trace. A row that stays keeps its place in the document, and the focus.
   * @param {RuleTrace[]} rules
   */
  function arrange(rules) {
    for (const [id, row] of rows) {
      if (rules.some(rule => rule.scheme === id)) continue;
      row.article.remove();
      rows.delete(id);
    }
    rules.forEach(({ scheme }, i) => {
      let row = rows.get(scheme);
      if (!row) rows.set(scheme, (row = buildRow(scheme)));
      if (root.children[i] !== row.article) root.insertBefore(row.article, root.children[i] ?? null);
    });
    root.style.setProperty('--rows', String(Math.max(3, rules.length)));
  }

  return {
    draw(scene) {
      arrange(scene.trace.rules);
      for (const rule of scene.trace.rules) rows.get(rule.scheme)?.draw(scene, rule);
    },
  };
}

/** A pin, drawn. */
function pinShape() {
  const shape = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  shape.setAttribute('viewBox', '0 0 12 14');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', 'M4 1h4l-.6 4.2L10 8H2l2.6-2.8zM6 8v5');
  shape.append(path);
  return shape;
}
