// The tables of the parallel view: what each rule costs, the paper's inequality with numbers, and what a run took.

import { brief, counted, whole } from '../../model/numbers.js';
import { element } from '../../ui/dom.js';
import { boundNote } from './bound-notes.js';
import { boundWords, printedWords } from './bound-lines.js';
import { turned } from '../../model/chain/settings.js';
import { comparison, times } from './words.js';
import { schemeById } from '../../model/schemes.js';
import { timeText } from './draw/timeline.js';

/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../model/protocol.js').SchemeCosts} SchemeCosts */
/** @typedef {import('../../model/protocol.js').LoopTimes} LoopTimes */
/** @typedef {import('../../model/chain/timeline.js').Measured} Measured */
/** @typedef {import('../../model/chain/timeline.js').Summary} Summary */

/**
 * What the tables are made from.
 * @typedef {object} Figures
 * @property {SchemeId} scheme the chosen one
 * @property {boolean} own whether under it nodes have errors of their own before the output's can have come
 * @property {number} depth L
 * @property {number} batch
 * @property {Map<SchemeId, SchemeCosts>} costs of all that were asked for with these settings
 * @property {(scheme: SchemeId) => number} steps T of each scheme
 * @property {Map<SchemeId, {summary: Summary, bp: Summary}>} ideal of all that are shown, each with backpropagation on
 * the same chain
 * @property {number} processors of the ideal machine
 * @property {boolean} lockstep
 * @property {Map<SchemeId, Measured>} measured runs with the settings as they are
 */

/** @param {number} value */
const adds = value => timeText(value, 'multiply-adds');
/** @param {number} value */
const ms = value => timeText(value, 'ms');

/**
 * w, ms per multiply-add: the line through the origin that fits measured operations best.
 * @param {{ms: number, multiplyAdds: number}[]} measured
 * @returns {number} NaN when there is nothing to fit
 */
export function fitScale(measured) {
  const above = measured.reduce((sum, { ms, multiplyAdds }) => sum + ms * multiplyAdds, 0);
  const below = measured.reduce((sum, { multiplyAdds }) => sum + multiplyAdds ** 2, 0);
  return below > 0 ? above / below : NaN;
}

/**
 * w of the operations of all runs there are; NaN before the first.
 * @param {Figures} figures
 */
export function scaleOf({ measured, costs }) {
  return fitScale(
    [...measured].flatMap(([scheme, { run }]) => {
      const C = costs.get(scheme)?.costs ?? [];
      return run.nodes.flatMap(({ index, calibrated }) =>
        [calibrated.forwardMs, calibrated.vjpMs, calibrated.gradientMs]
          .filter(each => Number.isFinite(each) && index <= C.length)
          .map(each => ({ ms: each, multiplyAdds: C[index - 1] })),
      );
    }),
  );
}

/** @param {string} text @param {string} title */
const head = (text, title) => element('th', { scope: 'col', title }, text);

/**
 * One row a scheme: WORK, TIME in one process, TIME in parallel.
 * @param {Figures} figures
 * @returns {HTMLTableElement}
 */
export function costTable(figures) {
  const { costs, steps, ideal, measured, scheme: chosen, processors, lockstep } = figures;
  const w = scaleOf(figures);
  /** @param {number} value */
  const both = value =>
    Number.isFinite(w) ? [adds(value), element('small', {}, ` ≈ ${ms(value * w)}`)] : [adds(value)];
  const rows = [...ideal].map(([scheme, { summary, bp }]) => {
    const total = costs.get(scheme)?.work ?? NaN;
    const one = measured.get(scheme);
    return element(
      'tr',
      { class: `of-${scheme}${scheme === chosen ? ' picked' : ''}` },
      element('th', { scope: 'row' }, schemeById(scheme).name),
      element('td', {}, String(steps(scheme))),
      element('td', {}, adds(total)),
      element(
        'td',
        {},
        ...both(total),
        ...(one ? [element('br'), `loop: ${ms(one.loop.forwardMs + one.loop.stepsMs)}`] : []),
      ),
      element('td', {}, ...both(summary.end)),
      element('td', {}, one ? ms(one.run.wallMs) : '–'),
      element('td', {}, `${times(summary.end / bp.end)}`),
    );
  });
  return element(
    'table',
    { class: 'costs' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head('rule', ''),
        head('T', 'inference steps'),
        head('WORK', 'multiply-adds of all operations'),
        head('TIME, one process', 'one operation after the other'),
        head(
          'TIME, parallel, ideal',
          `list schedule on ${processors} processors, ${lockstep ? 'every step waits for the slowest' : 'each node at its own pace'}`,
        ),
        head('TIME, parallel, measured', 'first operation to last, start-up left out'),
        head('ideal / BP', 'ideal parallel time against that of backpropagation'),
      ),
    ),
    element('tbody', {}, ...rows),
  );
}

/** What the numbers of that table are. @param {Figures} figures */
export function costNote(figures) {
  const w = scaleOf(figures);
  const round = [...figures.ideal.keys()].find(turned);
  return (
    `Forward sweep, T steps and gradients. Times in multiply-adds${Number.isFinite(w) ? `, ≈ in ms with w = ${brief(w * 1e6, 3)} ms per million, fitted to the workers’ operations` : '; run in parallel to have them in ms'}.` +
    (round
      ? ` ${schemeById(round).name} stands beside backpropagation on its own chain, from the label to the picture.`
      : '')
  );
}

/**
 * The paper's inequality for the chosen scheme, line by line; or why there is none.
 * @param {Figures} figures
 * @param {SchemeCosts} of the chosen scheme
 * @returns {HTMLElement}
 */
export function inequality(figures, { costs: C, slowest, time, bpTime, bound, cheapGradient }) {
  const { batch, scheme, steps, own } = figures;
  const T = steps(scheme);
  const w = scaleOf(figures);
  const all = C.reduce((a, b) => a + b, 0);
  const { equations, words } = boundNote(scheme, own);
  const costList =
    C.length <= 10
      ? C.map((cost, i) => `C${sub(i)} = ${adds(cost)}`).join(', ')
      : `C₀ = ${adds(C[0])}, then ${adds(Math.min(...C.slice(1)))} to ${adds(Math.max(...C.slice(1)))}`;
  const given = element(
    'p',
    {},
    ...subscripted(
      `C_i, one evaluation of f_i for ${batch === 1 ? 'one digit' : `all ${batch} digits`}: ${costList}; Σ C_i = ${adds(all)}, C_max = ${adds(Math.max(...C))}, ` +
        `C_slow = ${adds(slowest)} (dearest product that is computed: nobody needs f₀’s)${Number.isFinite(w) ? `; w = ${brief(w * 1e6, 3)} ms per million` : ''}.`,
    ),
  );
  if (!equations) {
    return element(
      'div',
      { class: 'inequality' },
      given,
      element(
        'p',
        { class: 'verdict-line' },
        element('b', {}, 'No bound of the paper’s is meant for this rule. '),
        words,
      ),
      element(
        'p',
        {},
        `What can be counted: when every step waits for the slowest, its ${counted(T, 'step')} (T) take ${adds(time)} multiply-adds, gradients left out, and backpropagation ${adds(bpTime)}: ${times(time / bpTime)}.`,
      ),
    );
  }
  const { relation, lines, holds, ratio, literal, stages } = bound;
  const said = boundWords(scheme, { depth: C.length, T, stages });
  const printed = printedWords(scheme);
  const sign = relation === 'at least' ? '≥' : '≤';
  /** @param {number} i @param {string} before */
  const row = (i, before) => {
    const line = lines[i];
    return element(
      'tr',
      {},
      element('td', { class: 'equation' }, `(${line.equation})`),
      element('td', {}, before),
      element('td', { class: 'formula' }, ...subscripted(said[i].formula)),
      element(
        'td',
        { class: 'number' },
        adds(line.value),
        ...(Number.isFinite(w) ? [element('small', {}, ` ≈ ${ms(w * line.value)}`)] : []),
      ),
      element('td', { class: 'why' }, said[i].note),
    );
  };
  const verdict =
    scheme === 'bp'
      ? `${holds ? 'Holds' : 'Does not hold'}: ${adds(lines[0].value)} ≤ ${adds(lines[1].value)}, ${Math.round(100 * ratio)} % of what is allowed.`
      : holds
        ? `Holds: ${adds(lines[0].value)} ≥ ${adds(lines[3].value)}; the rule takes ${times(ratio)} what backpropagation takes.`
        : `Does not hold here, and need not: T = ${T} is fewer than the ${Math.ceil((C.length - 1) / stages)} steps after which node 1 can have an error, and the paper bounds the time until then.`;
  return element(
    'div',
    { class: 'inequality' },
    given,
    element(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'Inequality' },
      element(
        'table',
        { class: 'chain-of' },
        element(
          'caption',
          {},
          `TIME without gradients${scheme === 'bp' ? '' : ', every step waiting for the slowest'}: multiply-adds × w`,
        ),
        element('tbody', {}, ...lines.map((_, i) => row(i, i === 0 ? '' : sign))),
      ),
    ),
    element('p', { class: 'verdict-line' }, element('b', {}, verdict), words && ` ${words}`),
    element(
      'p',
      { class: 'note' },
      ...subscripted(
        scheme === 'bp'
          ? `As printed, (2.6) reads w Σ C_i + 2 C_i; brackets are meant. With the gradients, ${times(cheapGradient)} the forward sweep.`
          : `As printed: (${literal[0].equation}) ${printed[0].formula} = ${adds(literal[0].value)} ≥ (${literal[1].equation}) ${printed[1].formula} = ${adds(literal[1].value)}. ` +
              `The paper allows a product 2 C_i where this program counts C_i, and its sums run from 0 to L: ${printed[0].note}. Its step to (${literal[1].equation}) says L · C_max ≥ Σ C_i.`,
      ),
    ),
  );
}

/**
 * Text in which "_x", "_slow" or "_(i ≥ 1)" is set as a subscript.
 * @param {string} text
 * @returns {(Node | string)[]}
 */
export const subscripted = text =>
  text
    .split(/(_\([^)]*\)|_[a-z]+)/)
    .map(part => (part.startsWith('_') ? element('sub', {}, part.replace(/^_\(?|\)$/g, '')) : part));

/** Digits as subscripts. @param {number} value */
const sub = value => [...String(value)].map(digit => '₀₁₂₃₄₅₆₇₈₉'[Number(digit)]).join('');

/** @param {string} name @param {string} value @param {string} [title] */
const fact = (name, value, title = '') =>
  element('div', title ? { title } : {}, element('dt', {}, name), element('dd', {}, value));

/** @param {number | null} cores */
const coreWords = cores =>
  cores === null
    ? 'This browser does not say how many cores there are.'
    : `This browser says that there are ${cores} ${cores === 1 ? 'core' : 'cores'}; with protection against fingerprinting it may say another number than there are.`;

/**
 * What the chosen rule's run took, each part on its own.
 * @param {Figures} figures
 * @param {number | null} cores that this browser says there are
 * @returns {HTMLElement[]}
 */
export function runFacts(figures, cores) {
  const one = figures.measured.get(figures.scheme);
  if (!one) {
    return [
      element(
        'p',
        {},
        'Not run yet with these settings.',
        element(
          'span',
          { class: 'of-run' },
          ` “Run in parallel” starts ${figures.depth} workers, each with its own copy of the program and message ports to its neighbours alone.`,
        ),
        ` ${coreWords(cores)}`,
      ),
    ];
  }
  const { run, summary, loop } = one;
  const { compileMs, spawnMs, initMs } = run.startup;
  const { verdict, reasons } = comparison(run, summary, loop);
  const initial = initMs.reduce((a, b) => a + b, 0);
  return [
    element('p', { class: 'verdict-line' }, verdict),
    element('ul', { class: 'reasons' }, ...reasons.map(reason => element('li', {}, reason))),
    element(
      'dl',
      { class: 'facts-list' },
      fact(
        'Start-up, not counted above',
        ms(compileMs + spawnMs),
        `compiling ${ms(compileMs)}, starting workers until all are ready ${ms(spawnMs)}`,
      ),
      fact(
        'of it, making nodes',
        `${ms(initial)} in all`,
        'each worker instantiates the program and takes its layer’s weights; they do so side by side',
      ),
      fact('Computing, all nodes', ms(summary.work)),
      fact('Waiting, all nodes', `${ms(summary.waiting)} of ${ms(run.depth * summary.end)}`),
      fact(
        'Messages',
        `${whole(summary.messages)}, ${ms(summary.latency)} each`,
        'from handing it to the port until the neighbour got it',
      ),
      ...(summary.tokens.count
        ? [
            fact(
              'Messages that say “done”',
              `${whole(summary.tokens.count)}, ${ms(summary.tokens.time / summary.tokens.count)} each`,
            ),
          ]
        : []),
      fact('First operation to last', `${ms(run.wallMs)}`, `median of ${run.rounds} rounds`),
      fact('The clock’s step', ms(run.clockResolutionMs), `bars are means over ${run.rounds} rounds`),
    ),
  ];
}

/**
 * The cheap-gradient constant, counted and measured, beside the paper's 3.
 * @param {Figures} figures
 * @param {SchemeCosts} chosen of the chosen scheme
 * @returns {HTMLElement[]}
 */
export function cheapFacts(figures, chosen) {
  const [scheme, measured] = [...figures.measured].find(([one]) => one === figures.scheme) ??
    [...figures.measured].at(-1) ?? [figures.scheme, null];
  const { costs: C, cheapGradient: counted } = figures.costs.get(scheme) ?? chosen;
  const all = C.reduce((a, b) => a + b, 0);
  const loop = measured?.loop;
  return [
    element(
      'p',
      {},
      'Forward and backward sweep together cost no more than a small multiple of the forward sweep alone (section 2.1).',
    ),
    element(
      'dl',
      { class: 'facts-list' },
      fact('The paper', 'at most 3 ×'),
      fact('Counted here', times(counted), '3 less the product of f₀ towards the input, which nobody needs'),
      fact(
        'Measured, loop',
        loop ? `${times((loop.forwardMs + loop.backwardMs) / loop.forwardMs)}` : 'run to measure',
        loop
          ? `forward ${ms(loop.forwardMs)}, backward ${ms(loop.backwardMs)}, each from at least ${loop.runs} runs`
          : '',
      ),
      ...(loop
        ? [fact('forward', ms(loop.forwardMs)), fact('forward + backward', ms(loop.forwardMs + loop.backwardMs))]
        : []),
    ),
    ...(loop && loop.forwardMs + loop.backwardMs > 3 * loop.forwardMs
      ? [
          element(
            'p',
            {},
            `More than 3, although the count is below: w is not the same for both. A million multiply-adds take ${ms((1e6 * loop.forwardMs) / all)} forward and ${ms((1e6 * loop.backwardMs) / (all * (counted - 1)))} backward here.`,
          ),
        ]
      : []),
  ];
}
