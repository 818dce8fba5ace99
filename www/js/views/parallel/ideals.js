// What the schemes compute and when, on the ideal machine, and what that costs: asked of the engine, and shown once all of
// it is there. Knows no document: what it has found it tells.

import { CLASSICS, ownErrors, processorsOf, shownSchemes } from '../../model/chain/settings.js';
import { idealTimeline, summarise } from '../../model/chain/timeline.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../model/protocol.js').Machine} Machine */
/** @typedef {import('../../model/protocol.js').Operations} Operations */
/** @typedef {import('../../model/protocol.js').Scheduled} Scheduled */
/** @typedef {import('../../model/protocol.js').SchemeCosts} SchemeCosts */
/** @typedef {import('../../model/chain/timeline.js').Timeline} Timeline */
/** @typedef {import('../../model/chain/timeline.js').Summary} Summary */

/** What a scheme does on the ideal machine, and backpropagation on the same chain.
 * @typedef {{timeline: Timeline, summary: Summary, bp: Summary, digits: number, finite: boolean}} Ideal */

/**
 * What is asked of the engine.
 * @typedef {object} Engine
 * @property {(settings: Settings, scheme: SchemeId) => Promise<Operations>} operations
 * @property {(settings: Settings, scheme: SchemeId) => Promise<SchemeCosts>} costs
 * @property {(settings: Settings, operations: Operations, machine: Machine) => Promise<Scheduled>} schedule
 */

/**
 * What the engine computed with some settings: what each scheme does, or why it does not, and what it costs.
 * @typedef {{settings: Settings, operations: Map<SchemeId, Operations | string>, costs: Map<SchemeId, SchemeCosts>}}
 * Computed
 */

/** A slider still moving should not compute at each of its positions. */
const SETTLE_MS = 150;

/** @param {unknown} error */
export const text = error => (error instanceof Error ? error.message : String(error));
/** The module's sentence, as one of the page. @param {string} sentence */
export const sentenceOf = sentence => `${sentence[0].toUpperCase()}${sentence.slice(1).replace(/\.$/, '')}.`;

/** The ideal machine of some settings, for a chain of so many nodes. @param {Settings} settings @param {number} pDepth */
const machineOf = (settings, pDepth) => ({
  processors: processorsOf({ ...settings, pDepth }),
  lockstep: settings.pWait === 'lockstep',
});

/** All that belongs together is exchanged together, so that what is drawn is never half of one and half of another. */
export class Ideals {
  /** What is shown; null before the first. @type {(Computed & {machine: Machine, of: Map<SchemeId, Ideal>}) | null} */
  shown = null;
  /**
   * Until when the engine is busy for this view: a run waits for it, or it would be timed beside other work.
   * @type {Promise<unknown>}
   */
  computing = Promise.resolve();
  /** The newest that the engine computed, maybe not scheduled yet; null when the settings or digits are others. */
  #computed = /** @type {Computed | null} */ (null);
  #asked = 0;
  #scheduled = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settle;

  /**
   * @param {object} page
   * @param {Engine} page.engine
   * @param {() => Settings} page.settings
   * @param {() => void} page.changed told when something else is shown
   * @param {(sentence: string) => void} page.say what went wrong with all of them
   */
  constructor({ engine, settings, changed, say }) {
    this.engine = engine;
    this.settings = settings;
    this.changed = changed;
    this.say = say;
  }

  /** Whether the engine has to be asked before this scheme can be shown. @param {SchemeId} scheme */
  lacks(scheme) {
    return !this.#computed?.operations.has(scheme);
  }

  /** The settings or the digits are others: what is under way is of no use. What is shown stays until there is more. */
  outdate() {
    this.#computed = null;
    this.#asked += 1;
    this.#scheduled += 1;
  }

  /** Asks the engine, once settings stand still. */
  refresh() {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(() => this.#track(this.#ask()), this.shown ? SETTLE_MS : 0);
  }

  /** Schedules the operations there are on the machine of the settings. */
  schedule() {
    this.#track(this.#schedule());
  }

  /** @param {Promise<void>} work */
  #track(work) {
    this.computing = Promise.all([this.computing, work]);
  }

  async #ask() {
    const turn = ++this.#asked;
    const settings = this.settings();
    const operations = new Map(this.#computed?.operations);
    const costs = new Map(this.#computed?.costs);
    for (const scheme of shownSchemes(settings.pRule)) {
      if (operations.has(scheme)) continue;
      try {
        costs.set(scheme, await this.engine.costs(settings, scheme));
        operations.set(scheme, await this.engine.operations(settings, scheme));
      } catch (error) {
        if (turn === this.#asked && CLASSICS.includes(scheme)) this.say(text(error));
        if (CLASSICS.includes(scheme)) return;
        operations.set(scheme, sentenceOf(text(error)));
      }
      if (turn !== this.#asked) return;
    }
    this.#computed = { settings, operations, costs };
    await this.#schedule();
  }

  async #schedule() {
    const turn = ++this.#scheduled;
    const computed = this.#computed;
    if (!computed) return;
    const { settings, operations } = computed;
    const machine = machineOf(this.settings(), settings.pDepth);
    /** @type {Map<SchemeId, Ideal>} */
    const of = new Map();
    for (const [scheme, one] of operations) {
      if (typeof one === 'string') continue;
      try {
        const scheduled = await this.engine.schedule(settings, one, machine);
        if (turn !== this.#scheduled) return;
        of.set(scheme, ideal(settings, one, scheduled, of.get('bp')));
      } catch (error) {
        if (turn === this.#scheduled) this.say(text(error));
        return;
      }
    }
    this.shown = { ...computed, machine, of };
    this.changed();
  }
}

/**
 * @param {Settings} settings
 * @param {Operations} operations
 * @param {Scheduled} scheduled
 * @param {Ideal | undefined} backprop on the usual chain, once it is known
 * @returns {Ideal}
 */
function ideal(settings, { scheme, list, T, digits, finite }, { own, sweep }, backprop) {
  const depth = settings.pDepth;
  const timeline = idealTimeline(scheme, list, own, { depth, T, own: ownErrors(settings, scheme) });
  const summary = summarise(timeline);
  const bp = sweep
    ? summarise(idealTimeline('bp', sweep.list, sweep.schedule, { depth, T: depth - 1 }))
    : (backprop?.summary ?? summary);
  return { timeline, summary, bp, digits, finite };
}
