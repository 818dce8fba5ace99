// What happened at one t of a trace, as data and as sentences. Pure: everything is read off the recorded numbers.

/** @typedef {import('./protocol.js').Trace} Trace */
/** @typedef {import('./protocol.js').RuleTrace} RuleTrace */

/**
 * The product that node l received in the last step: its first nonzero one, one of a changed error, one of an unchanged error,
 * one with an error of exactly zero, or no product at all.
 * @typedef {'front' | 'refine' | 'redundant' | 'idle' | 'none'} Message
 */

/** Short names, for labels and sentences; BP, VPC, FPA-PC, Z-IL. */
export const SHORT = /** @type {const} */ ({ bp: 'BP', vpc: 'VPC', fpa: 'FPA-PC', zil: 'Z-IL' });

const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';

/** A whole number as subscript: 12 → ₁₂. @param {number} n @returns {string} */
export const subscript = n => [...String(n)].map(digit => SUBSCRIPTS[Number(digit)] ?? digit).join('');

/**
 * Every digit of a number, with a true minus sign. NaN reads "not defined".
 * @param {number} x
 * @returns {string}
 */
export function exact(x) {
  if (Number.isNaN(x)) return 'not defined';
  if (!Number.isFinite(x)) return x > 0 ? '∞' : '−∞';
  return String(x).replaceAll('-', '−');
}

/**
 * A number in three to five significant digits for lists, where every digit would not fit; exactly 0 stays "0".
 * @param {number} x
 * @returns {string}
 */
export function brief(x) {
  if (x === 0 || !Number.isFinite(x)) return Number.isNaN(x) ? '–' : exact(x);
  const size = Math.abs(x);
  const text = size >= 1e5 || size < 1e-4 ? x.toExponential(2) : x.toPrecision(5);
  return text.replaceAll('-', '−').replace('e+', 'e');
}

/** A count with thin spaces between the thousands. @param {number} n @returns {string} */
export const grouped = n => String(n).replace(/\B(?=(\d{3})+$)/g, '\u202f');

/**
 * Where each node's errors start within one row of `RuleTrace.errors`; entry L + 1 is the row's length.
 * @param {number[]} sizes units of x_0 … x_L
 * @returns {number[]}
 */
export function offsets(sizes) {
  const starts = [0, 0];
  for (let l = 1; l < sizes.length; l++) starts[l + 1] = starts[l] + sizes[l];
  return starts;
}

/**
 * The errors of one node at one t, without a copy.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node 1 … L
 * @returns {Float64Array}
 */
export function nodeErrors(trace, rule, t, node) {
  const starts = offsets(trace.sizes);
  const row = t * starts[trace.depth + 1];
  return rule.errors.subarray(row + starts[node], row + starts[node + 1]);
}

/** Whether the rule still has finite numbers at t. @param {RuleTrace} rule @param {number} t @returns {boolean} */
export const alive = (rule, t) => rule.divergedAt < 0 || t < rule.divergedAt;

/** The norm of e_node at t. @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node @returns {number} */
export const norm = (trace, rule, t, node) => rule.norms[t * (trace.depth + 1) + node];

/**
 * What each node received in the step that led to t.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t
 * @returns {Message[]} L + 1 entries; 0 and L, which receive no product, are 'none'
 */
export function messages(trace, rule, t) {
  const L = trace.depth;
  /** @type {Message[]} */
  const received = Array.from({ length: L + 1 }, () => 'none');
  if (t === 0 || !alive(rule, t) || (rule.doneAt >= 0 && t > rule.doneAt)) return received;
  if (rule.rule === 'bp') {
    // One layer a step; a vanished error (relu) makes even that an idle product.
    received[L - t] = norm(trace, rule, t - 1, L - t + 1) === 0 ? 'idle' : 'front';
    return received;
  }
  for (let l = 1; l < L; l++) {
    if (norm(trace, rule, t - 1, l + 1) === 0) received[l] = 'idle';
    else if (rule.firstNonzero[l + 1] === t - 1) received[l] = 'front';
    else {
      const [now, before] = [nodeErrors(trace, rule, t - 1, l + 1), nodeErrors(trace, rule, t - 2, l + 1)];
      received[l] = now.every((value, i) => value === before[i]) ? 'redundant' : 'refine';
    }
  }
  return received;
}

/**
 * Whether node l's value moved in the step that led to t, so that it told node l + 1 a new value.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t @param {number} node
 * @returns {boolean}
 */
export function moved(trace, rule, t, node) {
  if (t === 0) return true; // the forward run before the first step
  if (rule.rule === 'bp' || rule.rule === 'fpa' || node === 0 || !alive(rule, t)) return false;
  if (rule.doneAt >= 0 && t > rule.doneAt) return false;
  return norm(trace, rule, t - 1, node) > 0 || norm(trace, rule, t - 1, node + 1) > 0;
}

/**
 * Whether the state of the rule still changes in the step that leads to t.
 * @param {RuleTrace} rule @param {number} t
 */
const running = (rule, t) => alive(rule, t) && (rule.doneAt < 0 || t <= rule.doneAt);

/** "BP", "BP and VPC", "BP, VPC and Z-IL". @param {string[]} items @returns {string} */
export const list = items => (items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`);

/** "node 3", "nodes 1–3", "nodes 1–3 and 7". @param {number[]} nodes ascending @returns {string} */
export function nodesAsText(nodes) {
  /** @type {[number, number][]} */
  const runs = [];
  for (const node of nodes) {
    const last = runs.at(-1);
    if (last && last[1] === node - 1) last[1] = node;
    else runs.push([node, node]);
  }
  const text = list(runs.map(([first, last]) => (first === last ? `${first}` : `${first}\u2060–\u2060${last}`)));
  return `${nodes.length === 1 ? 'node' : 'nodes'} ${text}`;
}

/**
 * One or two sentences on what the step that led to t did, over all rules.
 * @param {Trace} trace @param {number} t
 * @returns {string}
 */
export function whatHappened(trace, t) {
  const L = trace.depth;
  if (t === 0) return `The digit has run forward once. Only the output, node ${L}, knows of an error.`;
  const diverged = trace.rules.filter(rule => rule.divergedAt === t);
  if (diverged.length > 0) return `${list(diverged.map(rule => SHORT[rule.rule]))} diverged: a number stopped being finite at this step.`;
  const active = trace.rules.filter(rule => running(rule, t));
  if (active.length === 0) return 'Nothing moves any more.';

  const parts = [];
  const expected = L - t;
  if (expected >= 1) {
    const heard = active.filter(rule => rule.firstNonzero[expected] === t);
    const missed = active.filter(rule => rule.firstNonzero[expected] !== t);
    if (heard.length > 0) {
      const how = missed.length === 0 ? 'for the first time' : `in ${list(heard.map(rule => SHORT[rule.rule]))}, not in ${list(missed.map(rule => SHORT[rule.rule]))}`;
      parts.push(`Node ${expected} hears of the error ${how}.`);
    } else {
      parts.push(`Theorem 1 expects an error at node ${expected} now, but it is still exactly zero.`);
    }
    const idle = active.filter(rule => rule.rule !== 'bp').map(rule => messages(trace, rule, t).flatMap((kind, l) => (kind === 'idle' ? [l] : [])));
    const widest = idle.reduce((most, nodes) => (nodes.length > most.length ? nodes : most), /** @type {number[]} */ ([]));
    if (widest.length > 0) parts.push(`${widest.length === 1 ? 'The product' : 'Products'} towards ${nodesAsText(widest)} ${widest.length === 1 ? 'was' : 'were'} with an error of zero: idle.`);
  } else {
    const late = active.filter(rule => rule.firstNonzero.slice(1).includes(t));
    if (late.length > 0) parts.push(`${list(late.map(rule => SHORT[rule.rule]))} reaches another node, later than theorem 1 says.`);
  }
  const finished = trace.rules.filter(rule => rule.doneAt === t);
  if (finished.length > 0) parts.push(`${list(finished.map(rule => SHORT[rule.rule]))} ${finished.length === 1 ? 'is' : 'are'} done.`);
  if (parts.length === 0) {
    const names = list(active.map(rule => SHORT[rule.rule]));
    const products = active.map(rule => messages(trace, rule, t).filter(kind => kind === 'redundant').length);
    const repeated = products.reduce((sum, n) => sum + n, 0);
    parts.push(`The wave has passed; ${names} ${active.length === 1 ? 'keeps' : 'keep'} adjusting the errors.`);
    if (repeated > 0) parts.push(`${repeated} ${repeated === 1 ? 'product' : 'products'} repeated the step before.`);
  }
  return parts.join(' ');
}

/**
 * A few words beside a rule's name on where it stands at t: done, learning, reaching a node.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function status(trace, rule, t) {
  const L = trace.depth;
  if (!alive(rule, t)) return `diverged at t = ${rule.divergedAt}`;
  if (rule.doneAt >= 0 && t >= rule.doneAt) return `done at t = ${rule.doneAt}`;
  if (rule.rule === 'zil') return `W${subscript(L - 1 - t)} learns at t = ${t}`;
  return '';
}

// So far from backpropagation, as a multiple of backpropagation's own errors, nothing that settles ever gets.
const FAR = 100;

/**
 * What is wrong with a rule at t and what to try: it stopped being finite, or its errors grow without bound. '' when nothing is.
 * Z-IL's errors behind the wave may be large by design, and backpropagation is what is measured against: neither runs away.
 * @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function trouble(rule, t) {
  if (!alive(rule, t)) return rule.sentence;
  if (rule.rule !== 'vpc' && rule.rule !== 'fpa') return '';
  return t > 0 && rule.distance[t] > FAR && rule.distance[t] > rule.distance[t - 1]
    ? `${SHORT[rule.rule]} diverges: its errors grow at every step instead of settling. Try a smaller step size γ.`
    : '';
}

/**
 * The state of one rule at t in full sentences, for those who cannot see the drawing.
 * @param {Trace} trace @param {RuleTrace} rule @param {number} t
 * @returns {string}
 */
export function summary(trace, rule, t) {
  const name = SHORT[rule.rule];
  if (!alive(rule, t)) return `${name} at t = ${t}: ${rule.sentence}`;
  const L = trace.depth;
  const reached = [];
  for (let l = 1; l <= L; l++) if (norm(trace, rule, t, l) > 0) reached.push(l);
  const fronts = messages(trace, rule, t).flatMap((kind, l) => (kind === 'front' ? [l] : []));
  const counts = rule.counters[t];
  const products = counts.vjp.reduce((sum, n) => sum + n, 0);
  const cosine = rule.cosine[t * (L + 1) + L];
  return [
    `${name} at t = ${t} of ${trace.T}:`,
    reached.length === 0 ? 'no node has an error.' : reached.length === L ? 'every node has an error.' : `${reached.length} of ${L} nodes have an error, down to node ${reached[0]}.`,
    fronts.length > 0 ? `Node ${fronts[0]} heard of it in this step.` : '',
    rule.doneAt >= 0 && t >= rule.doneAt ? `Done at t = ${rule.doneAt}.` : '',
    `${products} products so far, ${counts.front} at the front, ${counts.refine} refining, ${counts.redundant} redundant, ${counts.idle} idle.`,
    Number.isNaN(cosine) ? 'Its gradient cannot be compared with backpropagation yet.' : `Cosine of its gradient to backpropagation: ${brief(cosine)}.`,
  ].filter(Boolean).join(' ');
}

/**
 * What the plot of first arrivals shows up to t: whether the rules kept to theorem 1 so far.
 * @param {Trace} trace @param {number} t
 * @returns {string}
 */
export function arrivals(trace, t) {
  const L = trace.depth;
  const late = [];
  for (const rule of trace.rules) {
    for (let l = L; l >= 1; l--) {
      const due = L - l;
      if (due > t || (!alive(rule, due))) break;
      const seen = rule.firstNonzero[l];
      if (seen === due) continue;
      late.push(`${SHORT[rule.rule]}: node ${l} was due at t = ${due}, ${seen < 0 || seen > t ? 'and is still exactly zero' : `came at t = ${seen}`}`);
      break;
    }
  }
  return late.length === 0 ? 'So far every error arrived exactly when theorem 1 says.' : `${late.join('. ')}.`;
}
