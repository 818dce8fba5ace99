// A timeline that can be zoomed, panned, pointed at and walked through by keyboard. What it draws is in
// draw/timeline.js.

import { whole } from '../../model/numbers.js';
import { element } from '../../ui/dom.js';
import { onSize, onceAFrame, sizeOf, unitOf } from '../../ui/draw/canvas.js';
import { pointable } from '../../ui/draw/readout.js';
import { anchor, draw, hit, span, timeAt, timeText } from './draw/timeline.js';

/** @typedef {import('../../model/chain/timeline.js').Timeline} Timeline */
/** @typedef {import('../../model/chain/timeline.js').Bar} Bar */

const KINDS = {
  forward: 'evaluation (forward)',
  vjp: 'product towards the input (vjp)',
  gradient: 'gradient of its parameters',
};
const USES = {
  front: 'front: the first error this node passes on',
  refine: 'refine: the error had changed',
  redundant: 'redundant: the same error again',
  idle: 'idle: a product with exactly zero',
};
const OUTPUTS = 'the first that knows of the output’s error';
/** The nearest view: this share of the whole. */
const NEAREST = 1 / 2000;

/**
 * What a bar says of itself.
 * @param {Bar} bar @param {Timeline} timeline
 * @returns {import('../../ui/draw/readout.js').Reading}
 */
export function readBar(bar, timeline) {
  const name = bar.node === timeline.depth ? `Output node ${bar.node}` : `Node ${bar.node}`;
  const time = (/** @type {number} */ value) =>
    timeText(value, timeline.unit) + (timeline.unit === 'ms' ? '' : ' multiply-adds');
  const what = KINDS[bar.kind];
  const when = `t = ${bar.t}${timeline.stages > 1 && bar.kind === 'vjp' ? `, stage ${bar.stage + 1} of 2` : ''}`;
  const rows = [
    { name: what, value: when, strong: true },
    ...(bar.kind === 'vjp' && bar.use ? [{ name: USES[bar.use], value: '' }] : []),
    ...(timeline.own && bar.wave ? [{ name: OUTPUTS, value: '' }] : []),
    { name: 'from', value: time(bar.start) },
    { name: 'to', value: time(bar.end) },
    { name: 'takes', value: time(bar.end - bar.start) },
    { name: 'multiply-adds', value: whole(bar.multiplyAdds) },
  ];
  return {
    title: name,
    rows,
    spoken: `${name}, ${what} at ${when}${bar.kind === 'vjp' && bar.use ? `, ${USES[bar.use]}` : ''}${timeline.own && bar.wave ? `, ${OUTPUTS}` : ''}, from ${time(bar.start)} to ${time(bar.end)}, ${whole(bar.multiplyAdds)} multiply-adds.`,
  };
}

/**
 * Where an arrow key leads from a bar: along its lane, or to the bar of the next lane that is nearest in time.
 * @param {Timeline} timeline @param {Bar | null} from @param {string} key
 * @returns {Bar | null}
 */
export function moveBar(timeline, from, key) {
  if (timeline.bars.length === 0) return null;
  if (!from) return timeline.bars[0];
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const lane = timeline.bars.filter(bar => bar.node === from.node);
    return lane[lane.indexOf(from) + (key === 'ArrowRight' ? 1 : -1)] ?? from;
  }
  const node = Math.min(timeline.depth, Math.max(1, from.node + (key === 'ArrowUp' ? 1 : -1)));
  if (node === from.node) return from;
  const middle = (from.start + from.end) / 2;
  /** @param {Bar} bar */
  const apart = bar => Math.abs((bar.start + bar.end) / 2 - middle);
  return (
    timeline.bars
      .filter(bar => bar.node === node)
      .reduce((/** @type {Bar | null} */ best, bar) => (best && apart(best) <= apart(bar) ? best : bar), null) ?? from
  );
}

/**
 * A canvas with its timeline.
 * @param {{readout: ReturnType<typeof import('../../ui/draw/readout.js').createReadout>, palette: () => import('../../ui/draw/canvas.js').Palette, small?: boolean, axis?: boolean, choose?: () => void}}
 * how `small`: one of several, which cannot be zoomed; `axis`: whether times are written below, default true; `choose`:
 * a click on it, or Enter
 */
export function buildTimeline({ readout, palette, small = false, axis = true, choose }) {
  const canvas = element('canvas', {
    class: `lanes${small ? ' small' : ''}${small && axis ? ' timed' : ''}`,
    'aria-label': 'Timeline',
  });
  /** @type {Timeline | null} */
  let timeline = null;
  let [from, to, full] = [0, 1, 1];
  /** @type {Bar | null} */
  let cursor = null;
  let mark = /** @type {number | null} */ (null);

  const snapshot = () => (timeline ? { timeline, from, to, cursor, mark, axis, small, palette: palette() } : null);
  const redraw = onceAFrame(() => {
    const now = snapshot();
    if (now && canvas.clientWidth > 0) draw(canvas, now);
    else canvas.getContext('2d')?.clearRect(0, 0, canvas.width, canvas.height);
  });
  /** @param {(width: number, height: number, now: NonNullable<ReturnType<typeof snapshot>>) => any} ask */
  const withShape = ask => {
    const now = snapshot();
    return now ? ask(...sizeOf(canvas), now) : null;
  };
  /** Shows another stretch of time, no more than all of it. @param {number} start @param {number} length */
  const look = (start, length) => {
    const wide = Math.min(full, Math.max(full * NEAREST, length));
    from = Math.min(full - wide, Math.max(0, start));
    to = from + wide;
    redraw();
  };
  /** @param {number} factor above 1 goes nearer @param {number} [at] the time that stays in its place */
  const zoom = (factor, at = cursor ? (cursor.start + cursor.end) / 2 : (from + to) / 2) => {
    const wide = Math.min(full, Math.max(full * NEAREST, (to - from) / factor));
    look(at - ((at - from) / (to - from)) * wide, wide);
  };
  /** @param {number} share of what is in sight */
  const pan = share => look(from + share * (to - from), to - from);
  const fitAll = () => look(0, full);

  if (!small) {
    // Before `pointable`, which takes the plain arrows.
    canvas.addEventListener('keydown', event => {
      if (event.altKey || event.ctrlKey || event.metaKey) return;
      if (event.key === '+' || event.key === '=') zoom(1.6);
      else if (event.key === '-') zoom(1 / 1.6);
      else if (event.key === '0' || event.key === 'Home') fitAll();
      else if (event.shiftKey && event.key === 'ArrowLeft') pan(-0.25);
      else if (event.shiftKey && event.key === 'ArrowRight') pan(0.25);
      else return;
      event.preventDefault();
      event.stopImmediatePropagation();
    });
    canvas.addEventListener(
      'wheel',
      event => {
        if (!event.ctrlKey && !event.metaKey) {
          if (Math.abs(event.deltaX) <= Math.abs(event.deltaY) || full === to - from) return;
          pan(event.deltaX / Math.max(1, canvas.clientWidth));
        } else {
          const at = withShape((width, height, now) => timeAt(width, height, now, event.offsetX / unitOf(canvas)));
          if (at !== null) zoom(Math.exp(-event.deltaY / 300), Math.min(to, Math.max(from, at)));
        }
        event.preventDefault();
      },
      { passive: false },
    );
    /** The one pointer that moves the view; a second finger is left alone. @type {{id: number, x: number} | null} */
    let held = null;
    canvas.addEventListener('pointerdown', event => {
      if (event.button !== 0 || held) return;
      held = { id: event.pointerId, x: event.clientX };
      canvas.setPointerCapture(event.pointerId);
    });
    canvas.addEventListener('pointermove', event => {
      if (held?.id !== event.pointerId) return;
      const wide = withShape(span) ?? 1;
      if (to - from < full) look(from - ((event.clientX - held.x) / unitOf(canvas) / wide) * (to - from), to - from);
      held.x = event.clientX;
    });
    for (const end of /** @type {const} */ (['pointerup', 'pointercancel', 'lostpointercapture'])) {
      canvas.addEventListener(end, event => {
        if (held?.id === event.pointerId) held = null;
      });
    }
  }

  const retell = pointable(canvas, readout, {
    hit: (x, y) => withShape((width, height, now) => hit(width, height, now, x, y)),
    move: (bar, key) => (timeline ? moveBar(timeline, bar, key) : null),
    anchor: bar => withShape((width, height, now) => anchor(width, height, now, bar)) ?? { x: 0, y: 0 },
    read: bar => timeline && readBar(bar, timeline),
    point(bar) {
      const byKey = document.activeElement === canvas && bar !== null && !canvas.matches(':hover');
      cursor = bar;
      // The bar walked to comes into sight.
      if (bar && byKey && (bar.end < from || bar.start > to)) look(bar.start - (to - from) / 4, to - from);
      redraw();
    },
  });
  if (choose) {
    canvas.addEventListener('click', choose);
    canvas.addEventListener('keydown', event => {
      if (event.key === 'Enter') choose();
    });
  }
  onSize(canvas, () => {
    redraw();
    retell();
  });

  return {
    canvas,
    redraw,
    zoom,
    pan,
    fitAll,
    /**
     * @param {Timeline | null} next
     * @param {{end?: number, mark?: number | null, label: string}} options `end`: where the time axis ends, default the
     * timeline's end; `mark`: a time to mark; `label` for screen readers
     */
    show(next, { end = next?.end ?? 1, mark: marked = null, label }) {
      const same = timeline !== null && next !== null && full === end && timeline.unit === next.unit;
      timeline = next;
      mark = marked;
      full = end || 1;
      cursor = null;
      canvas.setAttribute('aria-label', label);
      if (same) redraw();
      else fitAll();
    },
    /** Whether all is in sight. */
    whole: () => to - from === full,
  };
}
