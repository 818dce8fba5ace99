// A plot as a picture that needs nothing of the page: its title and legend are in it, and every colour is written out.

import { needPixels } from '../../model/pixels.js';
import { wrapped } from './draw/layout.js';

const SVG = 'http://www.w3.org/2000/svg';
const MARGIN = 16;
const LINE = 18;
/** Device pixels of the PNG for each CSS pixel: enough for print at the size on screen. */
const SCALE = 3;

/**
 * @typedef {{svg: SVGSVGElement, legend: SVGSVGElement | null, title: string, subtitle: string, palette: import('../../ui/draw/canvas.js').Palette}}
 * Picture
 */

/** @param {string} name @param {Record<string, string | number>} attributes @param {string} [content] */
function node(name, attributes, content = '') {
  const made = document.createElementNS(SVG, name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, String(value));
  made.textContent = content;
  return made;
}

/** @param {SVGSVGElement} svg */
const sizeOf = svg => ({ width: Number(svg.getAttribute('width')), height: Number(svg.getAttribute('height')) });

/**
 * @param {Picture} picture
 * @returns {SVGSVGElement} not on the page
 */
export function compose({ svg, legend, title, subtitle, palette }) {
  const { width, height } = sizeOf(svg);
  const lines = wrapped(subtitle, width);
  const top = MARGIN + (1 + lines.length) * LINE + 8;
  const legendHeight = legend ? sizeOf(legend).height + 6 : 0;
  const whole = { width: width + 2 * MARGIN, height: top + legendHeight + height + MARGIN };
  const family = svg.style.fontFamily;
  const root = /** @type {SVGSVGElement} */ (
    node('svg', {
      xmlns: SVG,
      ...whole,
      viewBox: `0 0 ${whole.width} ${whole.height}`,
      'font-family': family,
      fill: palette.ink,
      color: palette.ink,
    })
  );
  root.append(
    node('title', {}, title),
    node('rect', { width: whole.width, height: whole.height, fill: palette.paper }),
    node('text', { x: MARGIN, y: MARGIN + LINE - 4, 'font-size': 16, 'font-weight': 600 }, title),
    ...lines.map((line, i) =>
      node('text', { x: MARGIN, y: MARGIN + (2 + i) * LINE - 2, 'font-size': 12, fill: palette.soft }, line),
    ),
  );
  let y = top;
  for (const part of legend ? [legend, svg] : [svg]) {
    const copy = /** @type {SVGSVGElement} */ (part.cloneNode(true));
    for (const marked of copy.querySelectorAll('.at')) marked.removeAttribute('class');
    copy.setAttribute('x', String(MARGIN));
    copy.setAttribute('y', String(y));
    copy.removeAttribute('aria-hidden');
    root.append(copy);
    y += legendHeight;
  }
  return root;
}

/** @param {Picture} picture @returns {string} */
export const toSvg = picture =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(compose(picture))}\n`;

/**
 * @param {Picture} picture
 * @returns {Promise<Blob>}
 * @throws {Error} one sentence when the browser cannot draw it
 */
export async function toPng(picture) {
  needPixels('no PNG can be saved, but SVG can');
  const { width, height } = sizeOf(compose(picture));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(toSvg(picture))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * SCALE;
  canvas.height = height * SCALE;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      blob =>
        blob
          ? resolve(blob)
          : reject(new Error('The picture is too large for this browser to write as PNG; SVG has no such limit.')),
      'image/png',
    ),
  );
}
