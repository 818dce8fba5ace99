// Experiments as the page asks for them, before their code is there: it is fetched when somebody first asks. The work
// is done by experiments/.

/** @typedef {import('../../model/protocol.js').DataPlan} DataPlan */
/** @typedef {import('../../model/experiment-types.js').Experiments} Experiments */
/** @typedef {ReturnType<typeof import('./remote.js').createExperiments>} Remote */

/**
 * @param {Parameters<typeof import('./remote.js').createExperiments>[0]} start how workers are started
 * @returns {Remote}
 */
export function createExperiments(start) {
  /** @type {Promise<Remote> | null} */
  let fetched = null;
  /** What a visitor gave before that. @type {DataPlan | null} */
  let given = null;
  async function fetchCode() {
    const remote = (await import('./remote.js')).createExperiments(start);
    if (given) await remote.useFiles(given);
    return remote;
  }
  async function experiments() {
    fetched ??= fetchCode();
    try {
      return (await fetched).experiments;
    } catch (error) {
      fetched = null; // another try may get it
      throw error;
    }
  }
  return {
    experiments: {
      list: async () => (await experiments()).list(),
      open: async (...args) => (await experiments()).open(...args),
      read: async bytes => (await experiments()).read(bytes),
      answer: async text => (await experiments()).answer(text),
    },
    async useFiles(plan) {
      given = plan;
      await (await fetched)?.useFiles(plan);
    },
  };
}
