// What the step view says about a trace at t, in sentences. Pure: everything is read off the recorded numbers.

import { astray, courseOf, lowest } from '../../model/course.js';
import { brief, counted } from '../../model/numbers.js';
import {
  alive,
  depthOf,
  exempt,
  list,
  messages,
  nameOf,
  nodesAsText,
  norm,
  running,
  subscript,
} from '../../model/trace.js';

/** @typedef {import('../../model/protocol.js').Trace} Trace */
/** @typedef {import('../../model/protocol.js').RuleTrace} RuleTrace */

/** The names of rows, as in "VPC and Z-IL". @param {RuleTrace[]} rules */
const names = rules => list(rules.map(nameOf));

/** Nodes of a row whose error is not zero at t. @param {RuleTrace} rule @param {number} t */
const reached = (rule, t) => Array.from({ length: depthOf(rule) }, (_, i) => i + 1).filter(l => norm(rule, t, l) > 0);

/**
 * One or two sentences on what the step that led to t did, over all rows.
 * @param {Trace} trace @param {number} t
 * @returns {string}
 */
export function whatHappened(trace, t) {
  const L = trace.depth;
  const rules = trace.rules.filter(rule => !rule.refused);
  if (t === 0) {
    const early = rules.filter(rule => alive(rule, 0) && reached(rule, 0).some(l => l < L));
    return `The digit has run forward once. Only the output, node ${L}, knows of an error${early.length > 0 ? `; in ${names(early)} every node starts with one` : ''}.`;
  }
  const diverged = rules.filter(rule => rule.divergedAt === t);
  if (diverged.length > 0) return `${names(diverged)} diverged: a number stopped being finite at this step.`;
  const active = rules.filter(rule => running(rule, t));
  if (active.length === 0) return 'Nothing moves any more.';

  const parts = [];
  const bound = active.filter(rule => !exempt(rule));
  const expected = L - t;
  if (expected >= 1 && bound.length > 0) {
    const heard = bound.filter(rule => rule.firstNonzero[expected] === t);
    const missed = bound.filter(rule => rule.firstNonzero[expected] !== t);
    if (heard.length > 0) {
      const how = missed.length === 0 ? 'for the first time' : `in ${names(heard)}, not in ${names(missed)}`;
      parts.push(`Node ${expected} hears of the error ${how}.`);
    } else {
      parts.push(`Theorem 1 expects an error at node ${expected} now, but it is still exactly zero.`);
    }
    const idle = bound
      .filter(rule => rule.scheme !== 'bp')
      .map(rule => messages(rule, t).flatMap((kind, l) => (kind === 'idle' ? [l] : [])));
    const widest = idle.reduce(
      (most, nodes) => (nodes.length > most.length ? nodes : most),
      /** @type {number[]} */ ([]),
    );
    if (widest.length > 0)
      parts.push(
        `${widest.length === 1 ? 'The product' : 'Products'} towards ${nodesAsText(widest)} ${widest.length === 1 ? 'was' : 'were'} with an error of zero: idle.`,
      );
  } else {
    const late = bound.filter(rule => rule.firstNonzero.slice(1).includes(t));
    if (late.length > 0) parts.push(`${names(late)} reaches another node, later than theorem 1 says.`);
  }
  const finished = rules.filter(rule => rule.doneAt === t);
  if (finished.length > 0) parts.push(`${names(finished)} ${finished.length === 1 ? 'is' : 'are'} done.`);
  if (parts.length === 0) {
    const calm = active.filter(rule => courseOf(rule, t) === 'moving' || courseOf(rule, t) === 'done');
    const settled = active.filter(rule => courseOf(rule, t) === 'settled');
    if (calm.length > 0)
      parts.push(
        `${expected >= 1 ? '' : 'The wave has passed; '}${names(calm)} ${calm.length === 1 ? 'keeps' : 'keep'} adjusting the errors.`,
      );
    if (settled.length > 0)
      parts.push(`${names(settled)} ${settled.length === 1 ? 'has' : 'have'} settled: nothing changes any more.`);
    const repeated = [...calm, ...settled].reduce(
      (sum, rule) => sum + messages(rule, t).filter(kind => kind === 'redundant').length,
      0,
    );
    if (repeated > 0) parts.push(`${repeated} ${repeated === 1 ? 'product' : 'products'} repeated the step before.`);
  }
  parts.push(...goingWrong(active, t));
  return parts.join(' ');
}

/** Of rows that go where they should not, as their own sentences say. @param {RuleTrace[]} active @param {number} t */
function goingWrong(active, t) {
  const wrong = active.filter(rule => astray(courseOf(rule, t)));
  const [away, up] = [
    wrong.filter(rule => courseOf(rule, t) === 'diverging'),
    wrong.filter(rule => courseOf(rule, t) === 'rising'),
  ];
  return [
    away.length > 0 && `${names(away)} ${away.length === 1 ? 'diverges' : 'diverge'}.`,
    up.length > 0 && `${names(up)} ${up.length === 1 ? 'overshoots' : 'overshoot'}.`,
    wrong.length > 0 && 'Try a smaller γ.',
  ].filter(sentence => sentence !== false);
}

/**
 * What the plot of F shows up to t: which rows go down it, as they should, and which should and do not.
 * @param {Trace} trace @param {number} t
 */
export function energyWords(trace, t) {
  const bound = trace.rules.filter(rule => !rule.refused && rule.descends);
  const wrong = bound.filter(rule => !alive(rule, t) || astray(courseOf(rule, t)));
  const right = bound.filter(rule => !wrong.includes(rule));
  const others = trace.rules.some(rule => !rule.refused && !rule.descends);
  return [
    'The sum of squared errors and the loss.',
    right.length > 0 &&
      `${names(right)} ${right.length === 1 ? 'goes' : 'go'} down it${others ? '; others may raise it' : ''}.`,
    wrong.length > 0 &&
      `${names(wrong)} should go down it and ${wrong.length === 1 ? 'has' : 'have'} risen: γ is too large.`,
  ]
    .filter(sentence => sentence !== false)
    .join(' ');
}

/** "W₂", "W₀ and W₁". @param {number[]} layers */
const weights = layers => list(layers.map(l => `W${subscript(l)}`));

/**
 * A few words beside a row's name on where it stands at t: done, learning, trying again.
 * @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function status(rule, t) {
  if (rule.refused) return '';
  if (!alive(rule, t)) return `diverged at t = ${rule.divergedAt}`;
  const learning = [...rule.learnedAt.keys()].filter(l => rule.learnedAt[l] === t);
  if (rule.doneAt >= 0 && t >= rule.doneAt) return `done at t = ${rule.doneAt}`;
  if (learning.length > 0) return `${weights(learning)} ${learning.length === 1 ? 'learns' : 'learn'} at t = ${t}`;
  if (courseOf(rule, t) === 'settled') return 'settled';
  if (rule.scheme === 'implicit-sgd') return `try ${Math.floor(t / depthOf(rule)) + 1}`;
  return '';
}

/**
 * What is wrong with a row at t and what to try: it cannot run, it stopped being finite, or it goes where it should
 * not. '' when nothing is.
 * @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function trouble(rule, t) {
  const name = nameOf(rule);
  switch (courseOf(rule, t)) {
    case 'refused':
    case 'diverged':
      return rule.sentence;
    case 'diverging':
      return `${name} diverges: its errors grow at every step instead of settling. Try a smaller step size γ.`;
    case 'rising':
      return rule.descends
        ? `${name} overshoots: its steps should go down the free energy, and F has risen from ${brief(lowest(rule, t))} to ${brief(rule.freeEnergy[t])}. Try a smaller step size γ.`
        : `${name} moves away from the errors that it should settle at, ${brief(rule.distance[t] / rule.distance[0])} times as far from them as at the start. Try a smaller step size γ.`;
    default:
      return '';
  }
}

/**
 * The state of one row at t in full sentences, for those who cannot see the drawing.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function summary(trace, rule, t) {
  const name = nameOf(rule);
  if (!alive(rule, t)) return `${name} at t = ${t}: ${rule.sentence}`;
  const L = trace.depth;
  const nodes = reached(rule, t);
  const fronts = messages(rule, t).flatMap((kind, l) => (kind === 'front' ? [l] : []));
  const counts = rule.counters[t];
  const products = counts.vjp.reduce((sum, n) => sum + n, 0);
  const cosine = rule.cosine[t * (L + 1) + L];
  return [
    `${name} at t = ${t} of ${trace.T}:`,
    nodes.length === 0
      ? 'no node has an error.'
      : nodes.length === L
        ? 'every node has an error.'
        : `${nodes.length} of ${L} nodes have an error, down to node ${nodes[0]}.`,
    fronts.length > 0 ? `Node ${fronts[0]} heard of it in this step.` : '',
    rule.doneAt >= 0 && t >= rule.doneAt ? `Done at t = ${rule.doneAt}.` : '',
    `${counted(products, 'product')} so far, ${counts.front} at the front, ${counts.refine} refining, ${counts.redundant} redundant, ${counts.idle} idle.`,
    Number.isNaN(cosine)
      ? 'Its gradient cannot be compared with backpropagation yet.'
      : `Cosine of its gradient to backpropagation: ${brief(cosine)}.`,
    trouble(rule, t),
    note(trace, rule, t),
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * What the plot of first arrivals shows up to t: whether the rows kept to theorem 1 so far, and which it is not about.
 * @param {Trace} trace @param {number} t
 * @returns {string}
 */
export function arrivals(trace, t) {
  const L = trace.depth;
  const late = [];
  const rules = trace.rules.filter(rule => !rule.refused);
  const bound = rules.filter(rule => !exempt(rule));
  for (const rule of bound) {
    for (let l = L; l >= 1; l--) {
      const due = L - l;
      if (due > t || !alive(rule, due)) break;
      const seen = rule.firstNonzero[l];
      if (seen === due) continue;
      late.push(
        `${nameOf(rule)}: node ${l} was due at t = ${due}, ${seen < 0 || seen > t ? 'and is still exactly zero' : `came at t = ${seen}`}`,
      );
      break;
    }
  }
  const free = rules.filter(exempt).map(rule => `${nameOf(rule)}, ${exempt(rule)}`);
  const verdict =
    bound.length === 0
      ? ''
      : late.length === 0
        ? 'So far every error arrived exactly when theorem 1 says.'
        : `${late.join('. ')}.`;
  return [verdict, free.length > 0 ? `Theorem 1 says nothing of ${free.join(', nor of ')}.` : '']
    .filter(Boolean)
    .join(' ');
}

/**
 * What a reader has to know to make sense of a row at t: what is held, what a free end says, which layers never
 * learned. Often ''.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function note(trace, rule, t) {
  if (!alive(rule, t)) return '';
  if (rule.scheme === 'fa-zil') return untriggered(rule, t);
  if (rule.scheme === 'ar')
    return 'What is drawn as e is the value itself: it starts as the forward run left it and becomes the error.';
  if (rule.scheme === 'generative') return generative(trace, rule, t);
  if (['g-il', 'il-prox', 'il-prox-practical'].includes(rule.scheme))
    return 'Values and errors here are pre-activations: what goes into a unit’s nonlinearity, not what comes out.';
  return locks(rule);
}

/** The nodes that are held or free against the usual. @param {RuleTrace} rule */
function locks(rule) {
  const L = depthOf(rule);
  const held = rule.held.flatMap((is, l) => (is && l > 0 && l < L ? [l] : []));
  const free = [0, L].filter(l => !rule.held[l]);
  return [
    held.length > 0
      ? `x${held.map(subscript).join(', x')} ${held.length === 1 ? 'is' : 'are'} held where the forward run left ${held.length === 1 ? 'it' : 'them'}: no error passes there.`
      : '',
    free.includes(0) ? 'The picture x₀ is free: it changes too, towards one that would give the label.' : '',
    free.includes(L) ? `The label x${subscript(L)} is free: it gives way to the prediction, and the error fades.` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

/**
 * Which layers of FA-Z-IL should have learned by t and have not, or did late, and why.
 * @param {RuleTrace} rule
 * @param {number} t
 */
function untriggered(rule, t) {
  const L = depthOf(rule);
  const due = Array.from({ length: L }, (_, l) => l).filter(l => L - 1 - l <= t);
  const asleep = due.filter(l => rule.learnedAt[l] < 0 || rule.learnedAt[l] > t);
  const late = due.filter(l => rule.learnedAt[l] > L - 1 - l && rule.learnedAt[l] <= t);
  /** @param {number} l */
  const size = l => rule.target[l + 1];
  const dead = asleep.filter(l => size(l) === 0);
  const lost = asleep.filter(l => size(l) > 0);
  const parts = [];
  if (lost.length > 0) {
    const nodes = nodesAsText(lost.map(l => l + 1));
    const never = t >= L - 1 && lost.every(l => rule.learnedAt[l] < 0); // in all the steps there are
    const sizes =
      lost.length === 1
        ? brief(size(lost[0]))
        : `${brief(Math.min(...lost.map(size)))} to ${brief(Math.max(...lost.map(size)))}`;
    parts.push(
      `${weights(lost)} ${never ? 'never triggered' : 'should have triggered by now'}: the error of ${nodes} stayed exactly zero, because every change of x was smaller than one ulp of μ, the last digit kept. Backpropagation’s error there is ${sizes} long.`,
    );
  }
  if (dead.length > 0)
    parts.push(
      `${weights(dead)} ${dead.length === 1 ? 'has' : 'have'} nothing to learn: backpropagation’s error there is exactly zero too.`,
    );
  if (late.length > 0)
    parts.push(
      `${list(late.map(l => `W${subscript(l)} triggered at t = ${rule.learnedAt[l]} instead of ${L - 1 - l}`))}: the first changes were smaller than one ulp of μ.`,
    );
  return parts.join(' ');
}

/** What a generative row shows. @param {Trace} trace @param {RuleTrace} rule @param {number} t */
function generative(trace, rule, t) {
  const L = depthOf(rule);
  const [label, picture] = [rule.held[0], rule.held[L]];
  const end = `x${subscript(L)}`;
  const said = label ? null : guess(rule, t);
  const parts = [];
  if (label && picture)
    parts.push(
      `The label x₀ and the picture ${end} are held, and the layers between settle. Open the lock of x₀, and the network looks for the digit; open that of ${end}, and it draws.`,
    );
  if (said && said.value === said.second)
    parts.push('The label is free, ten times 0.1, and says nothing yet: no error has reached it.');
  else if (said)
    parts.push(
      `The label is free, from ten times 0.1: it says ${said.digit} (${brief(said.value)}${said.value < 0 ? '' : `, next ${said.next}: ${brief(said.second)}`}); the picture is a ${trace.label}.`,
    );
  if (!picture)
    parts.push(
      `The picture is free, from the digit shown: it turns into what the network expects of ${label ? `a ${trace.label}` : 'its own label'}.`,
    );
  if ((said && said.value !== said.second) || !picture)
    parts.push('This network has not been trained, so its answer is a guess.');
  const held = rule.held.flatMap((is, l) => (is && l > 0 && l < L ? [`x${subscript(l)}`] : []));
  if (held.length > 0) parts.push(`Held besides: ${list(held)}.`);
  return parts.join(' ');
}

/**
 * The largest entry of a free label, and the second largest.
 * @param {RuleTrace} rule @param {number} t
 * @returns {{ digit: number, value: number, next: number, second: number }}
 */
export function guess(rule, t) {
  const values = rule.first.subarray(t * rule.sizes[0], (t + 1) * rule.sizes[0]);
  const order = Array.from(values.keys()).sort((a, b) => values[b] - values[a]);
  return { digit: order[0], value: values[order[0]], next: order[1], second: values[order[1]] };
}
