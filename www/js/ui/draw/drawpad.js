// A sheet of 28 × 28 pixels to draw a digit on: by mouse, pen or finger, or with the keyboard.

import { element, uniqueId } from '../dom.js';
import { SIDE, blank, stroke } from '../../model/digits/drawing.js';
import { createStrokes } from '../../model/digits/strokes.js';
import { digitPicture, fit } from './canvas.js';

/**
 * @typedef {object} Drawpad
 * @property {() => Float64Array} pixels the drawing, 0 paper to 1 ink
 * @property {(palette: import('./canvas.js').Palette) => void} draw
 * @property {() => void} clear
 * @property {(drawing: Float64Array) => void} put another drawing in its place; nobody is told
 */

/** Grey levels 0 to 255 of a drawing. @param {Float64Array} pixels */
export const levels = pixels => Uint8Array.from(pixels, value => Math.round(255 * value));

/**
 * Makes the sheet inside `root`.
 * @param {HTMLElement} root
 * @param {() => void} onChange called after each change of the drawing
 * @returns {Drawpad}
 */
export function createDrawpad(root, onChange) {
  const pixels = blank();
  /** The keyboard's pen; null until it is used. @type {{x: number, y: number, down: boolean} | null} */
  let pen = null;
  /** @type {import('./canvas.js').Palette | null} */
  let palette = null;
  const canvas = element('canvas', { 'aria-hidden': 'true' });
  const help = uniqueId('pad');
  const pad = element(
    'div',
    {
      class: 'pad',
      tabindex: 0,
      role: 'application',
      'aria-label': 'Sheet to draw a digit on',
      'aria-describedby': help,
    },
    canvas,
  );
  const say = element('span', { class: 'visually-hidden', role: 'status' });
  root.append(
    pad,
    say,
    element(
      'p',
      { class: 'note', id: help },
      'Draw with the mouse, a pen or a finger. With the keyboard: arrows move the pen, Space puts it down or lifts it, Delete clears.',
    ),
  );

  function paint() {
    const fitted = palette && fit(canvas);
    if (!fitted || !palette) return;
    const { context, width } = fitted;
    context.imageSmoothingEnabled = false;
    context.drawImage(digitPicture(levels(pixels), palette), 0, 0, width, width);
    if (!pen || document.activeElement !== pad) return;
    const cell = width / SIDE;
    context.strokeStyle = palette.ink;
    context.lineWidth = pen.down ? 3 : 1.5;
    context.beginPath();
    context.arc((pen.x + 0.5) * cell, (pen.y + 0.5) * cell, 1.3 * cell, 0, 2 * Math.PI);
    context.stroke();
    // A second ring in the paper's colour keeps the pen visible on ink.
    context.strokeStyle = palette.paper;
    context.lineWidth = 1;
    context.beginPath();
    context.arc((pen.x + 0.5) * cell, (pen.y + 0.5) * cell, 1.3 * cell - 2, 0, 2 * Math.PI);
    context.stroke();
  }
  const changed = () => {
    paint();
    onChange();
  };
  const clear = () => {
    strokes.replace(blank());
    changed();
  };

  const strokes = createStrokes(pixels);
  /** @param {PointerEvent} event */
  const place = event => {
    const box = canvas.getBoundingClientRect();
    return { x: ((event.clientX - box.left) / box.width) * SIDE, y: ((event.clientY - box.top) / box.height) * SIDE };
  };
  pad.addEventListener('pointerdown', event => {
    if (event.button !== 0 || !strokes.begin(event.pointerId, event.pointerType, place(event), event.timeStamp)) return;
    // A pointer that is gone by now cannot be captured.
    try {
      pad.setPointerCapture(event.pointerId);
    } catch {
      /* it draws while it is over the sheet */
    }
    pen = null;
    changed();
  });
  pad.addEventListener('pointermove', event => {
    // A button that came up, or a pen that was lifted, where nobody told.
    if (event.pointerType !== 'touch' && event.buttons === 0) strokes.end(event.pointerId);
    const passed = event.getCoalescedEvents?.() ?? [];
    // Some browsers have the method and an empty list.
    if (
      strokes.move(
        event.pointerId,
        event.pointerType,
        (passed.length > 0 ? passed : [event]).map(place),
        event.timeStamp,
      )
    )
      changed();
  });
  for (const end of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
    pad.addEventListener(end, event => strokes.end(event.pointerId, event.timeStamp));
  }

  pad.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const by = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!by && event.key !== ' ' && event.key !== 'Delete' && event.key !== 'Backspace') return;
    event.preventDefault();
    event.stopPropagation();
    pen ??= { x: 14, y: 14, down: false };
    if (by) {
      const from = { x: pen.x + 0.5, y: pen.y + 0.5 };
      pen.x = Math.min(SIDE - 1, Math.max(0, pen.x + by[0]));
      pen.y = Math.min(SIDE - 1, Math.max(0, pen.y + by[1]));
      say.textContent = `column ${pen.x + 1}, row ${pen.y + 1}`;
      if (!pen.down) return paint();
      stroke(pixels, from, { x: pen.x + 0.5, y: pen.y + 0.5 });
    } else if (event.key === ' ') {
      pen.down = !pen.down;
      say.textContent = pen.down ? 'pen down' : 'pen up';
      if (!pen.down) return paint();
      stroke(pixels, { x: pen.x + 0.5, y: pen.y + 0.5 }, { x: pen.x + 0.5, y: pen.y + 0.5 });
    } else {
      pen.down = false;
      say.textContent = 'cleared';
      return clear();
    }
    changed();
  });
  pad.addEventListener('focus', () => {
    if (pad.matches(':focus-visible')) pen ??= { x: 14, y: 14, down: false };
    paint();
  });
  pad.addEventListener('blur', () => {
    if (pen) pen.down = false;
    paint();
  });

  return {
    pixels: () => pixels,
    clear,
    put: strokes.replace,
    draw(next) {
      palette = next;
      paint();
    },
  };
}
