// Files that are not what they should be: IDX for a Dataset, safetensors for a Network.
import { bytes, names } from './kinds.mjs';

/** An IDX file: big-endian numbers, then bytes. */
function idx(numbers, body) {
  const file = new Uint8Array(4 * numbers.length + body.length);
  const view = new DataView(file.buffer);
  numbers.forEach((number, i) => view.setUint32(4 * i, number));
  file.set(body, 4 * numbers.length);
  return file;
}

export function files(judge, pc, { network }) {
  const images = idx([2051, 2, 2, 2], [0, 1, 2, 3, 4, 5, 6, 255]);
  const labels = idx([2049, 2], [0, 9]);
  judge.good('right files', () => pc.Dataset.fromIdx(images, labels).free());
  bytes(judge, 'labels', value => pc.Dataset.fromIdx(images, value));
  const wrong = [
    ['images', idx([2049, 2, 2, 2], new Array(8)), labels],
    ['images', images.subarray(0, 23), labels],
    ['images', Uint8Array.of(...images, 0), labels],
    ['images', idx([2051, 0, 2, 2], []), labels],
    ['images', idx([2051, 2, 0, 2], []), labels],
    ['images', idx([2051, 4294967295, 4294967295, 4294967295], [1]), labels],
    ['images', idx([2051, 4294967295, 1, 1], [1]), labels],
    ['images', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2), labels],
    ['labels', images, idx([2051, 2], [0, 9])],
    ['labels', images, idx([2049, 3], [0, 9])],
    ['labels', images, idx([2049, 1], [0])],
    ['labels', images, idx([2049, 0], [])],
    ['labels[1]', images, idx([2049, 2], [0, 10])],
  ];
  wrong.forEach(([field, x, y], i) => {
    judge.bad(`IDX ${i}`, { field }, () => pc.Dataset.fromIdx(x, y));
  });
  safetensors(judge, pc, network.save());
}

function safetensors(judge, pc, file) {
  const load = bytes => pc.Network.load(bytes);
  judge.good('a right file', () => load(file).free());
  for (const length of [1, 7, 8, 9, 100, file.length - 8, file.length - 1]) {
    judge.bad(`the first ${length} bytes`, { field: 'bytes' }, () => load(file.slice(0, length)));
  }
  judge.bad('a byte too many', { field: 'bytes' }, () => load(Uint8Array.of(...file, 0)));
  judge.bad('a header of 2^64 − 1 bytes', { field: 'bytes' }, () => load(new Uint8Array(100).fill(255)));
  judge.bad('text', { field: 'bytes' }, () => load(new TextEncoder().encode('{"sizes": [4, 3, 2]}')));
  const last = file.slice();
  last.set(new Uint8Array(Float64Array.of(NaN).buffer), file.length - 8);
  judge.bad('a weight that is NaN', { field: 'f1.weight[5]', got: 'NaN' }, () => load(last));

  const edited = (from, to) => withEdited(file, from, to);
  untold(judge, pc, edited('pc-playground', 'pc-playGround'));
  for (const [from, to, field] of [
    ['[4,3,2]', '[4,3,0]', 'sizes[2]'],
    ['[4,3,2]', '[]', 'sizes'],
    ['[4,3,2]', '[4,5,2]', 'f0.weight'],
    ['[4,3,2]', '[4,-3,2]', 'metadata "pc-playground"'],
    ['[4,3,2]', '[4,1e99,2]', 'metadata "pc-playground"'],
    ['\\"f64\\"', '\\"f16\\"', 'dtype in the metadata'],
    ['\\"f64\\"', '\\"f32\\"', 'f0.weight'],
    ['\\"categorical\\"', '\\"poisson\\"', 'metadata "pc-playground"'],
    ['\\"tanh\\"', '\\"sin\\"', 'metadata "pc-playground"'],
    ['[\\"tanh\\"]', '[\\"tanh\\",\\"tanh\\"]', 'activation'],
    ['f0.bias', 'g0.bias', 'f0.bias'],
  ]) {
    judge.bad(`metadata ${to}`, { field }, () => load(edited(from, to)));
  }
  const sizes = `[${new Array(65).fill(4096)}]`;
  judge.bad('metadata of a huge network', { memory: true }, () => load(edited('[4,3,2]', sizes)));
}

/** A file of another program: names and shapes tell the chain, and nothing tells what is between. */
function untold(judge, pc, file) {
  const load = options => pc.Network.load(file, options);
  judge.good('a file that does not tell', () => {
    const { sizes, dtype, activation, likelihood } = pc.Network.inspect(file);
    if (String(sizes) !== '4,3,2' || dtype !== 'f64' || activation !== undefined || likelihood !== undefined)
      throw new Error('it tells something else');
  });
  for (const options of [undefined, {}, { activation: ['relu'], likelihood: 'gaussian' }])
    judge.good('and what it may be', () => load(options).free());
  const strangers = [null, 1, 'relu', true, [], () => {}, new Float64Array(1)];
  for (const value of strangers)
    judge.bad(`options = ${String(value)}`, { field: 'options', expected: 'an object' }, () => load(value));
  judge.bad('an option that there is not', { field: 'options', got: 'a field "dtype"' }, () => load({ dtype: 'f32' }));
  names(judge, 'activation', ['identity', 'tanh', 'relu', 'sigmoid'], activation => load({ activation }), {
    may: true,
    lists: true,
  });
  names(judge, 'likelihood', ['gaussian', 'categorical'], likelihood => load({ likelihood }), { may: true });
  judge.bad('two activations for one layer', { field: 'activation', got: 'a list of 2' }, () =>
    load({ activation: ['relu', 'relu'] }),
  );
  bytes(judge, 'bytes', value => pc.Network.inspect(value));
}

/** A safetensors file with something in its header replaced. */
export function withEdited(file, from, to) {
  const text = new TextDecoder().decode(file.subarray(8, 8 + headerLength(file)));
  if (!text.includes(from)) throw new Error(`the header has no ${from}: ${text}`);
  return withHeader(text.replace(from, to), file);
}

function headerLength(file) {
  return Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));
}

/** The same tensors under another header. */
function withHeader(text, file) {
  const header = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const tensors = file.subarray(8 + headerLength(file));
  const changed = new Uint8Array(8 + header.length + tensors.length);
  new DataView(changed.buffer).setBigUint64(0, BigInt(header.length), true);
  changed.set(header, 8);
  changed.set(tensors, 8 + header.length);
  return changed;
}
