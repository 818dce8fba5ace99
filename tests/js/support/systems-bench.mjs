// What the exhibits of these tests compute with: drawn digits and a pause that does not wait.
import { Dataset } from './module.mjs';

const all = Dataset.synthetic(700, 0);
const [train, validation, test] = all.split([500, 100, 100], 0);

/** @param {(share: number, partial: any) => void} [look] called at every pause; what it throws ends the run */
export const bench = (look = () => {}) => ({
  settings: {},
  digits: { train, validation, test, source: 'synthetic', sentence: 'Drawn digits.' },
  pause: async (share, partial) => look(share, partial),
});
