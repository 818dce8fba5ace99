// Sentences of the core call a scheme what the page calls it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { valueName } from '../../../www/js/views/experiments/words.js';

test('answers and plots name a rule alike', () => {
  const source = readFileSync(new URL('../../../src/experiment/words.rs', import.meta.url), 'utf8');
  const names = [...source.matchAll(/^ {4}\("([\w-]+)", "(.+)"\),$/gm)];
  assert.ok(names.length > 8);
  // In the middle of a sentence, "Implicit SGD" begins small.
  for (const [, code, name] of names) assert.equal(valueName(code).replace('Implicit', 'implicit'), name);
});
