// Random hashes and messages, from a seed. No imports: a page uses it too.

/** Numbers in 0 … 1 (mulberry32). @param {number} seed */
export function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @typedef {() => number} Random */

/** @template T @param {Random} random @param {readonly T[]} list @returns {T} */
export const one = (random, list) => list[Math.floor(random() * list.length)];

const NAMES = [
  'view',
  'system',
  'experiment',
  'eGrid',
  'eFrom',
  'ePlot',
  'eChosen',
  'source',
  'sample',
  'hidden',
  'width',
  'activation',
  'likelihood',
  'dtype',
  'seed',
  'schemes',
  'gammaVpc',
  'gammaFpa',
  'k',
  'alpha',
  'feedback',
  'clamps',
  'T',
  't',
  'speed',
  'rule',
  'rate',
  'batch',
  'trainT',
  'pRule',
  'pDepth',
  'pWide',
  'pShow',
  'xSynapse',
  'xRule',
  'controls',
  'theme',
  'transport',
  '__proto__',
  'constructor',
  'toString',
  'HIDDEN',
  '',
  '%',
  'hasOwnProperty',
];
const VALUES = [
  'step',
  'train',
  'parallel',
  'systems',
  'experiments',
  'mnist',
  'synthetic',
  'bp,vpc,fpa,zil',
  'generative,langevin,il-prox',
  'all',
  'none',
  'dark',
  'light',
  'full',
  'recorded',
  'figures',
  'transport',
  'zil',
  'relu',
  'sigmoid',
  'gaussian',
  'f32',
  'random',
  'vpc1,generative0',
  'measured',
  '0',
  '1',
  '-1',
  '1e309',
  '-Infinity',
  'NaN',
  '0x10',
  '1e-320',
  ' 7 ',
  '999999999',
  '2.5',
  '<img src=x onerror=alert(1)>',
  'javascript:alert(1)',
  '"><script>',
  '../../etc',
  '__proto__',
  'null',
  '\u0000',
  '\ud800',
  '‮',
  '😀',
  '%00',
  '%E0%A4',
  '${1}',
  '{{7*7}}',
  '',
];

/** @param {Random} random */
const noise = random =>
  Array.from({ length: Math.floor(random() * 24) }, () => String.fromCharCode(Math.floor(random() ** 3 * 0xffff))).join(
    '',
  );
/** @param {Random} random */
const number = random => String((random() - 0.3) * 10 ** Math.floor(random() * 8 - 3));

/** Some sense, some nonsense. @param {Random} random */
export function randomHash(random) {
  if (random() < 0.1) return `#${noise(random)}`;
  const pairs = Array.from({ length: Math.floor(random() * 9) }, () => {
    const name = random() < 0.9 ? one(random, NAMES) : noise(random);
    const value = random() < 0.55 ? one(random, VALUES) : random() < 0.7 ? number(random) : noise(random);
    const sign = one(random, ['=', '=', '=', '=', '', '==']);
    return `${name}${sign}${random() < 0.3 ? encodeURIComponent(value.toWellFormed?.() ?? value.replace(/[\ud800-\udfff]/g, '')) : value}`;
  });
  return `${one(random, ['#', '#', '#', '', '##'])}${pairs.join(one(random, ['&', '&', '&', ';', '&&']))}`;
}

/** A value of every kind that a message can carry. @param {Random} random @param {number} [depth] @returns {any} */
export function anything(random, depth = 0) {
  const inner = () => anything(random, depth + 1);
  const simple = [
    () => undefined,
    () => null,
    () => random() < 0.5,
    () => (random() - 0.5) * 1e6,
    () => NaN,
    () => -0,
    () => 10n ** 30n,
    () => noise(random),
    () => one(random, VALUES),
    () => new Date(random() * 1e13),
    () => new Date(NaN),
    () => /a+/gi,
    () => new Uint8Array(5),
    () => new Float64Array(3).buffer,
    () => new DataView(new ArrayBuffer(4)),
    () => new Error(noise(random)),
    () => new RangeError('x'),
    () => Object('text'),
    () => Object(1),
    () => Object(false),
    () => new BigInt64Array(2),
    () => new Blob([noise(random)]),
    () => new DOMException('no', 'AbortError'),
  ];
  const asked = [
    () => ({ target: 'pc-playground', type: 'settings', hash: randomHash(random) }),
    () => ({ target: 'pc-playground', type: 'settings', hash: inner() }),
    () => ({ target: 'pc-playground', type: inner(), hash: inner() }),
    () => ({ target: 'pc-playground', type: one(random, ['pause', 'resume']) }),
    () => ({ target: inner(), type: 'settings', hash: randomHash(random) }),
    () => ({ source: 'pc-playground', type: 'settings', hash: randomHash(random) }),
  ];
  const nested = [
    () => Array.from({ length: Math.floor(random() * 4) }, inner),
    () => ({ [one(random, NAMES)]: inner(), [noise(random)]: inner() }),
    () => new Map([[inner(), inner()]]),
    () => new Set([inner()]),
    () => {
      const ring = { type: 'settings' };
      ring.self = ring;
      return ring;
    },
    () => Object.assign([], { target: 'pc-playground', type: 'pause' }),
    () => new Array(7),
  ];
  const kinds = depth > 3 ? [simple] : depth > 0 ? [simple, nested] : [simple, nested, asked, asked];
  return one(random, one(random, kinds))();
}
