// One end of the only connection that a node has to one of its neighbours.

/** @typedef {import('../protocol.js').Message} Message */
/** @typedef {import('../protocol.js').Values} Values */
/** @typedef {import('../protocol.js').Delays} Delays */
/** @typedef {Message & {received: number}} Received */

export class Link {
  /** @type {Received[]} */
  #waiting = [];
  /** @type {((message: Received) => void) | null} */
  #taker = null;
  #port;
  #clock;

  /** What is learned here about the neighbour's clock. @type {Delays} */
  delays = { laps: [], least: Infinity };

  /**
   * @param {MessagePort} port
   * @param {number} neighbour the node at the other end
   * @param {() => number} clock
   */
  constructor(port, neighbour, clock) {
    this.neighbour = neighbour;
    this.#port = port;
    this.#clock = clock;
    port.onmessage = ({ data }) => {
      const message = { .../** @type {Message} */ (data), received: clock() };
      this.delays.least = Math.min(this.delays.least, message.received - message.sent);
      if (!this.#taker) {
        this.#waiting.push(message);
        return;
      }
      const taker = this.#taker;
      this.#taker = null;
      taker(message);
    };
  }

  /**
   * Sends; the values' buffer is handed over, not copied.
   * @param {Message['kind']} kind
   * @param {number} t
   * @param {number} stage
   * @param {Values | null} [values]
   * @param {number} [origin]
   */
  send(kind, t, stage, values = null, origin = 0) {
    /** @type {Message} */
    const message = { kind, t, stage, values, origin, sent: this.#clock() };
    this.#port.postMessage(message, values ? [values.buffer] : []);
  }

  /**
   * The next message, in the order in which they were sent, once it is there.
   * @param {Message['kind']} kind
   * @param {number} t
   * @param {number} stage
   * @returns {Promise<Received>}
   * @throws {Error} when the neighbour has sent something else
   */
  async take(kind, t, stage) {
    const message =
      this.#waiting.shift() ??
      (await new Promise(
        /** @param {(message: Received) => void} resolve */ resolve => {
          this.#taker = resolve;
        },
      ));
    if (message.kind !== kind || message.t !== t || message.stage !== stage) {
      throw new Error(
        `node ${this.neighbour} must send a ${kind} of step ${t}, stage ${stage}, but sent a ${message.kind} of step ${message.t}, stage ${message.stage}`,
      );
    }
    return message;
  }
}
