// The list of schemes: everything said of each, its options for the module, and colours that tell them apart.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { FAMILIES } from '../../../www/js/model/scheme.js';
import {
  SCHEMES,
  SCHEME_IDS,
  ruleOptionsOf,
  schemeById,
  stepSizeOf,
  withStepSize,
} from '../../../www/js/model/schemes.js';
import { FIELDS, defaults } from '../../../www/js/model/settings.js';

test('every scheme says what it is, and every name is its own', () => {
  assert.equal(SCHEMES.length, 19);
  for (const key of ['id', 'name', 'title', 'about'])
    assert.equal(new Set(SCHEMES.map(scheme => scheme[key])).size, 19, key);
  for (const scheme of SCHEMES) {
    assert.ok(
      FAMILIES.some(({ id }) => id === scheme.family),
      scheme.id,
    );
    assert.ok(scheme.section && scheme.equation.length && scheme.equation.every(line => line.length <= 60), scheme.id);
    for (const sentence of [scheme.words, scheme.equals, scheme.cost])
      assert.match(sentence, /^\p{Lu}.*\.$|^\d.*\.$/u, scheme.id);
    assert.doesNotMatch(scheme.about, /\.$/);
    for (const name of scheme.uses) assert.ok(name in FIELDS, `${scheme.id} ${name}`);
    assert.equal(schemeById(scheme.id), scheme);
  }
  assert.throws(() => schemeById('toString'), /^Error: A scheme must be one of bp, vpc, .*, got "toString"\.$/);
});

test('a scheme’s options follow the settings that it says it uses, and no others', () => {
  const settings = defaults();
  const other = {
    gammaVpc: 0.7,
    gammaFpa: 0.8,
    gammaProx: 0.3,
    gammaGen: 0.2,
    k: 7,
    alpha: 0.3,
    stores: 'error',
    bottomGamma: 0.2,
    decay: 0.1,
    noiseSeed: 5,
    feedback: 'random',
  };
  for (const { id, rule, uses } of SCHEMES) {
    const options = ruleOptionsOf(id, settings);
    assert.equal(options.rule, rule);
    for (const [knob, value] of Object.entries(other)) {
      const changed = JSON.stringify(ruleOptionsOf(id, { ...settings, [knob]: value })) !== JSON.stringify(options);
      assert.equal(changed, uses.includes(knob), `${id} and ${knob}`);
    }
  }
  const distinct = new Set(SCHEME_IDS.map(id => JSON.stringify(ruleOptionsOf(id, settings))));
  assert.equal(distinct.size, SCHEMES.length, 'no two schemes are the same to the module');
  for (const { id } of SCHEMES)
    assert.equal(ruleOptionsOf(id, withStepSize(settings, 0.33)).stepSize, stepSizeOf(id) && 0.33, id);
  assert.deepEqual(ruleOptionsOf('klimit', settings), { rule: 'vpc', stepSize: 0.4, outputVariance: 100 });
  assert.deepEqual(ruleOptionsOf('g-il', { ...settings, bottomGamma: 0 }), {
    rule: 'g-il',
    stepSize: 0.4,
    bottomStepSize: 0.4,
    decay: 0,
  });
  assert.deepEqual(ruleOptionsOf('bp', { ...settings, feedback: 'random', feedbackSeed: 3 }), {
    rule: 'bp',
    feedback: 'random',
    feedbackSeed: 3,
  });
});

// Colours: OKLab, and red-green blindness as Machado et al. (2009) simulate it.
const linear = hex =>
  [1, 3, 5]
    .map(i => parseInt(hex.slice(i, i + 2), 16) / 255)
    .map(c => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
const product = (matrix, vector) => matrix.map(row => row.reduce((sum, value, i) => sum + value * vector[i], 0));
const DEUTAN = [
  [0.367322, 0.860646, -0.227968],
  [0.280085, 0.672501, 0.047413],
  [-0.01182, 0.04294, 0.968881],
];
const PROTAN = [
  [0.152286, 1.052583, -0.204868],
  [0.114503, 0.786281, 0.099216],
  [-0.003882, -0.048116, 1.051998],
];
const oklab = rgb =>
  product(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    product(
      [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ],
      rgb,
    ).map(Math.cbrt),
  );
const blind = (matrix, rgb) => product(matrix, rgb).map(value => Math.min(1, Math.max(0, value)));
const light = ([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b;

test('colours are readable on paper, and any two differ, with and without red-green blindness', () => {
  const css = readFileSync(new URL('../../../www/css/ui/tokens.css', import.meta.url), 'utf8');
  const [bright, dark] = css.split('@media (prefers-color-scheme: dark)');
  for (const theme of [bright, dark]) {
    const colour = name => new RegExp(`--${name}: (#[0-9a-f]{6});`).exec(theme)?.[1];
    for (const paper of ['paper', 'raised'].map(colour).map(linear)) {
      for (const id of SCHEME_IDS) {
        const [low, high] = [light(paper), light(linear(colour(id)))].sort((a, b) => a - b);
        assert.ok((high + 0.05) / (low + 0.05) >= 4.5, `${id} on paper`);
      }
    }
    const one = SCHEME_IDS.filter(id => !['zil-step', 'zil-together', 'zil-early'].includes(id)); // the ablations share a colour
    for (const id of SCHEME_IDS) if (!one.includes(id)) assert.equal(colour(id), colour('zil-latents'));
    for (const see of [rgb => rgb, rgb => blind(DEUTAN, rgb), rgb => blind(PROTAN, rgb)]) {
      const seen = one.map(id => oklab(see(linear(colour(id)))));
      for (let i = 0; i < one.length; i++) {
        for (let j = 0; j < i; j++) {
          const distance = Math.hypot(...seen[i].map((value, c) => value - seen[j][c]));
          assert.ok(distance >= 0.05, `${one[i]} and ${one[j]}: ${distance}`);
        }
      }
    }
  }
  for (const id of SCHEME_IDS) assert.ok(css.includes(`.of-${id} { --rule: var(--${id}); }`), `class of-${id}`);
});
