// What files are, by their bytes and names, and which door of the page takes them.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isPage } from '../../../www/js/wasm/answers.js';
import { isLitter, kindOf } from '../../../www/js/engine/file-kinds.js';
import { findDoor } from '../../../www/js/engine/given-files.js';
import { idxHeader, idxImages, idxLabels, idxLength } from '../../../www/js/model/digits/idx.js';

/** @param {string} text each character a byte */
const bytes = text => Uint8Array.from(text, character => character.charCodeAt(0));
const HEADER =
  '{"results":1,"experiment":"law","version":2,"grid":"full","data":"1+1+1 0","cells":96,"check":"6080fafa"}\n';
const IMAGES = idxImages(new Uint8Array(784));
const LABELS = idxLabels([7]);
const NETWORK = bytes('\x10\x01\0\0\0\0\0\0{"__metadata__":{}}');
const PAGE = '<!DOCTYPE html>\n<html lang="en"><title>x</title>';

test('a file is told by its bytes, and by its name where these say nothing', () => {
  /** @type {[string, Uint8Array | string, string][]} */
  const cases = [
    ['train-images-idx3-ubyte', IMAGES, 'images'],
    ['x', LABELS, 'labels'],
    ['qmnist-test-labels-idx2-int', bytes('\0\0\x0c\x02\0\0\0\x05\0\0\0\x08'), 'labels'],
    ['x.bin', NETWORK, 'network'],
    ['weights.safetensors', NETWORK, 'network'],
    ['cut.safetensors', bytes('\x01\x02\x03'), 'network'],
    ['empty.safetensors', '', 'network'],
    ['weights.safetensors', 'version https://git-lfs.github.com/spec/v1\noid sha256:0\n', 'pointer'],
    ['weights.safetensors', PAGE, 'page'],
    ['weights.safetensors', 'PK\x03\x04....', 'zip'],
    ['law.txt', HEADER, 'results'],
    ['law.jsonl', `\ufeff\r\n${HEADER}`, 'results'],
    ['letter.jsonl', 'Dear reader,', 'results'],
    ['law.json', '{\n  "experiment": "law"\n}', 'json'],
    ['x.png', '\x89PNG\r\n\x1a\n', 'picture'],
    ['x', '\xff\xd8\xff\xe0', 'picture'],
    ['x', 'RIFF\x01\x02\x03\x04WEBPVP8 ', 'picture'],
    ['a.zip', 'PK\x03\x04', 'zip'],
    ['a', 'PK\x05\x06', 'zip'],
    ['model.pt', 'PK\x03\x04\0\0', 'pytorch'],
    ['model', 'PK\x03\x04\0\0\x0f\0archive/data.pkl', 'pytorch'],
    ['mnist.npz', 'PK\x03\x04\0\0\x0b\0x_test.npy', 'numpy'],
    ['a.npy', '\x93NUMPY\x01\0', 'numpy'],
    ['a.pkl', '\x80\x04\x95', 'pytorch'],
    ['a.7z', '7z\xbc\xaf\x27\x1c', 'archive'],
    ['a.tar', `${'a'.padEnd(257, '\0')}ustar`, 'archive'],
    ['a.xz', '\xfd7zXZ\0', 'archive'],
    ['a.bz2', 'BZh91AY', 'archive'],
    ['t.csv', 'label,pixel0,pixel1\n5,0,0\n', 'table'],
    ['t.txt', 'a;b\r\n1;2\r\n', 'table'],
    ['notes.txt', 'Buy milk, bread.\nCall.\n', 'text'],
    ['n.json', ' [1, 2]', 'json'],
    ['a.html', `\n<!-- saved -->${PAGE}`, 'page'],
    ['nothing', '', 'empty'],
    ['a.gz', '\x1f\x8b\x08', 'gzip'],
    ['a.bin', '\x01\x02\x03\xff\xfe', 'other'],
  ];
  for (const [name, content, kind] of cases) {
    const head =
      typeof content !== 'string'
        ? content
        : /[\x80-\xff]/.test(content) || !/[^\0-\xff]/.test(content)
          ? bytes(content)
          : new TextEncoder().encode(content);
    assert.equal(kindOf(name, head), kind, `${name}: ${JSON.stringify(String(content).slice(0, 30))}`);
  }
});

test('a page is told from everything else that begins with an angle bracket', () => {
  for (const page of [PAGE, '\ufeff <html>', '<?xml version="1.0"?>\n<!doctype HTML >', '<head><meta charset=utf-8>'])
    assert.ok(isPage(new TextEncoder().encode(page)), page);
  for (const other of ['<svg xmlns="x"/>', '{"a":"<html>"}', '<htmlx>', '', '< html>'])
    assert.ok(!isPage(new TextEncoder().encode(other)), other);
});

test('files of the system are passed over, wherever they lie; a folder that was chosen may be hidden itself', () => {
  for (const path of [
    '.DS_Store',
    'a/.x/3.png',
    '__MACOSX/3/._a.png',
    'mnist/__MACOSX/._train-images-idx3-ubyte',
    '._train-images-idx3-ubyte',
    'a/Thumbs.db',
    'desktop.ini',
    'A/Desktop.INI',
    'a/.gitignore',
    'a/Icon\r',
    'a/@eaDir/x.png',
    '$RECYCLE.BIN/x',
    '~$notes.doc',
  ])
    assert.ok(isLitter(path), path);
  for (const path of ['3/a.b.png', '.cache/3/x.png', 'a/train-images.idx3-ubyte', 'desktop/3.png'])
    assert.ok(!isLitter(path), path);
});

test('IDX of other types and more sides: what it is, and how long it is when it is whole', () => {
  assert.equal(idxLength(IMAGES), IMAGES.length);
  assert.equal(idxLength(LABELS), LABELS.length);
  const wide = bytes('\0\0\x0c\x02\0\0\0\x05\0\0\0\x08');
  assert.deepEqual([idxHeader(wide), idxLength(wide)], [{ kind: 'labels', count: 5 }, 12 + 4 * 40]);
  for (const other of [
    '\0\0\x08\x07\0\0\0\x05',
    '\0\0\x08\0\0\0\0\x05',
    '\0\0\x07\x01\0\0\0\x05',
    '\x01\0\x08\x01\0\0\0\x05',
    '\0\0\x08\x01\0\0',
  ])
    assert.equal(idxHeader(bytes(other)), null, JSON.stringify(other));
});

/** @param {Record<string, string | Uint8Array>} contents by path */
const given = contents =>
  Object.entries(contents).map(([path, content]) =>
    Object.defineProperty(
      new File([/** @type {BlobPart} */ (content)], /** @type {string} */ (path.split('/').at(-1))),
      'webkitRelativePath',
      { value: path.includes('/') ? path : '' },
    ),
  );

test('each file goes through the door that is its own, whichever it came to', async () => {
  const cases = [
    [{ 'x.safetensors': NETWORK }, ['digits', null, 'results', 'network'], 'network'],
    [{ 'x.bin': NETWORK }, ['digits', null, 'results', 'network'], 'network'],
    [{ 'law.jsonl': HEADER }, ['digits', null, 'results', 'network'], 'results'],
    [{ 'train-images-idx3-ubyte.gz': gzipSync(IMAGES), 'train-labels-idx1-ubyte': LABELS }, ['digits', null], 'digits'],
    [{ 'x/3.png': '', 'x/README': 'hello' }, ['digits', null], 'digits'],
    [
      { 'm/net.safetensors': NETWORK, 'm/.DS_Store': 'x', 'm/README.md': 'hello' },
      ['digits', null, 'network'],
      'network',
    ],
    [{ 'a.safetensors': NETWORK, 'train-images': IMAGES, 'train-labels': LABELS }, ['digits'], 'digits'],
    [{ 'a.safetensors': NETWORK, 'train-images': IMAGES, 'train-labels': LABELS }, ['network'], 'network'],
  ];
  for (const [contents, doors, right] of cases) {
    for (const door of doors) {
      const found = await findDoor(given(contents), door, 'digits');
      assert.equal(found.door, right, `${Object.keys(contents)} at ${door}`);
      if (right === 'network' || right === 'results') assert.equal(found.files.length, 1);
    }
  }
});

test('what no door takes is called what it is, by the door that it came to', async () => {
  const cases = [
    [
      { 'table.csv': 'label,pixel0\n1,2\n' },
      'network',
      /^table\.csv is a table of text, as CSV files are\. “Open network…” takes a network in a safetensors file\. The network so far stays\.$/,
    ],
    [
      { 'table.csv': 'label,pixel0\n1,2\n' },
      'digits',
      /^table\.csv is a table of text, as CSV files are\. Digits are taken as IDX files .*\. The digits used so far stay\.$/,
    ],
    [
      { 'table.csv': 'label,pixel0\n1,2\n' },
      'results',
      /^table\.csv is a table .*\. “Open results …” takes a file of results .*\. What was shown before stays\.$/,
    ],
    [
      { 'cat.png': '\x89PNG' },
      'network',
      /^cat\.png is a picture\. “Open network…” takes .*“Use files of your own…” takes pictures of digits\. The network so far stays\.$/,
    ],
    [
      { 'train-images-idx3-ubyte': IMAGES },
      'network',
      /^train-images-idx3-ubyte is a file of images in the IDX format\. “Open network…” takes .*“Use files of your own…” takes images and labels together\. The network so far stays\.$/,
    ],
    [
      { 'mnist.zip': 'PK\x03\x04' },
      null,
      /^mnist\.zip is a zip archive: unpack it, and give the files that are in it\. .* The digits used so far stay\.$/,
    ],
    [{ 'model.pth': 'PK\x03\x04' }, 'network', /^model\.pth is a file of PyTorch .* safetensors\.torch\.save_file\./],
    [{ nothing: '' }, 'network', /^nothing is empty: it holds no bytes at all\. “Open network…”/],
    [{ nothing: '' }, null, /^nothing is empty: it holds no bytes at all\. Digits are taken/],
    [
      { 'm/.DS_Store': 'x', 'm/._a': 'y' },
      'digits',
      /^These are files that the system keeps for itself, and nothing else was given\. /,
    ],
    [
      { 'x.safetensors': NETWORK, 'law.jsonl': HEADER },
      'digits',
      /^These files are of different kinds: x\.safetensors is a network in a safetensors file, law\.jsonl is a file of results of an experiment\. Give those of one kind at a time\./,
    ],
  ];
  for (const [contents, door, sentence] of cases) {
    await assert.rejects(
      findDoor(given(contents), door, 'digits'),
      error => sentence.test(error.message) || assert.fail(error.message),
      Object.keys(contents)[0],
    );
  }
  // What may have been meant for results is left to those who read them.
  assert.equal((await findDoor(given({ 'letter.txt': 'Dear reader' }), null, 'results')).door, 'results');
  const gone = Object.assign(new File(['x'], 'folder'), {
    slice: () => ({
      arrayBuffer: async () => {
        throw new DOMException('gone', 'NotReadableError');
      },
    }),
  });
  await assert.rejects(
    findDoor([gone], 'network', 'network'),
    /^Error: folder could not be read: it may be a folder, or have been moved/,
  );
});
