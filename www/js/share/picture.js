// A view as a picture: walks through its elements and paints what each shows (ground, borders, drawing, text) at its
// place, without the controls. A browser draws no page into a canvas by itself, and the libraries that do it bring
// styles of their own, which the page's policy forbids.

import { needPixels } from '../model/pixels.js';

const MARGIN = 16;
const FOOT = 30;
/** Device pixels for each CSS pixel; fewer where the picture would be larger than browsers can make. */
const SCALE = 2;
const LONGEST = 12_000;
const LEFT_OUT =
  '.sheet, .intro, .more, .keys, .transport, .chooser, .visually-hidden, .pager, .zoom, .field, .choice, .exhibit-controls, .presets, .keys-note, .experiment-own, .experiment-files, .plot-saves, .plot-list, button, input, select, textarea, progress, summary, details:not([open])';
/** What of an svg's look comes from style sheets, which a copy leaves behind. */
const LOOK = [
  'fill',
  'fill-opacity',
  'stroke',
  'stroke-opacity',
  'stroke-width',
  'stroke-dasharray',
  'stroke-linecap',
  'stroke-linejoin',
  'opacity',
  'color',
  'font-family',
  'font-size',
  'font-weight',
  'font-style',
  'text-anchor',
  'dominant-baseline',
  'paint-order',
  'visibility',
  'display',
  'overflow',
  'marker-end',
  'marker-start',
  'r',
];

/** @typedef {CanvasRenderingContext2D} Paper */

/** An svg as it looks now, as an image. @param {SVGSVGElement} svg */
async function imageOf(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  const copies = [copy, ...copy.querySelectorAll('*')];
  [svg, ...svg.querySelectorAll('*')].forEach((one, i) => {
    const look = getComputedStyle(one);
    const target = copies[i];
    if (target instanceof SVGElement)
      for (const name of LOOK) target.style.setProperty(name, look.getPropertyValue(name));
  });
  const { width, height } = svg.getBoundingClientRect();
  for (const [name, value] of [
    ['width', width],
    ['height', height],
    ['xmlns', 'http://www.w3.org/2000/svg'],
  ])
    copy.setAttribute(String(name), String(value));
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(new XMLSerializer().serializeToString(copy))}`;
  await image.decode();
  return image;
}

/**
 * The colours of a gradient and where they stand, 0 … 1, as CSS has it: never before the one to the left, and evenly
 * spread where nothing is said.
 * @param {string} list "rgb(0, 0, 0) 20%, rgb(9, 9, 9)" @param {number} width
 * @returns {[at: number, colour: string][]}
 */
function stopsOf(list, width) {
  const parts = list
    .split(/,(?![^(]*\))/)
    .map(part => /^\s*([a-z]+\(.*?\)|[#\w]+)(?:\s+([\d.]+)(%|px))?/.exec(part))
    .filter(part => part !== null);
  let least = 0;
  return parts.map(([, colour, place, unit], i) => {
    const at = place === undefined ? i / Math.max(1, parts.length - 1) : Number(place) / (unit === '%' ? 100 : width);
    least = Math.min(1, Math.max(least, at));
    return [least, colour];
  });
}

/** Ground and borders. @param {Paper} paper @param {CSSStyleDeclaration} style @param {DOMRect} at */
function paintBox(paper, style, at) {
  const gradient = /^linear-gradient\((to right|90deg), (.*)\)$/.exec(style.backgroundImage);
  paper.fillStyle = style.backgroundColor;
  if (gradient && style.backgroundSize === 'auto') {
    const fill = paper.createLinearGradient(at.left, 0, at.right, 0);
    for (const [place, colour] of stopsOf(gradient[2], at.width)) fill.addColorStop(place, colour);
    paper.fillStyle = fill;
  }
  paper.beginPath();
  paper.roundRect(at.left, at.top, at.width, at.height, Number.parseFloat(style.borderTopLeftRadius) || 0);
  paper.fill();
  if (style.outlineStyle === 'solid') {
    paper.strokeStyle = style.outlineColor;
    paper.lineWidth = Number.parseFloat(style.outlineWidth);
    paper.setLineDash([]);
    paper.strokeRect(at.left + 0.5, at.top + 0.5, at.width - 1, at.height - 1);
  }
  for (const side of /** @type {const} */ (['top', 'right', 'bottom', 'left'])) {
    const width = Number.parseFloat(style.getPropertyValue(`border-${side}-width`));
    const kind = style.getPropertyValue(`border-${side}-style`);
    if (!(width > 0) || kind === 'none') continue;
    const [x0, x1] = side === 'right' ? [at.right, at.right] : [at.left, side === 'left' ? at.left : at.right];
    const [y0, y1] = side === 'bottom' ? [at.bottom, at.bottom] : [at.top, side === 'top' ? at.top : at.bottom];
    paper.strokeStyle = style.getPropertyValue(`border-${side}-color`);
    paper.lineWidth = width;
    paper.setLineDash(kind === 'dashed' ? [4, 3] : kind === 'dotted' ? [1.5, 2.5] : []);
    paper.beginPath();
    paper.moveTo(x0, y0);
    paper.lineTo(x1, y1);
    paper.stroke();
  }
}

/**
 * A text, line by line as the page has broken it.
 * @param {Paper} paper
 * @param {Text} text
 * @param {CSSStyleDeclaration} style
 */
function paintText(paper, text, style) {
  const range = document.createRange();
  /** @type {{top: number, left: number, right: number, words: string}[]} */
  const lines = [];
  for (const { index, 0: word } of text.data.matchAll(/\S+\s*/g)) {
    range.setStart(text, index);
    range.setEnd(text, index + word.trimEnd().length);
    const at = range.getBoundingClientRect();
    if (at.width === 0) continue;
    const line = lines.at(-1);
    if (line && Math.abs(line.top - at.top) < 2)
      [line.words, line.right] = [`${line.words} ${word.trimEnd()}`, at.right];
    else lines.push({ top: at.top, left: at.left, right: at.right, words: word.trimEnd() });
  }
  paper.font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  paper.letterSpacing = style.letterSpacing === 'normal' ? '0px' : style.letterSpacing;
  paper.fillStyle = style.color;
  for (const { top, left, right, words } of lines) {
    const shown = style.textTransform === 'uppercase' ? words.toUpperCase() : words;
    paper.fillText(shown, left, top + paper.measureText(shown).fontBoundingBoxAscent, right - left + 1);
  }
}

/** Whether a box that scrolls hides this place. @param {Element} element @param {DOMRect} at */
function cutOff(element, at) {
  const box = element.closest('.scroll')?.getBoundingClientRect();
  return (
    box !== undefined &&
    (at.left > box.right - 1 || at.top > box.bottom - 1 || at.right < box.left + 1 || at.bottom < box.top + 1)
  );
}

/**
 * @param {HTMLElement} view
 * @param {string} title stands under the picture
 * @returns {Promise<Blob>} a PNG
 * @throws {Error} one sentence when this browser cannot make it
 */
export async function pictureOf(view, title) {
  const shown = [...view.querySelectorAll('*')].filter(
    element =>
      !element.closest(LEFT_OUT) &&
      !element.parentElement?.closest('svg') &&
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
  );
  const boxes = shown.map(element => element.getBoundingClientRect()).filter(at => at.width > 0 && at.height > 0);
  if (boxes.length === 0) throw new Error('There is nothing to see yet.');
  const [left, top, right, bottom] = [
    Math.min(...boxes.map(at => at.left)),
    Math.min(...boxes.map(at => at.top)),
    Math.max(...boxes.map(at => at.right)),
    Math.max(...boxes.map(at => at.bottom)),
  ];
  const [width, height] = [right - left + 2 * MARGIN, bottom - top + 2 * MARGIN + FOOT];
  const scale = Math.min(SCALE, LONGEST / width, LONGEST / height);
  needPixels('no picture can be saved');
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const paper = canvas.getContext('2d');
  if (!paper) throw new Error('This browser has no room for a picture of this size.');

  const page = getComputedStyle(document.body);
  paper.fillStyle = page.backgroundColor;
  paper.fillRect(0, 0, canvas.width, canvas.height);
  paper.scale(scale, scale);
  paper.translate(MARGIN - left, MARGIN - top);
  for (const element of shown) {
    const at = element.getBoundingClientRect();
    if (at.width === 0 || cutOff(element, at)) continue;
    const style = getComputedStyle(element);
    if (element instanceof SVGSVGElement) paper.drawImage(await imageOf(element), at.left, at.top, at.width, at.height);
    else {
      paintBox(paper, style, at);
      if (element instanceof HTMLCanvasElement && element.width > 0)
        paper.drawImage(element, at.left, at.top, at.width, at.height);
      for (const node of element.childNodes) if (node instanceof Text) paintText(paper, node, style);
    }
  }
  paper.font = `12px ${page.fontFamily}`;
  paper.letterSpacing = '0px';
  paper.fillStyle = page.color;
  paper.fillText(
    `${title} · ${location.host}${location.pathname.replace(/index\.html$/, '')}`,
    left,
    bottom + MARGIN + FOOT / 2,
  );
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      blob => (blob ? resolve(blob) : reject(new Error('The picture is too large for this browser to write.'))),
      'image/png',
    ),
  );
}
