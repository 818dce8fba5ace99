// Draws any plot of an experiment. It is loaded when the experiments view first needs it, and the plotting library with it.

import { drawCurves } from './experiment-curves.js';
import { drawMap } from './experiment-map.js';

/**
 * @param {import('./experiment-frame.js').ExperimentPlot} plot
 * @param {import('./experiment-frame.js').Summary} summary with at least one point
 * @param {import('./experiment-frame.js').Look} look
 * @returns {import('./experiment-frame.js').Drawing}
 */
export const draw = (plot, summary, look) => (plot.mark === 'map' ? drawMap : drawCurves)(plot, summary, look);
