// What the share dialog offers to be copied. Pure.

import { attributeOf, embedSettings, toEmbedHash } from '../model/embed.js';
import { FIELDS, display, toHash } from '../model/settings.js';

/** @typedef {import('../model/settings.js').Settings} Settings */
/** @typedef {import('../model/embed.js').Frame} Frame */

/** Text as it stands in HTML. @param {string} text */
const escaped = text => text.replace(/[&<>"]/g, sign => `&${{ '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot' }[sign]};`);

/**
 * A frame does not know its content's height, so it gets what a view of the usual size needs in a column of text.
 * @type {Record<Settings['view'], number>}
 */
const HEIGHTS = { step: 1000, train: 1100, parallel: 1200, systems: 900, experiments: 1000 };

/** What a figure is called. @param {Settings} settings */
export const titleOf = settings => `${display(FIELDS.view, settings.view)} · Predictive Coding Playground`;

/**
 * @param {Settings} settings
 * @param {Frame} frame
 * @param {string} site the address of the playground's folder
 * @returns {{link: string, frame: string, element: string}} an address, and two pieces of HTML
 */
export function shareCodes(settings, frame, site) {
  const link = new URL(toHash(settings), new URL('index.html', site)).href;
  const title = escaped(titleOf(settings));
  const source = new URL(toEmbedHash(settings, frame), new URL('embed.html', site)).href;
  const attributes = [
    ...embedSettings(settings).map(([name, value]) => [attributeOf(name), value]),
    ...(frame.controls === 'all' || frame.controls.length > 0 ? [['controls', String(frame.controls)]] : []),
    ...(frame.theme === 'auto' ? [] : [['theme', frame.theme]]),
    ...(frame.transport ? [] : [['transport', '0']]),
  ]
    .map(([name, value]) => `${name}="${escaped(value)}"`)
    .join(' ');
  return {
    link,
    frame: `<iframe src="${escaped(source)}" title="${title}" width="100%" height="${HEIGHTS[settings.view]}" loading="lazy" style="border: 0"></iframe>`,
    element: `<script type="module" src="${escaped(new URL('js/element.js', site).href)}"></script>\n<pc-playground ${attributes}>\n  <a href="${escaped(link)}">${title}</a>\n</pc-playground>`,
  };
}
