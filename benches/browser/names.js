// What contenders are called in the report.

/** @type {Readonly<Record<string, string>>} */
const NAMES = {
  'tfjs-wasm': 'TF.js wasm, ops',
  'tfjs-wasm-autodiff': 'TF.js wasm, variableGrads',
  'tfjs-cpu': 'TF.js cpu',
};

/** @param {string} who */
export const nameOf = who => NAMES[who] ?? who;

/** A number with three digits that count; a dash where there is none. @param {number} value */
export function short(value) {
  if (!Number.isFinite(value)) return '–';
  if (value >= 1000) return Math.round(value).toLocaleString('en');
  return value.toPrecision(3).replace(/^(\d+)\.$/, '$1');
}

/** The middle and the middle half. @param {import('./stats.js').Spread} spread */
export const withSpread = ({ median, q1, q3 }) =>
  Number.isFinite(median) ? `${short(median)} (${short(q1)}–${short(q3)})` : '–';

/** @param {number} share */
export const percent = share => (Number.isFinite(share) ? `${(100 * share).toFixed(0)} %` : '–');

/**
 * A table in Markdown whose columns stand under each other.
 * @param {string[]} head
 * @param {string[][]} rows
 */
export function table(head, rows) {
  const widths = head.map((cell, i) => Math.max(3, cell.length, ...rows.map(row => row[i].length)));
  /** @param {string[]} cells */
  const line = cells =>
    `| ${cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join(' | ')} |`;
  const rule = `| ${widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(head), rule, ...rows.map(line)].join('\n');
}
