// What every canvas of the page shares: crisp sizing, the theme's colours, and the colour of a number.

import { media } from '../dom.js';
import { SCHEME_IDS } from '../../model/schemes.js';

/**
 * The theme's colours as '#rrggbb', and ramps from paper to a colour.
 * @typedef {object} Palette
 * @property {string} paper
 * @property {string} ink
 * @property {string} soft
 * @property {string} line
 * @property {string} negative
 * @property {string} positive
 * @property {Record<import('../../model/scheme.js').SchemeId, string>} rules one a scheme
 * @property {string[]} sequence what values in order run through, the lowest nearest to paper
 * @property {(colour: string, level: number) => string} shade `level` 0 … 1 from nearly paper to the full colour
 */

const SHADES = 48;
const FAINTEST = 0.14; // a nonzero number must never look empty

/** Reads the colours of the current theme from the style sheet. @returns {Palette} */
export function readPalette() {
  const style = getComputedStyle(document.documentElement);
  /** @param {string} name */
  const read = name => style.getPropertyValue(`--${name}`).trim();
  const paper = read('paper');
  /** @type {Map<string, string[]>} */
  const ramps = new Map();
  return {
    paper,
    ink: read('ink'),
    soft: read('soft'),
    line: read('line'),
    negative: read('negative'),
    positive: read('positive'),
    rules: /** @type {Palette['rules']} */ (Object.fromEntries(SCHEME_IDS.map(id => [id, read(id)]))),
    sequence: [1, 2, 3, 4].map(i => read(`sequence-${i}`)),
    shade(colour, level) {
      let ramp = ramps.get(colour);
      if (!ramp) {
        ramp = Array.from({ length: SHADES }, (_, i) =>
          mix(paper, colour, FAINTEST + ((1 - FAINTEST) * i) / (SHADES - 1)),
        );
        ramps.set(colour, ramp);
      }
      return ramp[Math.round(Math.min(1, Math.max(0, level)) * (SHADES - 1))];
    },
  };
}

/** The event by which the page says that it changed its colours itself. */
export const COLOURS_CHANGED = 'pc-colours';

/**
 * Calls back whenever all canvases are to be drawn anew: the colours of `readPalette` may have changed, or the window
 * has come to a screen with other pixels, by moving or by zoom.
 * @param {() => void} listener
 */
export function onRepaint(listener) {
  for (const query of ['(prefers-color-scheme: dark)', '(forced-colors: active)'])
    media(query).addEventListener('change', listener);
  document.addEventListener(COLOURS_CHANGED, listener);
  onDensity(listener);
}

/** Where a browser tells nobody of other pixels (Chromium, of an emulated screen), they are seen as soon, in ms. */
const LOOK_MS = 500;

/** @param {() => void} listener */
function onDensity(listener) {
  let known = window.devicePixelRatio;
  const look = () => {
    if (window.devicePixelRatio === known) return;
    known = window.devicePixelRatio;
    watch();
    listener();
  };
  const watch = () => media(`(resolution: ${known || 1}dppx)`).addEventListener('change', look, { once: true });
  watch();
  setInterval(look, LOOK_MS);
}

/**
 * Calls back whenever an element has another size, and once in the beginning.
 * @param {HTMLElement} element
 * @param {() => void} listener
 */
export function onSize(element, listener) {
  if ('ResizeObserver' in globalThis) new ResizeObserver(listener).observe(element);
  else addEventListener('resize', listener);
}

/**
 * The colour that lies `share` of the way from one to the other.
 * @param {string} from '#rrggbb' @param {string} to '#rrggbb' @param {number} share 0 … 1
 * @returns {string}
 */
export function mix(from, to, share) {
  const [a, b] = [from, to].map(hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)));
  return `rgb(${a.map((value, i) => Math.round(value + (b[i] - value) * share)).join(' ')})`;
}

/** Magnitudes are coloured on one log scale everywhere, so that pictures of different settings compare. */
export const SCALE = { lowest: 1e-5, highest: 1 };

/** Where a magnitude stands on that scale, 0 … 1. @param {number} size above 0 @returns {number} */
export const level = size =>
  Math.min(1, Math.max(0, Math.log(size / SCALE.lowest) / Math.log(SCALE.highest / SCALE.lowest)));

/** The text on a canvas, in its own units. */
export const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

/**
 * A drawing's unit in CSS pixels. It is one pixel at a browser's usual font size and grows with that size, so that text
 * in drawings does, and places in them are the same numbers at any size. The style sheet says how large it is (`--unit`
 * in layout.css).
 * @param {Element} drawing a canvas, or another element that the style sheet gives this font size
 */
export const unitOf = drawing => Number.parseFloat(getComputedStyle(drawing).fontSize) / 16 || 1;

/**
 * A drawing's width and height in its own units.
 * @param {Element} drawing
 * @returns {[width: number, height: number]}
 */
export function sizeOf(drawing) {
  const unit = unitOf(drawing);
  return [drawing.clientWidth / unit, drawing.clientHeight / unit];
}

/**
 * Sizes a canvas to its place on the page in device pixels and clears it. Draw in its own units afterwards.
 * @param {HTMLCanvasElement} canvas
 * @returns {{ context: CanvasRenderingContext2D, width: number, height: number, snap: (x: number) => number } | null}
 * null while it has no size; `snap` moves a coordinate onto a device pixel
 */
export function fit(canvas) {
  const unit = unitOf(canvas);
  const [width, height] = sizeOf(canvas);
  const context = canvas.getContext('2d');
  if (!context || width === 0 || height === 0) return null;
  const ratio = (window.devicePixelRatio || 1) * unit;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide || canvas.height !== high) {
    canvas.width = wide;
    canvas.height = high;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = FONT;
  return { context, width, height, snap: x => Math.round(x * ratio) / ratio };
}

/**
 * A picture of 28 × 28 pixels, light ink on dark paper or the other way round as the theme has it.
 * @param {Uint8Array} pixels 784 values, 0 is paper and 255 is ink
 * @param {Palette} palette
 * @returns {HTMLCanvasElement}
 */
export function digitPicture(pixels, palette) {
  const picture = document.createElement('canvas');
  picture.width = picture.height = 28;
  const context = picture.getContext('2d');
  if (!context) return picture;
  const [paper, ink] = [palette.paper, palette.ink].map(hex => [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16)));
  const image = context.createImageData(28, 28);
  pixels.forEach((value, i) => {
    image.data.set([...paper.map((from, c) => from + ((ink[c] - from) * value) / 255), 255], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return picture;
}

/**
 * Draws in the next frame, once, however often it is asked to before.
 * @param {() => void} draw
 * @returns {() => void}
 */
export function onceAFrame(draw) {
  let frame = 0;
  return () => {
    if (frame) return;
    frame = requestAnimationFrame(() => {
      frame = 0;
      draw();
    });
  };
}
