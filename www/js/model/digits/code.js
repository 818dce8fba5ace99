// A drawn digit as a text short enough for an address, and back. Pure.
//
// Fifteen greys and paper. The pixels from the top left are written as bits: 1 and four bits for a pixel with ink, 0
// and six bits for a run of 1 to 64 pixels of paper; six bits make a character of base64url. A usual digit takes about
// 200 of them.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const PIXELS = 784;
/** Ink at its darkest. */
const DARKEST = 15;
const LONGEST = 64;

/**
 * @param {Float64Array} pixels 784 values, 0 paper to 1 ink; kept to a fifteenth
 * @returns {string} '' when there is no ink
 */
export function encode(pixels) {
  const greys = Array.from(pixels, value => Math.round(DARKEST * Math.min(1, Math.max(0, value))));
  if (greys.every(grey => grey === 0)) return '';
  let bits = '';
  for (let at = 0; at < greys.length; ) {
    if (greys[at] > 0) {
      bits += `1${greys[at].toString(2).padStart(4, '0')}`;
      at += 1;
      continue;
    }
    let run = 1;
    while (run < LONGEST && greys[at + run] === 0) run++;
    bits += `0${(run - 1).toString(2).padStart(6, '0')}`;
    at += run;
  }
  let text = '';
  for (let at = 0; at < bits.length; at += 6) text += ALPHABET[parseInt(bits.slice(at, at + 6).padEnd(6, '0'), 2)];
  return text;
}

/**
 * @param {string} text as `encode` wrote it
 * @returns {Uint8Array | null} 784 grey levels, 0 paper to 255 ink; null when the text is not one whole picture
 */
export function decode(text) {
  if (![...text].every(letter => ALPHABET.includes(letter))) return null;
  const bits = [...text].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(6, '0')).join('');
  const levels = new Uint8Array(PIXELS);
  let at = 0;
  let pixel = 0;
  while (pixel < PIXELS) {
    const ink = bits[at] === '1';
    const field = bits.slice(at + 1, at + (ink ? 5 : 7));
    if (field.length < (ink ? 4 : 6)) return null;
    const number = parseInt(field, 2);
    if (ink) levels[pixel++] = (255 / DARKEST) * number;
    else pixel += number + 1;
    at += ink ? 5 : 7;
  }
  return pixel === PIXELS && bits.length - at < 6 && levels.some(level => level > 0) ? levels : null;
}
