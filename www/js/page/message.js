// The page's line for what concerns it as a whole: what happens, beside what is said of the link for as long as its
// settings stay.

import { readLink } from '../model/settings.js';

/**
 * @param {HTMLElement} line
 * @param {Frame} frame as `linkTrouble` takes it
 * @returns {{say: (sentence: string) => void, follow: (hash: string | null) => Promise<void>}} `say` replaces the last
 * sentence, '' takes it away; `follow` is told of the link that was opened, and of null when its settings have changed
 * since
 */
export function createMessage(line, frame = null) {
  let [ofLink, sentence] = ['', ''];
  /** @type {string | null} */
  let followed = null;
  const show = () => {
    line.textContent = [ofLink, sentence].filter(Boolean).join(' ');
    line.hidden = line.textContent === '';
  };
  return {
    say(now) {
      sentence = now;
      show();
    },
    async follow(hash) {
      followed = hash;
      // Most links are as the page wrote them, and need no words.
      const now = hash === null || asWritten(hash, frame) ? '' : await words(hash, frame);
      if (now === ofLink || followed !== hash) return;
      ofLink = now;
      show();
    },
  };
}

/** @typedef {typeof import('../model/embed.js').FRAME_NAMES | null} Frame */

/** Whether all of a hash is taken as it stands. @param {string} hash @param {Frame} frame */
function asWritten(hash, frame) {
  const {
    settings,
    reading: { texts, unread, partly, unknown },
  } = readLink(hash, frame ?? {});
  const taken = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (settings));
  return (
    unread.size + partly.size + unknown.size === 0 &&
    [...texts].every(([name, text]) => !(name in taken) || String(taken[name]) === text)
  );
}

/** @param {string} hash @param {Frame} frame */
const words = async (hash, frame) => (await import('./link-words.js')).linkTrouble(hash, frame);
