// A clone has line feeds and nothing else at the ends of its lines, whatever the system's Git is set to
// (core.autocrlf): .gitattributes says so for every file, those to come too.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const skip = !existsSync(`${root}.git`) && 'these files are not a Git repository';

/** @param {string[]} words @param {string} [input] */
const git = (words, input) => execFileSync('git', words, { cwd: root, encoding: 'utf8', input });

/** As Git would check them out: "i/lf w/lf attr/text=auto eol=lf<tab>name". @param {string[]} words */
const ends = words =>
  git(['ls-files', '--eol', ...words])
    .trimEnd()
    .split('\n')
    .map(line => {
      const [how, name] = line.split('\t');
      const [index, , ...attributes] = how.trim().split(/\s+/);
      return { name, index, attributes: attributes.join(' ') };
    });

test('every file of the repository is text with line feeds, or said to be none', { skip }, () => {
  const files = ends([]);
  assert.ok(files.length > 400, `${files.length} files are too few to show anything`);
  for (const { name, index, attributes } of files) {
    assert.match(attributes, /^attr\/(text=auto eol=lf|-text)$/, name);
    assert.match(index, attributes === 'attr/-text' ? /./ : /^i\/(lf|none)$/, `${name} is kept with other line ends`);
  }
});

test('so are files that are not there yet, and bytes are left alone', { skip }, () => {
  const names = [
    'new.sh',
    'new/folder/results.jsonl',
    'job.sbatch',
    'NOTICE',
    'picture.png',
    'digits-idx3-ubyte',
    'digits.gz',
    'network.safetensors',
    'engine.wasm',
  ];
  const said = git(['check-attr', '--stdin', 'text', 'eol'], names.join('\n'));
  for (const name of names.slice(0, 4)) assert.ok(said.includes(`${name}: text: auto\n${name}: eol: lf\n`), name);
  for (const name of names.slice(4)) assert.ok(said.includes(`${name}: text: unset\n`), name);
});
