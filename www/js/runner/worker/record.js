// What a node did and when. The rounds of a run are all alike, so each operation and message is kept once, with mean
// times.

/** @typedef {import('../protocol.js').RawOp} RawOp */
/** @typedef {import('../protocol.js').RawMsg} RawMsg */
/** @typedef {import('./link.js').Received} Received */

export class Record {
  /** @type {RawOp[]} */
  ops = [];
  /** @type {RawMsg[]} */
  messages = [];
  /** @type {number[]} */
  starts = [];
  /** @type {number[]} */
  ends = [];
  #origin = 0;
  #rounds = 0;
  #op = 0;
  #message = 0;
  #clock;
  #index;

  /** @param {number} index the node's @param {() => number} clock */
  constructor(index, clock) {
    this.#index = index;
    this.#clock = clock;
  }

  /** A new round, which began at `origin`. @param {number} origin ms, on the clock of node 1 */
  begin(origin) {
    this.#origin = origin;
    this.#rounds += 1;
    this.#op = 0;
    this.#message = 0;
  }

  /** Forgets what was recorded: the round was a warm-up. */
  forget() {
    this.ops = [];
    this.messages = [];
    this.starts = [];
    this.ends = [];
    this.#rounds = 0;
  }

  /**
   * Does an operation between two looks at the clock.
   * @template T
   * @param {RawOp['kind']} kind
   * @param {number} t
   * @param {number} stage
   * @param {() => T} operation
   * @returns {T}
   */
  time(kind, t, stage, operation) {
    const start = this.#clock();
    const result = operation();
    const end = this.#clock();
    const op = (this.ops[this.#op] ??= { kind, t, stage, start: 0, end: 0, use: '' });
    op.start += start - this.#origin;
    op.end += end - this.#origin;
    this.#op += 1;
    if (this.starts.length < this.#rounds) this.starts.push(start - this.#origin);
    this.ends[this.#rounds - 1] = end - this.#origin;
    return result;
  }

  /** What the last operation, a product, was worth. @param {RawOp['use']} use */
  worth(use) {
    this.ops[this.#op - 1].use = use;
  }

  /** @param {Received} message @param {number} from the node that sent it */
  received({ kind, t, stage, sent, received }, from) {
    const message = (this.messages[this.#message] ??= { kind, t, stage, from, to: this.#index, sent: 0, received: 0 });
    message.sent += sent - this.#origin;
    message.received += received - this.#origin;
    this.#message += 1;
  }

  /** Sums over the rounds become means. */
  finish() {
    for (const op of this.ops) {
      op.start /= this.#rounds;
      op.end /= this.#rounds;
    }
    for (const message of this.messages) {
      message.sent /= this.#rounds;
      message.received /= this.#rounds;
    }
  }
}
