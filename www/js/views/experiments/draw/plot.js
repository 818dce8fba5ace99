// Draws any plot of an experiment. It is loaded when the experiments view first needs it, and the plotting library with
// it.

import { drawCurves } from './curves.js';
import { drawMap } from './map.js';

/**
 * @param {import('./frame.js').ExperimentPlot} plot
 * @param {import('./frame.js').Summary} summary with at least one point
 * @param {import('./frame.js').Look} look
 * @returns {import('./frame.js').Drawing}
 */
export const draw = (plot, summary, look) => (plot.mark === 'map' ? drawMap : drawCurves)(plot, summary, look);
