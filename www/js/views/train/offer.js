// The quiet bar that offers the runs that were kept before the page was closed or its engine crashed, one at a time.

import { fixed, percent } from '../../model/numbers.js';
import { nameOf, runWords } from './curve.js';
import { momentText } from '../../ui/language.js';
import { element } from '../../ui/dom.js';

/** @typedef {import('./kept-run.js').KeptRun} KeptRun */
/** @typedef {import('./kept-run.js').Offered} Offered */

const MINUTE = 60_000;

/**
 * How long ago, in words.
 * @param {number} at milliseconds since 1970
 * @param {number} [now]
 */
export function agoWords(at, now = Date.now()) {
  const minutes = Math.floor((now - at) / MINUTE);
  /** @param {number} count @param {string} unit */
  const ago = (count, unit) => `${count} ${unit}${count === 1 ? '' : 's'} ago`;
  if (minutes < 1) return 'a moment ago';
  if (minutes < 60) return ago(minutes, 'minute');
  if (minutes < 48 * 60) return ago(Math.floor(minutes / 60), 'hour');
  return ago(Math.floor(minutes / (24 * 60)), 'day');
}

/** How far a kept run got. @param {KeptRun} kept */
export function keptWords({ checkpoint, scores }) {
  const score = scores.at(-1);
  const right = score ? `, ${percent(score.accuracy)} of the validation digits right` : '';
  return `at epoch ${fixed(checkpoint.epoch, 2)}${right}`;
}

/** What becomes of the record, and how many others there are. @param {Offered} one @param {number} others */
export function placeWords({ own }, others) {
  const place = own
    ? 'A new run takes its place.'
    : 'It was made in another tab, which is closed; a new run leaves it as it is.';
  return others === 0 ? place : `${place} ${others === 1 ? 'One other run is' : `${others} other runs are`} kept too.`;
}

/**
 * @param {object} page
 * @param {{offer: HTMLElement, offerText: HTMLElement, goOn: HTMLButtonElement, another: HTMLButtonElement, forget: HTMLButtonElement}}
 * page.parts
 * @param {(key: string) => Promise<KeptRun | null>} page.load
 * @param {(kept: KeptRun, one: Offered) => Promise<boolean>} page.goOn answers whether the run goes on
 * @param {(one: Offered) => Promise<void>} page.forget
 * @returns {{show: (offers: Offered[]) => Promise<KeptRun | null>, hide: () => void}} `show` answers the one it shows
 */
export function buildOffer({ parts, load, goOn, forget }) {
  /** The first is the one that is shown. @type {Offered[]} */
  let offers = [];
  /** @type {KeptRun | null} */
  let shown = null;
  let asked = 0;
  const hide = () => {
    asked += 1;
    offers = [];
    shown = null;
    parts.offer.hidden = true;
    parts.offerText.replaceChildren();
  };

  /** @param {Offered[]} list */
  async function show(list) {
    const mine = ++asked;
    for (; list.length > 0; list = list.slice(1)) {
      const kept = await load(list[0].key).catch(() => null);
      if (mine !== asked) return null;
      if (!kept) continue; // gone meanwhile
      draw(kept, list);
      return kept;
    }
    hide();
    return null;
  }

  /** @param {KeptRun} kept @param {Offered[]} list */
  function draw(kept, list) {
    [shown, offers] = [kept, list];
    parts.offer.hidden = false;
    parts.another.hidden = list.length === 1;
    const time = element(
      'time',
      { datetime: new Date(kept.at).toISOString(), title: momentText(kept.at) },
      agoWords(kept.at),
    );
    parts.offerText.replaceChildren(
      'A run was kept: ',
      element('b', { class: `of-${kept.settings.rule}` }, nameOf(kept)),
      ` ${keptWords(kept)}, `,
      time,
      '. ',
      element(
        'span',
        { class: 'offer-settings' },
        `${runWords({ settings: kept.settings, taken: kept.checkpoint.taken })}${kept.from ? `, from ${kept.from}` : ''}. ${placeWords(list[0], list.length - 1)}`,
      ),
    );
  }

  const buttons = [parts.goOn, parts.another, parts.forget];
  /** One at a time. @param {() => Promise<unknown>} act */
  const once = async act => {
    for (const button of buttons) button.disabled = true;
    try {
      await act();
    } finally {
      for (const button of buttons) button.disabled = false;
    }
  };
  parts.goOn.addEventListener(
    'click',
    () =>
      void once(async () => {
        if (shown && (await goOn(shown, offers[0]))) hide();
      }),
  );
  parts.another.addEventListener('click', async () => {
    await once(() => show([...offers.slice(1), offers[0]]));
    parts.another.focus(); // which it lost while it was disabled
  });
  parts.forget.addEventListener(
    'click',
    () =>
      void once(async () => {
        if (!shown) return;
        const [one, ...others] = offers;
        await forget(one);
        await show(others);
      }),
  );
  return { hide, show };
}
