// Chains that nobody ran, as the parallel view has them: operations, and when they run.
import { ruleOptions } from '../../../www/js/model/chain/settings.js';
import { defaults } from '../../../www/js/model/settings.js';
import { idealTimeline, operationsIn } from '../../../www/js/model/chain/timeline.js';
import { pc } from './module.mjs';

const KINDS = ['forward', 'vjp', 'gradient'];
const USES = ['idle', 'front', 'refine', 'redundant'];

/** A scheme's options with the settings that the page begins with. */
export const optionsOf = (scheme, settings = defaults()) => ruleOptions(settings, scheme);

/** What a scheme computes by its order alone: the engine's list, one operation after the other, without uses. */
export const planned = (scheme, sizes, batch, T) =>
  operationsIn(pc.Theory.operations(optionsOf(scheme), sizes, batch, T)).map(operation => ({ ...operation, use: '' }));

/** Operations as the module takes them. */
export const columns = list => ({
  kinds: Uint32Array.from(list, ({ kind }) => KINDS.indexOf(kind)),
  nodes: Uint32Array.from(list, ({ node }) => node),
  times: Uint32Array.from(list, ({ t }) => t),
  stages: Uint32Array.from(list, ({ stage }) => stage),
  uses: Int32Array.from(list, ({ use }) => USES.indexOf(use)),
  multiplyAdds: Float64Array.from(list, ({ multiplyAdds }) => multiplyAdds),
});

/** The timeline of a scheme's operations, given as `columns`, on an ideal machine. */
export function timelineOf(scheme, list, { depth, T, own, processors = depth, lockstep = false }) {
  const schedule = pc.Theory.schedule(list, optionsOf(scheme), { processors, lockstep });
  return idealTimeline(scheme, list, schedule, { depth, T, own });
}
