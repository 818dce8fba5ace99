// The phases inside a step, and the way through them. Pure.

/** @typedef {{t: number, phase: number}} Moment */

/** In their order; a phase's number is its place from 1. @type {readonly {name: string, about: string}[]} */
export const PHASES = [
  { name: 'send', about: 'Errors go through the transposed Jacobians, on their way to the nodes before' },
  { name: 'receive', about: 'The messages have arrived; nothing has moved yet' },
  { name: 'relax', about: 'Values have moved, and every node has compared again' },
  { name: 'learn', about: 'Layers whose moment it is have their gradient' },
];

/** The phase in which a step is whole. */
export const WHOLE = PHASES.length;

/**
 * One phase on. @param {Moment} moment @param {number} T
 * @returns {Moment}
 */
export function next({ t, phase }, T) {
  if (phase < WHOLE) return { t, phase: phase + 1 };
  return t < T ? { t: t + 1, phase: 1 } : { t, phase };
}

/** One phase back. @param {Moment} moment @returns {Moment} */
export function previous({ t, phase }) {
  if (t === 0) return { t, phase: WHOLE };
  return phase > 1 ? { t, phase: phase - 1 } : { t: t - 1, phase: WHOLE };
}

/**
 * The time whose errors are on show: until values move, still those before the step.
 * @param {Moment} moment
 * @returns {number}
 */
export const timeOfErrors = ({ t, phase }) => (phase < 3 ? t - 1 : t);
