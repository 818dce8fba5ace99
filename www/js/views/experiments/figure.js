// The plot of an experiment on the page: which one, for which values, drawn as the numbers come, read by pointer and
// keyboard, and as a table, and saved as a picture.

import { element, uniqueId } from '../../ui/dom.js';
import { table } from '../../ui/parts.js';
import { onSize, sizeOf, unitOf } from '../../ui/draw/canvas.js';
import { pointable } from '../../ui/draw/readout.js';
import { chosenText, parseChosen, summarise } from './aggregate.js';
import { save } from '../../ui/save.js';
import { toPng, toSvg } from './picture.js';
import { keyTo, readingOf, tableOf } from './reading.js';
import { keyOf, walk } from './walk.js';
import { labelled, valueName } from './words.js';

/** @typedef {import('../../model/experiment-types.js').ExperimentInfo} ExperimentInfo */
/** @typedef {import('../../model/experiment-types.js').ExperimentPlot} Plot */
/** @typedef {import('./rows.js').Row} Row */
/** @typedef {import('./aggregate.js').Summary} Summary */
/** @typedef {import('../../ui/draw/canvas.js').Palette} Palette */

/** While cells arrive, no more drawings than this many milliseconds apart. */
const PACE_MS = 300;
/** How far from a point, in CSS pixels, the pointer still means it. */
const REACH = 28;

/** What is drawn. @typedef {{info: ExperimentInfo, rows: Row[], name: string, about: string}} Content */

/**
 * @param {{store: import('../../ui/store.js').Store, readout: ReturnType<typeof import('../../ui/draw/readout.js').createReadout>, palette: () => Palette, say: (sentence: string) => void}}
 * page
 * @returns {{root: HTMLElement, show: (content: Content) => void, follow: () => void, redraw: () => void, rest: () => void}}
 * `follow`: settings changed; `redraw`: colours did
 */
export function createFigure({ store, readout, palette, say }) {
  const chips = element('div', { class: 'chips' });
  const selects = element('div', { class: 'plot-choices', 'data-sets': 'eChosen' });
  const heading = element('h3', { id: uniqueId('plot') });
  const box = element('div', { class: 'experiment-plot' });
  // An embed may leave out what a sentence names, and the sentence with it.
  const empty = element(
    'p',
    { class: 'experiment-empty' },
    'Nothing computed yet.',
    element('span', { class: 'of-run' }, ' Run it and watch this plot fill.'),
    element('span', { class: 'of-files' }, ' A file of results from elsewhere fills it too.'),
  );
  const shows = element('p', { class: 'plot-shows' });
  const key = element('p', { class: 'note' });
  const numbers = element('details', { class: 'plot-numbers' }, element('summary', {}, 'These numbers as a table'));
  const svgButton = element(
    'button',
    { type: 'button', class: 'quiet', title: 'Saves this plot as a drawing that scales, for papers and slides' },
    'SVG',
  );
  const pngButton = element(
    'button',
    { type: 'button', class: 'quiet', title: 'Saves this plot as an image, three times as fine as on screen' },
    'PNG',
  );
  const saves = element('p', { class: 'plot-saves' }, element('span', {}, 'Save this plot as'), svgButton, pngButton);
  const root = element(
    'section',
    { class: 'experiment-figure', 'aria-labelledby': heading.id },
    element(
      'fieldset',
      { class: 'choice plot-list', 'data-sets': 'ePlot' },
      element('legend', { class: 'visually-hidden' }, 'Plot'),
      chips,
    ),
    selects,
    heading,
    shows,
    empty,
    box,
    key,
    saves,
    numbers,
  );

  /** @type {Content | null} */
  let content = null;
  /** @type {Plot | null} */
  let plot = null;
  /** @type {Summary | null} */
  let summary = null;
  /** @type {import('./draw/frame.js').Drawing | null} */
  let drawing = null;
  /** @type {Map<string, import('./draw/frame.js').Place>} */
  let places = new Map();
  /** Where each place is, relative to the box; measured when first asked for. @type {Map<string, DOMRect> | null} */
  let boxes = null;
  /** @type {typeof import('./draw/plot.js') | null} */
  let view = null;
  let last = -Infinity;
  let timer = 0;

  // ---- which plot, and for which values

  /** @param {ExperimentInfo} info */
  const plotOf = info => info.plots.find(one => one.id === store.get().ePlot) ?? info.plots[0];

  function offerPlots() {
    if (!content) return;
    const { info } = content;
    const group = uniqueId('plots');
    chips.replaceChildren(
      ...info.plots.map(one => {
        const input = element('input', { type: 'radio', name: group, value: one.id });
        input.checked = one === plot;
        input.addEventListener('change', () => store.set({ ePlot: one === info.plots[0] ? '' : one.id }));
        return element('label', { class: 'chip' }, input, element('span', {}, one.title));
      }),
    );
  }

  /** A select for each column of which one value is shown. @param {Summary} now */
  function offerValues(now) {
    const wanted = JSON.stringify(now.choices.map(({ axis, values }) => [axis.column, values]));
    if (selects.dataset.offered !== wanted) {
      selects.dataset.offered = wanted;
      selects.replaceChildren(
        ...now.choices.map(({ axis, values }) => {
          const select = element(
            'select',
            { 'data-column': axis.column },
            ...values.map(value => element('option', { value: String(value) }, valueName(value))),
          );
          select.addEventListener('change', () =>
            store.set({ eChosen: chosenText(parseChosen(store.get().eChosen).set(axis.column, select.value)) }),
          );
          return element('label', { class: 'plot-choice' }, element('span', {}, axis.label), select);
        }),
      );
    }
    now.choices.forEach(({ value }, i) => {
      const select = selects.querySelectorAll('select')[i];
      select.value = String(value);
    });
  }

  // ---- drawing

  async function draw() {
    timer = 0;
    last = performance.now();
    if (!content || !root.isConnected) return;
    plot = plotOf(content.info);
    summary = summarise(plot, content.rows, parseChosen(store.get().eChosen));
    offerValues(summary);
    const some = summary.points.length > 0;
    empty.hidden = some;
    box.hidden = saves.hidden = numbers.hidden = !some;
    box.setAttribute('aria-label', `${plot.title}. Arrow keys go from point to point and read the values.`);
    heading.textContent = plot.title;
    shows.textContent = plot.shows;
    key.textContent = some ? keyTo(plot, summary) : '';
    if (numbers.open) fillTable();
    const unit = unitOf(box);
    const [width] = sizeOf(box);
    if (!some || width === 0) {
      drawing = null;
      return;
    }
    try {
      view ??= await import('./draw/plot.js');
    } catch {
      say('The plotting library could not be loaded; the numbers are in the table and in the files.');
      return;
    }
    if (!plot || !summary) return;
    drawing = view.draw(plot, summary, { width, palette: palette() });
    places = new Map(drawing.places.map(place => [keyOf(place.point), place]));
    boxes = null;
    for (const svg of [drawing.svg, drawing.legend]) {
      svg?.setAttribute('aria-hidden', 'true');
      if (svg && unit !== 1)
        Object.assign(svg.style, {
          width: `${svg.width.baseVal.value * unit}px`,
          height: `${svg.height.baseVal.value * unit}px`,
        });
    }
    box.replaceChildren(...(drawing.legend ? [drawing.legend] : []), drawing.svg);
    root.dataset.points = String(places.size);
    tell();
  }
  const soon = () => {
    timer ||= window.setTimeout(draw, Math.max(0, last + PACE_MS - performance.now()));
  };
  const atOnce = () => {
    clearTimeout(timer);
    timer = 0;
    void draw();
  };
  let width = 0;
  onSize(root, () => {
    if (box.clientWidth === width) return;
    width = box.clientWidth;
    soon();
  });

  // ---- exact values

  function measure() {
    if (boxes) return boxes;
    const unit = unitOf(box);
    const origin = box.getBoundingClientRect();
    boxes = new Map(
      [...places].map(([name, { element: mark }]) => {
        const { x, y, width: wide, height } = mark.getBoundingClientRect();
        return [name, new DOMRect((x - origin.x) / unit, (y - origin.y) / unit, wide / unit, height / unit)];
      }),
    );
    return boxes;
  }
  /** @type {SVGGraphicsElement | null} */
  let marked = null;
  const tell = pointable(box, readout, {
    hit(x, y) {
      let best = null;
      let nearest = REACH;
      for (const [name, at] of measure()) {
        // Distance to the rectangle: 0 inside, so that a map's cell is hit anywhere.
        const distance = Math.hypot(Math.max(at.left - x, 0, x - at.right), Math.max(at.top - y, 0, y - at.bottom));
        if (distance < nearest) {
          nearest = distance;
          best = name;
        }
      }
      return best;
    },
    move(from, arrow) {
      if (!summary || !plot) return null;
      const up = plot.mark === 'map' && typeof summary.leads[0] !== 'number' ? -1 : 1;
      const next = walk(
        summary,
        summary.points.filter(point => places.has(keyOf(point))),
        from === null ? null : (places.get(from)?.point ?? null),
        arrow,
        up,
      );
      return next && keyOf(next);
    },
    anchor(name) {
      const at = measure().get(name);
      return at ? { x: at.x + at.width / 2, y: at.y + at.height / 2 } : { x: 0, y: 0 };
    },
    read(name) {
      const place = places.get(name);
      return place && plot ? readingOf(plot, place.point) : null;
    },
    point(name) {
      marked?.classList.remove('at');
      marked = name === null ? null : (places.get(name)?.element ?? null);
      marked?.classList.add('at');
    },
  });

  function fillTable() {
    if (!plot || !summary) return;
    const { head, rows } = tableOf(plot, summary);
    numbers.querySelector('.table-of')?.remove();
    numbers.append(table(plot.title, head, rows, { caption: false, numbers: true }));
  }
  numbers.addEventListener('toggle', () => {
    if (numbers.open) fillTable();
  });

  // ---- pictures

  const picture = () => {
    if (!drawing || !plot || !summary || !content) return null;
    const subtitle = [
      ...summary.choices.map(({ axis, value }) => labelled(axis.label, value)),
      content.about,
      keyTo(plot, summary),
    ]
      .filter(part => part !== '')
      .join('. ');
    return { ...drawing, title: plot.title, subtitle, palette: palette() };
  };
  svgButton.addEventListener('click', () => {
    const now = picture();
    if (now && plot && content) save(`${content.name}-${plot.id}.svg`, toSvg(now), 'image/svg+xml');
  });
  pngButton.addEventListener('click', async () => {
    const now = picture();
    if (!now || !plot || !content) return;
    const name = `${content.name}-${plot.id}.png`;
    try {
      save(name, await toPng(now), 'image/png');
    } catch (error) {
      say(error instanceof Error ? error.message : String(error));
    }
  });

  return {
    root,
    show(next) {
      const before = content;
      content = next;
      const changed = before?.info !== next.info;
      plot = plotOf(next.info);
      if (changed) offerPlots();
      if (changed || before?.name !== next.name || before?.rows.length === 0) atOnce();
      else soon();
    },
    follow() {
      if (!content) return;
      plot = plotOf(content.info);
      for (const input of chips.querySelectorAll('input')) input.checked = input.value === plot.id;
      atOnce();
    },
    redraw: atOnce,
    rest() {
      clearTimeout(timer);
      timer = 0;
    },
  };
}
