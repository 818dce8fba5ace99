// The rules in plain TF.js ops: the same arithmetic as src/rule/*.rs, written as a user of TF.js would for speed.
// Samples are rows; W is [inputs][outputs], so that a prediction needs no transposing. Where a product does, the
// operand is transposed beforehand: matMul's own transposeA and transposeB leave XNNPACK for a plain loop, which takes
// several times as long.

import * as tf from '@tensorflow/tfjs-core';
import { constant } from './constants.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor2D} Tensor2D */
/** @typedef {import('@tensorflow/tfjs-core').Tensor} Tensor */
/**
 * The parameters of f_0 … f_{L−1}.
 * @typedef {{W: import('@tensorflow/tfjs-core').Variable, b: import('@tensorflow/tfjs-core').Variable}[]} Layers
 */
/**
 * What function l learns from: the values it heard and its pulled-back error, which its gradient is the product of.
 * @typedef {{heard: Tensor, delta: Tensor}[]} Learned
 */
/**
 * @typedef {(layers: Layers, x: Tensor2D, y: Tensor2D, how: {stepSize: number, steps: number}) => Learned} RuleInOps
 */

/**
 * m_{l+1} = f_l(x). On this backend fused.matMul is no faster.
 * @param {Layers} layers
 * @param {number} l
 * @param {Tensor} x
 */
function predict(layers, l, x) {
  const { W, b } = layers[l];
  const a = tf.add(tf.matMul(/** @type {Tensor2D} */ (x), /** @type {Tensor2D} */ (/** @type {unknown} */ (W))), b);
  return l === layers.length - 1 ? a : tf.tanh(a);
}

/** All predictions of a feed-forward sweep, x_0 first. @param {Layers} layers @param {Tensor} x */
function sweep(layers, x) {
  const m = [x];
  for (let l = 0; l < layers.length; l++) m.push(predict(layers, l, m[l]));
  return m;
}

/** e_L = y − softmax(m_L). @param {Tensor} y @param {Tensor} m */
const outputError = (y, m) => tf.sub(y, tf.softmax(m));

/** g′ ∘ e of a hidden node, by its prediction. @param {Tensor} e @param {Tensor} m */
const pullBack = (e, m) => tf.mul(e, tf.sub(constant(1), tf.square(m)));

/**
 * The weights of f_1 … f_{L−1} the other way round; once a minibatch is enough.
 * @param {Layers} layers
 * @returns {Tensor2D[]}
 */
const turned = layers => layers.map(({ W }, l) => /** @type {Tensor2D} */ (l === 0 ? W : tf.transpose(W)));

/** Towards the parent. @param {Tensor2D[]} backwards @param {number} l @param {Tensor} delta */
const vjp = (backwards, l, delta) => tf.matMul(/** @type {Tensor2D} */ (delta), backwards[l]);

/** @type {RuleInOps} */
function bp(layers, x, y) {
  const m = sweep(layers, x);
  const backwards = turned(layers);
  /** @type {Learned} */
  const learned = [];
  let delta = outputError(y, m[layers.length]);
  for (let l = layers.length - 1; l >= 0; l--) {
    learned[l] = { heard: m[l], delta };
    if (l > 0) delta = pullBack(vjp(backwards, l, delta), m[l]);
  }
  return learned;
}

/** Predictions and their slopes stay; errors move. @type {RuleInOps} */
function fpa(layers, x, y, { stepSize, steps }) {
  const depth = layers.length;
  const m = sweep(layers, x);
  const backwards = turned(layers);
  const slopes = m.map((value, node) => (node === 0 || node === depth ? value : tf.sub(constant(1), tf.square(value))));
  const values = [...m];
  const e = m.map(value => tf.zerosLike(value));
  e[depth] = outputError(y, m[depth]);
  /** @param {number} node */
  const deltaOf = node => (node === depth ? e[node] : tf.mul(e[node], slopes[node]));
  for (let t = 0; t < steps; t++) {
    const feedback = messages(backwards, deltaOf);
    for (let node = 1; node < depth; node++) {
      values[node] = moved(values[node], e[node], feedback[node], stepSize);
      e[node] = tf.sub(values[node], m[node]);
    }
  }
  return layers.map((_, l) => ({ heard: m[l], delta: deltaOf(l + 1) }));
}

/**
 * What each latent node is told by its child, all at one time.
 * @param {Tensor2D[]} backwards
 * @param {(node: number) => Tensor} deltaOf
 */
function messages(backwards, deltaOf) {
  /** @type {Tensor[]} */
  const feedback = [];
  for (let node = 1; node < backwards.length; node++) feedback[node] = vjp(backwards, node, deltaOf(node + 1));
  return feedback;
}

/** x + γ (feedback − e). @param {Tensor} x @param {Tensor} e @param {Tensor} feedback @param {number} stepSize */
function moved(x, e, feedback, stepSize) {
  const pull = tf.sub(feedback, e);
  return tf.add(x, stepSize === 1 ? pull : tf.mul(pull, constant(stepSize)));
}

/** Everything at the current x: values move, and predictions follow. The prediction of x_1 alone stays: x_0 does. */
class Descent {
  /** @param {Layers} layers @param {Tensor} x @param {Tensor} y */
  constructor(layers, x, y) {
    this.layers = layers;
    this.backwards = turned(layers);
    this.y = y;
    this.depth = layers.length;
    this.m = sweep(layers, x);
    this.x = [...this.m];
    this.e = this.m.map(value => tf.zerosLike(value));
    this.e[this.depth] = outputError(y, this.m[this.depth]);
  }

  /** @param {number} node */
  delta(node) {
    return node === this.depth ? this.e[node] : pullBack(this.e[node], this.m[node]);
  }

  /** @param {number} l */
  learned(l) {
    return { heard: this.x[l], delta: this.delta(l + 1) };
  }

  /** @param {number} stepSize */
  step(stepSize) {
    const feedback = messages(this.backwards, node => this.delta(node));
    for (let node = 1; node < this.depth; node++)
      this.x[node] = moved(this.x[node], this.e[node], feedback[node], stepSize);
    for (let node = 1; node <= this.depth; node++) {
      if (node > 1) this.m[node] = predict(this.layers, node - 1, this.x[node - 1]);
      this.e[node] = node === this.depth ? outputError(this.y, this.m[node]) : tf.sub(this.x[node], this.m[node]);
    }
  }
}

/** @type {RuleInOps} */
function vpc(layers, x, y, { stepSize, steps }) {
  const descent = new Descent(layers, x, y);
  for (let t = 0; t < steps; t++) descent.step(stepSize);
  return layers.map((_, l) => descent.learned(l));
}

/** Function l learns at t = L − 1 − l. @type {RuleInOps} */
function zil(layers, x, y) {
  const descent = new Descent(layers, x, y);
  /** @type {Learned} */
  const learned = [];
  learned[layers.length - 1] = descent.learned(layers.length - 1);
  for (let l = layers.length - 2; l >= 0; l--) {
    descent.step(1);
    learned[l] = descent.learned(l);
  }
  return learned;
}

/** @type {Record<'bp' | 'fpa' | 'vpc' | 'zil', RuleInOps>} */
export const RULES_IN_OPS = { bp, fpa, vpc, zil };
