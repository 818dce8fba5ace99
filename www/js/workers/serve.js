// A worker's side of protocol.js: takes requests, answers each, and ends itself after a crash.

/** @typedef {import('../model/protocol.js').Requests} Requests */
/** @typedef {import('../model/protocol.js').RequestType} RequestType */
/** @typedef {import('../model/protocol.js').Role} Role */
/** @typedef {import('../model/protocol.js').WorkerMessage} WorkerMessage */

/**
 * @template T
 * @typedef {{value: T, transfer?: Transferable[]}} Answer
 */
/**
 * What a request does: returns, now or later, the reply and the buffers to hand over.
 * @template {RequestType} K
 * @typedef {{[R in K]: (args: Requests[R]['args']) => Answer<Requests[R]['reply']> | Promise<Answer<Requests[R]['reply']>>}}
 * Handlers
 */

const scope = /** @type {DedicatedWorkerGlobalScope} */ (/** @type {unknown} */ (self));

/** @param {WorkerMessage} message @param {Transferable[]} [transfer] */
export const send = (message, transfer = []) => scope.postMessage(message, transfer);

/** @param {unknown} error */
const say = error => (error instanceof Error ? error.message : String(error));

/** A panic leaves the instance in an unknown state: nothing more may be asked of it. @param {unknown} error */
export function fatal(error) {
  send({ type: 'fatal', message: say(error) });
  scope.close();
}

/**
 * Answers requests from now on, the first of which brings the module.
 * @param {(module: WebAssembly.Module, role: Role) => Partial<Handlers<RequestType>>} start instantiates it
 */
export function serve(start) {
  /** @type {Partial<Handlers<RequestType>> | null} */
  let answer = null;
  scope.onmessage = ({ data: message }) => {
    /** @param {unknown} error */
    const failed = error => {
      if (error instanceof WebAssembly.RuntimeError || message.type === 'init') fatal(error);
      else send({ type: 'failed', id: message.id, message: say(error) });
    };
    /** @param {Answer<any>} made */
    const reply = ({ value, transfer }) => send({ type: 'reply', id: message.id, value }, transfer);
    try {
      if (message.type === 'init') {
        answer = start(message.module, message.role);
        send({ type: 'ready' });
        return;
      }
      const handler = answer?.[/** @type {RequestType} */ (message.type)];
      if (!handler)
        throw new Error(
          `The worker was asked for "${message.type}", which it ${answer ? 'does not answer' : 'cannot answer before it is ready'}.`,
        );
      const made = handler(message.args);
      if (made instanceof Promise) made.then(reply).catch(failed);
      else reply(made);
    } catch (error) {
      failed(error);
    }
  };
}
