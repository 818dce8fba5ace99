// The page's line for what concerns it as a whole: what happens, beside what is said of the link for as long as its settings stay.

import { linkTrouble } from './link-words.js';

/**
 * @param {HTMLElement} line
 * @param {typeof import('./embed-hash.js').FRAME_NAMES | null} frame as `linkTrouble` takes it
 * @returns {{say: (sentence: string) => void, follow: (hash: string | null) => void}} `say` replaces the last sentence, '' takes it away; `follow` is told of
 * the link that was opened, and of null when its settings have changed since
 */
export function createMessage(line, frame = null) {
  let [ofLink, sentence] = ['', ''];
  const show = () => {
    line.textContent = [ofLink, sentence].filter(Boolean).join(' ');
    line.hidden = line.textContent === '';
  };
  return {
    say(now) {
      sentence = now;
      show();
    },
    follow(hash) {
      const now = hash === null ? '' : linkTrouble(hash, frame);
      if (now === ofLink) return;
      ofLink = now;
      show();
    },
  };
}
