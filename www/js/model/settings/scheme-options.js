// The schemes that a setting chooses from, as its options. Pure.

import { SCHEMES } from '../schemes.js';

/** @typedef {import('../scheme.js').SchemeId} SchemeId */

/**
 * @template {SchemeId} [Id=SchemeId]
 * @param {(scheme: import('../scheme.js').Scheme) => boolean} [which] all of them by default
 * @returns {[value: Id, label: string, help: string][]}
 */
export const schemeOptions = (which = () => true) =>
  SCHEMES.filter(which).map(({ id, name, about }) => [
    /** @type {Id} */ (id),
    name,
    `${about[0].toUpperCase()}${about.slice(1)}.`,
  ]);
