// Files of a visitor's own, dropped or made.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from './fixtures.js';

const FOLDER = fileURLToPath(new URL('../../../www/data/', import.meta.url));

/** A packed file of digits as a browser's file input takes it; raw when the name has no .gz. @param {string} name */
export async function fileOf(name) {
  const packed = await readFile(`${FOLDER}${name.replace(/\.gz$/, '')}.gz`);
  return { name, mimeType: 'application/octet-stream', buffer: name.endsWith('.gz') ? packed : gunzipSync(packed) };
}

/**
 * Drops files anywhere on the page.
 * @param {import('@playwright/test').Page} page
 * @param {{name: string, buffer: Buffer}[]} files
 */
export async function drop(page, files) {
  const transfer = await page.evaluateHandle(
    given => {
      const data = new DataTransfer();
      for (const { name, text } of given)
        data.items.add(new File([Uint8Array.from(atob(text), character => character.charCodeAt(0))], name));
      return data;
    },
    files.map(({ name, buffer }) => ({ name, text: buffer.toString('base64') })),
  );
  await page.dispatchEvent('body', 'dragover', { dataTransfer: transfer });
  await expect(page.locator('body')).toHaveClass(/dropping/);
  await page.dispatchEvent('body', 'drop', { dataTransfer: transfer });
  await expect(page.locator('body')).not.toHaveClass(/dropping/);
}
