// What slow motion and the equations need besides the step view itself; loaded when one of them is first used.

export { buildLens } from './lens.js';
export { drawInside } from './strips.js';
export { learningSentence, phaseSentence } from './words.js';
export { insideOf } from './reading.js';
