// What curves and maps of an experiment share: the axes' looks, the panels' titles, and which mark shows which point.

import * as Plot from '../../../../vendor/plot.js';

/** @typedef {import('../../../ui/draw/canvas.js').Palette} Palette */
/** @typedef {import('../../../model/experiment-types.js').ExperimentPlot} ExperimentPlot */
/** @typedef {import('../aggregate.js').Summary} Summary */
/** @typedef {import('../aggregate.js').Point} Point */
/** @typedef {import('./layout.js').Layout} Layout */

/** A point and the mark that shows it. @typedef {{point: Point, element: SVGGraphicsElement}} Place */

/** @typedef {{svg: SVGSVGElement, legend: SVGSVGElement | null, places: Place[]}} Drawing */

/** @typedef {{width: number, palette: Palette}} Look */

export const FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';
/** Room over a panel's data for its title. */
export const TITLE = 26;
/** Room under each row of panels, for the marks of x: each panel has its own. */
export const BELOW = 26;

/**
 * What every plot's svg says of itself: nothing here depends on the page's style sheet, so that a saved picture looks
 * the same.
 * @param {Palette} palette
 */
export const style = palette => ({
  fontFamily: FONT,
  fontSize: '12px',
  color: palette.ink,
  background: 'none',
  overflow: 'visible',
});

/** The panels' titles. @param {Layout} layout @param {Palette} palette */
export const titles = (layout, palette) =>
  Plot.text(
    layout.panels.filter(panel => panel.title !== ''),
    {
      fx: 'fx',
      fy: 'fy',
      text: 'title',
      frameAnchor: 'top-left',
      lineAnchor: 'top',
      dy: 2,
      fontWeight: 600,
      fontSize: 12.5,
      fill: palette.ink,
    },
  );

/**
 * Options of a mark that also note which element shows which point.
 * @param {Point[]} points the mark's data
 * @param {Place[]} places are added to
 * @param {Record<string, unknown>} options
 * @returns {any}
 */
export const noting = (points, places, options) => ({
  ...options,
  /** @type {Plot.RenderFunction} */
  render(index, scales, values, dimensions, context, next) {
    const group = next?.(index, scales, values, dimensions, context) ?? null;
    if (group)
      index.forEach((i, k) =>
        places.push({ point: points[i], element: /** @type {SVGGraphicsElement} */ (group.children[k]) }),
      );
    return group;
  },
});

/** The svg of a plot, whatever Plot has put around it. @param {Element} made @returns {SVGSVGElement} */
export const svgOf = made =>
  /** @type {SVGSVGElement} */ (made instanceof SVGSVGElement ? made : made.querySelector(':scope > svg:last-of-type'));
