// What the schemes compute, by the engine, and when, on the ideal machine. Knows no document: what it has found it tells.

import { CLASSICS, ownErrors, processorsOf, shownSchemes, turned } from '../../model/chain/settings.js';
import { idealTimeline, summarise, sweepTimeline } from '../../model/chain/timeline.js';

/** @typedef {import('../../model/settings.js').Settings} Settings */
/** @typedef {import('../../model/scheme.js').SchemeId} SchemeId */
/** @typedef {import('../../model/protocol.js').Operations} Operations */
/** @typedef {import('../../model/chain/timeline.js').Timeline} Timeline */
/** @typedef {import('../../model/chain/timeline.js').Summary} Summary */

/** What a scheme does on the ideal machine, and backpropagation on the same chain.
 * @typedef {{timeline: Timeline, summary: Summary, bp: Summary, digits: number, finite: boolean}} Ideal */

/** A slider still moving should not compute at each of its positions. */
const SETTLE_MS = 150;

/** @param {unknown} error */
export const text = error => (error instanceof Error ? error.message : String(error));
/** The module's sentence, as one of the page. @param {string} sentence */
export const sentenceOf = sentence => `${sentence[0].toUpperCase()}${sentence.slice(1).replace(/\.$/, '')}.`;

export class Ideals {
  /** Settings of the operations there are. @type {Settings | null} */
  known = null;
  /** Whether these were of other settings or digits. */
  outdated = true;
  /**
   * Of the schemes asked for with these settings: what they compute, or why they do not.
   * @type {Map<SchemeId, Operations | string>}
   */
  operations = new Map();
  /** Their schedules. @type {Map<SchemeId, Ideal>} */
  of = new Map();
  /**
   * The last request for operations: a run waits for it, or it would be timed beside other work.
   * @type {Promise<unknown>}
   */
  computing = Promise.resolve();
  #asked = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #settle;

  /**
   * @param {object} page
   * @param {(settings: Settings, scheme: SchemeId) => Promise<Operations>} page.compute by the engine
   * @param {() => Settings} page.settings
   * @param {() => void} page.changed told when there are new schedules
   * @param {(sentence: string) => void} page.say what went wrong with all of them
   */
  constructor({ compute, settings, changed, say }) {
    this.compute = compute;
    this.settings = settings;
    this.changed = changed;
    this.say = say;
  }

  /** Whether the engine has to be asked before this scheme can be shown. @param {SchemeId} scheme */
  lacks(scheme) {
    return this.outdated || !this.operations.has(scheme);
  }

  /** Asks the engine, once settings stand still. */
  refresh() {
    clearTimeout(this.#settle);
    this.#settle = setTimeout(
      () => {
        this.computing = this.#ask();
      },
      this.known ? SETTLE_MS : 0,
    );
  }

  async #ask() {
    const turn = ++this.#asked;
    const settings = this.settings();
    /** @type {Map<SchemeId, Operations | string>} */
    const got = this.outdated ? new Map() : new Map(this.operations);
    for (const scheme of shownSchemes(settings.pRule)) {
      if (got.has(scheme)) continue;
      try {
        got.set(scheme, await this.compute(settings, scheme));
      } catch (error) {
        if (turn === this.#asked && CLASSICS.includes(scheme)) this.say(text(error));
        if (CLASSICS.includes(scheme)) return;
        got.set(scheme, sentenceOf(text(error)));
      }
      if (turn !== this.#asked) return;
    }
    [this.known, this.operations, this.outdated] = [settings, got, false];
    this.schedule();
  }

  /** Schedules the operations there are on the ideal machine. */
  schedule() {
    const { known } = this;
    if (!known) return;
    const settings = { ...this.settings(), pDepth: known.pDepth };
    const machine = {
      depth: settings.pDepth,
      processors: processorsOf(settings),
      lockstep: settings.pWait === 'lockstep',
    };
    this.of = new Map();
    for (const [scheme, computed] of this.operations) {
      if (typeof computed === 'string') continue;
      const { list, T, sizes, digits, finite } = computed;
      const timeline = idealTimeline(scheme, list, { ...machine, T, own: ownErrors(known, scheme) });
      const summary = summarise(timeline);
      const bp = turned(scheme)
        ? summarise(sweepTimeline(sizes, known.pBatch, machine))
        : (this.of.get('bp')?.summary ?? summary);
      this.of.set(scheme, { timeline, summary, bp, digits, finite });
    }
    this.changed();
  }
}
