// What is read at a place of a row that is pointed at: in its chain, its heat map, its cosines. Pure.

import { exact, fixed } from '../../model/numbers.js';
import { alive, nameOf, nodeErrors, norm, reference, subscript, turned } from '../../model/trace.js';
import * as place from './draw/chain-layout.js';
import { timeOfErrors } from './phases.js';

/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */
/** @typedef {import('../../ui/draw/readout.js').Reading} Reading */
/** @typedef {import('./rows.js').Scene} Scene */

/**
 * One line a row whose chain goes the same way, since only there a node's number means the same.
 * @param {Scene} scene @param {(rule: RuleTrace) => string} value @param {RuleTrace} own
 */
const compare = (scene, value, own) =>
  scene.trace.rules
    .filter(rule => turned(rule.sizes) === turned(own.sizes))
    .map(rule => ({
      name: nameOf(rule),
      value: rule.refused ? 'cannot run' : value(rule),
      rule: rule.scheme,
      strong: rule === own,
    }));

/**
 * "0.5", with the angle to backpropagation's error where feedback is not exact.
 * @param {RuleTrace} rule
 * @param {number} t
 * @param {number} node
 * @param {string} value
 */
const withAngle = (rule, t, node, value) => {
  const angle = rule.angles[t * rule.sizes.length + node];
  return angle === undefined || Number.isNaN(angle) ? value : `${value}, ${fixed(angle, 2)}° off`;
};

/** The error of a unit. @param {Scene} scene @param {place.Cell} cell @param {RuleTrace} own @returns {Reading} */
export function readCell(scene, { node, unit }, own) {
  const { trace } = scene;
  const t = timeOfErrors(scene);
  if (turned(own.sizes) && (node === 0 || node === trace.depth)) return readEnd({ ...scene, t }, node, unit, own);
  /** @param {RuleTrace} rule */
  const value = rule => (alive(rule, t) ? exact(nodeErrors(rule, t, node)[unit]) : 'diverged');
  const where = node === trace.depth ? `output, class ${unit}` : `node ${node}, unit ${unit}`;
  return {
    title: `e of ${where}, at t = ${t}`,
    rows: compare(scene, value, own),
    spoken: `${nameOf(own)}, ${where}: e = ${value(own)}, t = ${t}`,
  };
}

/**
 * Adds what is inside the unit.
 * @param {Reading} reading
 * @param {Scene} scene
 * @param {place.Cell} cell
 * @param {RuleTrace} own
 * @returns {Reading}
 */
export function withInside(reading, { trace, t, microscope }, { node, unit }, own) {
  const rows = microscope?.insideOf(trace, own, t, node, unit) ?? [];
  return {
    ...reading,
    rows: [...reading.rows, ...rows],
    spoken: [reading.spoken, ...rows.map(row => `${row.name} ${row.value}`)].join(', '),
  };
}

/**
 * One class of a generative row's label, or one pixel of its picture.
 * @param {Scene} scene
 * @param {number} node
 * @param {number} unit
 * @param {RuleTrace} own
 * @returns {Reading}
 */
function readEnd({ trace, t }, node, unit, own) {
  const known = alive(own, t);
  const where =
    node === 0 ? `label, class ${unit}` : `picture, row ${Math.floor(unit / place.SIDE)}, column ${unit % place.SIDE}`;
  const values = node === 0 ? own.first : own.last;
  const held = node === 0 ? Number(unit === trace.label) : trace.image[unit] / 255;
  const x = values.length > 0 ? values[t * own.sizes[node] + unit] : held;
  const lines = [{ name: `x${subscript(node)}`, value: known ? exact(x) : 'diverged' }];
  if (node > 0 && known) {
    const e = nodeErrors(own, t, node)[unit];
    lines.push({ name: 'predicted', value: exact(x - e) }, { name: 'e', value: exact(e) });
  }
  return {
    title: `${where}, at t = ${t}`,
    rows: lines,
    spoken: `${nameOf(own)}, ${where}, t = ${t}: ${lines.map(line => `${line.name} ${line.value}`).join(', ')}`,
  };
}

/** The size of a node's error at some t. @param {Scene} scene @param {import('./draw/heatmap.js').Beat} beat @param {RuleTrace} own @returns {Reading} */
export function readBeat(scene, { node, t }, own) {
  if (t > timeOfErrors(scene))
    return { title: `t = ${t} is still ahead`, rows: [], spoken: `t = ${t} is still ahead. Enter goes there.` };
  /** @param {RuleTrace} rule */
  const value = rule => (alive(rule, t) ? withAngle(rule, t, node, exact(norm(rule, t, node))) : 'diverged');
  return {
    title: `‖e${subscript(node)}‖ at t = ${t}`,
    rows: compare(scene, value, own),
    spoken: `${nameOf(own)}, norm of e${subscript(node)} at t = ${t}: ${value(own)}`,
  };
}

/** The cosine of a layer's gradient. @param {Scene} scene @param {number} layer @param {RuleTrace} own @returns {Reading} */
export function readCosine(scene, layer, own) {
  const { trace } = scene;
  const t = timeOfErrors(scene);
  /** @param {RuleTrace} rule */
  const value = rule => exact((rule.pinned ?? rule).cosine[t * (trace.depth + 1) + layer]);
  const to = reference(trace);
  return {
    title: `cosine to ${to} of the gradient of W${subscript(layer)}, at t = ${t}`,
    rows: compare(scene, value, own),
    spoken: `${nameOf(own)}, gradient of W${subscript(layer)}: cosine to ${to === 'BP' ? 'backpropagation' : to} ${value(own)}, t = ${t}`,
  };
}
