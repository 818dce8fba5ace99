// A row's equation at one unit with the numbers of one step. Pure.
//
// A line says that its left side is a sum of products. Where that is a number that the engine recorded, a line that
// agrees is a check: the right side is made of other recorded numbers, and of messages, which the engine never wrote
// down and which are added up here from errors, slopes and weights.

import {
  answerOf,
  heardBy,
  messageTo,
  normOf,
  normPull,
  predictionOf,
  rateSlopes,
  valueOf,
  carried,
  carrier,
} from '../../../model/anatomy.js';
import { schemeById, stepSizeOf } from '../../../model/schemes.js';
import { alive, depthOf, messages, nodeErrors, running } from '../../../model/trace.js';

/** @typedef {import('../../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../../model/protocol.js').RuleTrace} RuleTrace */

/** A number and its name, as ui/equation.js sets it. @typedef {{ name: string, value: number }} Quantity */

/**
 * `left` = Σ ± Π of factors. `phase`: in which phase of the step it becomes true. `size`: how large the numbers are
 * that were added on the way, in whose last digits rounding happens. `kind`: a check of the engine's number; a
 * definition, which says what a name stands for; or one whose last factor is only what the others leave over.
 * @typedef {object} Line
 * @property {Quantity} left
 * @property {{ sign: 1 | -1, factors: Quantity[] }[]} terms
 * @property {number} phase
 * @property {number} size
 * @property {'check' | 'definition' | 'remainder'} kind
 */

/** @param {string} name @param {number} value @returns {Quantity} */
const named = (name, value) => ({ name, value });
/** @param {...Quantity} factors @returns {Line['terms'][number]} */
const plus = (...factors) => ({ sign: 1, factors });
/** @param {...Quantity} factors @returns {Line['terms'][number]} */
const minus = (...factors) => ({ sign: -1, factors });

/** @param {Line['terms'][number]} term */
const termValue = ({ sign, factors }) => sign * factors.reduce((product, { value }) => product * value, 1);

/** What the right side of a line adds up to. @param {Line} line */
export const rightSide = line => line.terms.reduce((sum, term) => sum + termValue(term), 0);

/**
 * How far apart the two sides may be when all that happened is rounding.
 * @param {Line} line
 * @param {'f32' | 'f64'} dtype
 */
export const slack = (line, dtype) => 16 * (dtype === 'f32' ? 2 ** -23 : 2 ** -52) * line.size;

/** Whether the two sides are equal but for rounding. @param {Line} line @param {'f32' | 'f64'} dtype */
export const agrees = (line, dtype) =>
  line.left.value === rightSide(line) || Math.abs(line.left.value - rightSide(line)) <= slack(line, dtype);

/**
 * The lines of one unit in the step that leads to t; at t = 0, of the forward run.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node 0 … L @param {number} unit
 * @returns {Line[]} none where nothing is computed, or there are no finite numbers
 */
export function equationsOf(trace, rule, t, node, unit) {
  if (!alive(rule, t) || (t > 0 && !running(rule, t))) return [];
  const write = writer(trace, rule, t, node, unit);
  if (node === depthOf(rule)) return write.output();
  if (t === 0) return node === 0 ? [] : write.start();
  if (rule.held[node]) return [];
  if (messages(rule, t)[node] === 'none')
    return rule.scheme === 'implicit-sgd' && t % depthOf(rule) === 0 ? write.start() : [];
  return LINES[schemeById(rule.scheme).rule](write);
}

/**
 * All that the equations of one unit speak of.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node @param {number} unit
 */
function writer(trace, rule, t, node, unit) {
  const L = depthOf(rule);
  const before = t - 1;
  const { settings } = trace;
  const stepSize = stepSizeOf(rule.scheme);
  const gamma = stepSize ? settings[stepSize] : 1;
  const fixed = rule.scheme === 'fpa' && settings.stores === 'value';

  /** @param {number} time */
  const e = time => named(`e_{${node}}(${time})`, nodeErrors(rule, time, node)[unit]);
  const letter = schemeById(rule.scheme).rule === 'g-il' || schemeById(rule.scheme).rule === 'il-prox' ? 'h' : 'x';
  /** @param {number} time */
  const x = time => named(`${letter}_{${node}}(${time})`, valueOf(rule, time, node)[unit]);
  /** @param {number} time */
  const m = time => named(`m_{${node}}(${time})`, predictionOf(rule, time, node)[unit]);

  /** How the message of node + 1 is written. @param {string} error */
  const messageName = error => {
    if (rule.feedback.length > 0) return letter === 'h' ? `B_{${node}} ${error}` : `B_{${node}}(g′ ∘ ${error})`;
    return letter === 'h' ? `W_{${node}}ᵀ ${error}` : `J_{${node}}ᵀ ${error}`;
  };
  const childError =
    rule.scheme === 'klimit' && node + 1 === L ? `e_{${L}}(${before})/k` : `e_{${node + 1}}(${before})`;
  const u = () => named(messageName(childError), messageTo(trace, rule, before, node)[unit]);
  /** Of all that a message was added from. @param {Float64Array} [errors] */
  const messageSize = errors => {
    const weight = carrier(trace, rule, before, node);
    return carried(trace, rule, before, node + 1, errors).reduce((sum, d, j) => sum + Math.abs(weight(j, unit) * d), 0);
  };

  /** @param {Quantity} left @param {Line['terms']} terms @param {number} [more] @returns {Line} */
  const line = (left, terms, more = 0) => ({
    left,
    terms,
    kind: 'check',
    phase: 3,
    size: Math.abs(left.value) + more + terms.reduce((sum, term) => sum + Math.abs(termValue(term)), 0),
  });
  /** e = x − m, at t. */
  const compared = () => line(e(t), [plus(x(t)), minus(m(t))]);

  return {
    /** What a name stands for, known as soon as messages have arrived. @type {typeof line} */
    define: (...given) => ({ ...line(...given), kind: 'definition', phase: 2 }),
    trace,
    rule,
    t,
    node,
    unit,
    before,
    gamma,
    e,
    x,
    m,
    u,
    line,
    compared,
    messageSize,
    messageName,
    fixed,
    /** With the step size in front, unless it is 1 by definition. @param {Quantity} quantity */
    scaled: quantity => (stepSize ? [named('γ', gamma), quantity] : [quantity]),
    start() {
      // Activation relaxation calls its value the error.
      return [
        rule.scheme === 'ar'
          ? line(e(t), [plus(named(`x_{${node}}(${t})`, valueOf(rule, t, node)[unit]))])
          : compared(),
      ];
    },
    output() {
      const free = t > 0 && !rule.held[L];
      const pull = rule.scheme === 'klimit' ? [named('1/k', 1 / settings.k)] : [];
      const moved = free ? [line(x(t), [plus(x(before)), minus(named('γ', gamma), ...pull, e(before))])] : [];
      const y = named(free ? x(t).name : 'y', valueOf(rule, t, L)[unit]);
      const plain = settings.likelihood === 'gaussian' || rule.scheme === 'generative';
      const answer = answerOf(trace, rule, t)[unit];
      const p = named(
        plain ? m(t).name : rule.scheme === 'il-prox' ? `softmax(m_{${L}} + e_{${L}})` : `softmax(m_{${L}}(${t}))`,
        answer,
      );
      if (schemeById(rule.scheme).rule !== 'il-prox') return [...moved, line(e(t), [plus(y), minus(p)], 1)];
      const c = settings.alpha * normOf(trace, rule, t, L - 1);
      // Exact and categorical, e stands on both sides; else the proximal step shortens it.
      const by =
        rule.scheme === 'il-prox' && !plain
          ? named(`αN_{${L - 1}}`, c)
          : named(`αN_{${L - 1}}/(1 + αN_{${L - 1}})`, c / (1 + c));
      return [line(e(t), [plus(by, y), minus(by, p)], by.value)];
    },
  };
}

/** @typedef {ReturnType<typeof writer>} Writer */

/** x follows −e and the message; then it is compared. @param {Writer} write @returns {Line[]} */
function descent(write) {
  const { node, t, before, e, x, u, line, scaled, compared, messageSize } = write;
  const pull = node === 0 ? [] : [minus(...scaled(e(before)))];
  const moved = line(x(t), [plus(x(before)), ...pull, plus(...scaled(u()))], messageSize());
  return node === 0 ? [moved] : [moved, compared()];
}

/** e ← (1 − γ) e + γ · message. @param {Writer} write @returns {Line[]} */
function shared({ t, node, rule, before, gamma, e, u, line, messageSize, fixed }) {
  // What stores x loses the digits of e below the last one of x.
  const stored = fixed ? 2 * Math.abs(valueOf(rule, t, node).reduce((most, x) => Math.max(most, Math.abs(x)), 0)) : 0;
  return [
    line(e(t), [plus(named('(1 − γ)', 1 - gamma), e(before)), plus(named('γ', gamma), u())], messageSize() + stored),
  ];
}

/** @param {Writer} write @returns {Line[]} */
function relaxation(write) {
  const { node, unit, t, before, trace, rule, e, x, u, line, compared, messageSize } = write;
  const { settings } = trace;
  const bottom = settings.bottomGamma || write.gamma;
  const slope = named(`φ′(h_{${node}})`, rateSlopes(trace, rule, before, node)[unit]);
  const decay = settings.decay > 0 ? [minus(named('γ_{dec}', settings.decay), x(before))] : [];
  return [
    line(
      x(t),
      [
        plus(x(before)),
        minus(named('γ', write.gamma), e(before)),
        plus(named('γ_{bot}', bottom), slope, u()),
        ...decay,
      ],
      messageSize(),
    ),
    compared(),
  ];
}

/** @param {Writer} write @returns {Line[]} */
function proximal(write) {
  const { node, unit, t, before, trace, rule, e, x, line, define, compared, messageSize } = write;
  const { alpha } = trace.settings;
  const message = named(`v_{${node}}(${before})`, messageTo(trace, rule, before, node)[unit]);
  const phi = heardBy(trace, rule, before, node)[unit];
  const pull = normPull(trace, rule, before, node);
  const gamma = named('γ', write.gamma);
  const slope = named(`φ′(h_{${node}})`, rateSlopes(trace, rule, before, node)[unit]);
  const size = messageSize() + Math.abs(pull * phi);
  return [
    define(
      message,
      [
        plus(named(`W_{${node}}ᵀ e_{${node + 1}}(${before})/(αN_{${node}})`, message.value - pull * phi)),
        plus(named(`‖e_{${node + 1}}(${before})‖^(2)/(αN_{${node}}^(2))`, pull), named(`φ(h_{${node}})`, phi)),
      ],
      size,
    ),
    line(
      x(t),
      [
        plus(x(before)),
        plus(gamma, named('α', alpha), slope, message),
        minus(gamma, named(`1/N_{${node - 1}}`, 1 / normOf(trace, rule, before, node - 1)), e(before)),
      ],
      alpha * size,
    ),
    compared(),
  ];
}

/** Heun: a slope here, a slope where it leads, and the mean of the two. @param {Writer} write @returns {Line[]} */
function heun({ node, unit, t, before, gamma, trace, rule, e, u, line, define, messageSize, messageName }) {
  const L = depthOf(rule);
  /** ė of a node at the start. @param {number} l */
  const slopes = l =>
    l === L
      ? new Float64Array(rule.sizes[L])
      : messageTo(trace, rule, before, l).map((v, i) => v - nodeErrors(rule, before, l)[i]);
  const child = slopes(node + 1);
  const there = nodeErrors(rule, before, node + 1).map((error, j) => error + gamma * child[j]);
  const p = named(`p_{${node}}`, slopes(node)[unit]);
  const second = named(
    messageName(node + 1 === L ? `e_{${L}}(${before})` : `(e_{${node + 1}}(${before}) + γ p_{${node + 1}})`),
    messageTo(trace, rule, before, node, there)[unit],
  );
  const q = named(`q_{${node}}`, second.value - e(before).value - gamma * p.value);
  const size = messageSize() + messageSize(there);
  const half = named('γ/2', gamma / 2);
  return [
    define(p, [plus(u()), minus(e(before))], size),
    define(q, [plus(second), minus(e(before)), minus(named('γ', gamma), p)], size),
    line(e(t), [plus(e(before)), plus(half, p), plus(half, q)], size),
  ];
}

/** @param {Writer} write @returns {Line[]} */
function activation({ t, node, unit, rule, before, gamma, x, u, line, messageSize }) {
  const left = named(`x_{${node}}(${t})`, valueOf(rule, t, node)[unit]);
  return [line(left, [plus(named('(1 − γ)', 1 - gamma), x(before)), plus(named('γ', gamma), u())], messageSize())];
}

/**
 * The random push cannot be computed here: it is what the other terms leave over.
 * @param {Writer} write
 * @returns {Line[]}
 */
function diffusion(write) {
  const [moved, compared] = descent(write);
  const width = Math.sqrt(2 * write.gamma);
  const push = (moved.left.value - rightSide(moved)) / width;
  return [
    { ...moved, kind: 'remainder', terms: [...moved.terms, plus(named('√(2γ)', width), named('ε', push))] },
    compared,
  ];
}

/** @param {Writer} write @returns {Line[]} */
const adoption = ({ t, e, u, line, messageSize }) => [line(e(t), [plus(u())], messageSize())];

/** @type {Record<import('../../../model/scheme.js').Scheme['rule'], (write: Writer) => Line[]>} */
const LINES = {
  bp: adoption,
  'implicit-sgd': adoption,
  vpc: descent,
  generative: descent,
  zil: descent,
  'fa-zil': descent,
  langevin: diffusion,
  fpa: shared,
  'ode-bp': write => (write.rule.scheme === 'ode-heun' ? heun(write) : shared(write)),
  ar: activation,
  'g-il': relaxation,
  'il-prox': write => (write.rule.scheme === 'il-prox' ? proximal(write) : relaxation(write)),
};
