// How one case of the table is judged: what was thrown, and whether anything changed.

/** What is wrong with the error of a case, or null. */
function complaint(error, { field, expected, got, memory }) {
  if (!(error instanceof Error)) return `threw ${typeof error}, not an Error`;
  if (error.constructor !== Error) return `threw a ${error.constructor.name}: ${error.message}`;
  const { message } = error;
  if (memory) {
    const sentence = /^[^\n]+ needs \d+ MB of memory, more than is available here; make it smaller$/;
    return sentence.test(message) ? null : `not a sentence about memory: ${message}`;
  }
  if (!message.startsWith(`${field} must be `)) return `does not begin with "${field} must be": ${message}`;
  if (!/^[^\n]+ must be [^\n]+, got [^\n]+$/.test(message)) return `not a full sentence: ${message}`;
  if (expected && !message.includes(expected)) return `does not say "${expected}": ${message}`;
  if (got !== undefined && !message.endsWith(`, got ${got}`)) return `does not end with "got ${got}": ${message}`;
  return null;
}

/** Where two lists of arrays of numbers first differ, bit for bit; or null. */
function difference(before, after) {
  if (before.length !== after.length) return 'the number of arrays';
  for (let i = 0; i < before.length; i++) {
    if (before[i].length !== after[i].length) return `the length of array ${i}`;
    for (let j = 0; j < before[i].length; j++) {
      if (!Object.is(before[i][j], after[i][j])) return `entry ${j} of array ${i}`;
    }
  }
  return null;
}

/** Runs cases one after the other on the same objects, and keeps what went wrong. */
export class Judge {
  count = 0;
  /** @type {string[]} */
  failures = [];

  /**
   * @param {() => ArrayLike<number>[]} state everything that a case might change, read anew
   * @param {number} every of so many cases one is tried
   */
  constructor(state, every) {
    this.state = state;
    this.every = every;
    this.before = state();
  }

  /** `call` must throw an Error that says what `wanted` says, and change nothing. */
  bad(name, wanted, call) {
    if (this.count++ % this.every !== 0) return;
    const fail = what => this.failures.push(`${name}: ${what}`);
    try {
      call();
      fail('threw nothing');
    } catch (error) {
      const problem = complaint(error, wanted);
      if (problem) fail(problem);
    }
    try {
      const changed = difference(this.before, this.state());
      if (changed) fail(`changed ${changed}`);
    } catch (error) {
      fail(`left an object unusable: ${error}`);
    }
  }

  /** `call` must not throw. */
  good(name, call) {
    this.count++;
    try {
      call();
    } catch (error) {
      this.failures.push(`${name}: ${error}`);
    }
  }
}
