// TF.js as the contender: one network, trained under one rule on one backend.

import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-core/dist/register_all_gradients.js';
import '@tensorflow/tfjs-backend-cpu';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { MOMENTUM, RATE, SAMPLES } from '../cases.js';
import { constant } from './constants.js';
import { RULES_IN_OPS } from './tfjs-rules.js';

/** @typedef {import('@tensorflow/tfjs-core').Tensor2D} Tensor2D */
/** @typedef {import('@tensorflow/tfjs-core').Variable} Variable */
/** @typedef {import('../cases.js').RuleCase} RuleCase */
/** @typedef {'wasm' | 'cpu'} Backend */
/**
 * `autodiff`: tf.variableGrads and tf.train.momentum; `ops`: gradients and momentum written out.
 * @typedef {'autodiff' | 'ops'} Style
 */
/**
 * What a network starts from: weights as the facade gives them, [outputs][inputs].
 * @typedef {{sizes: number[], weights: Float64Array[], biases: Float64Array[]}} Start
 */

/**
 * Starts both backends. The wasm backend is that with SIMD and without threads: a page without special headers gets no
 * other.
 */
export async function openTfjs() {
  tf.env().set('WASM_HAS_SIMD_SUPPORT', true);
  tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  setWasmPaths(new URL('/tfjs/', location.href).href);
  for (const backend of ['cpu', 'wasm']) {
    if (!(await tf.setBackend(backend))) throw new Error(`TF.js must start its backend ${backend}, but could not.`);
    await tf.ready();
  }
}

/** @param {Float64Array} values [rows][columns] @param {number} rows @param {number} columns */
function transposed(values, rows, columns) {
  const turned = new Float32Array(values.length);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = values[i * columns + j];
  return turned;
}

export class TfjsTrainer {
  /**
   * @param {Backend} backend
   * @param {Style} style
   * @param {RuleCase} rule
   * @param {Start} start
   */
  constructor(backend, style, rule, { sizes, weights, biases }) {
    this.backend = backend;
    this.use();
    this.rule = rule;
    this.how = { stepSize: rule.stepSize, steps: rule.steps(sizes.length - 2) };
    this.layers = weights.map((values, l) => ({
      W: /** @type {Variable} */ (
        tf.variable(tf.tensor2d(transposed(values, sizes[l + 1], sizes[l]), [sizes[l], sizes[l + 1]]))
      ),
      b: /** @type {Variable} */ (tf.variable(tf.tensor1d(Float32Array.from(biases[l])))),
    }));
    this.parameters = this.layers.flatMap(({ W, b }) => [W, b]);
    this.velocities = style === 'ops' ? this.parameters.map(p => tf.variable(tf.zerosLike(p), false)) : [];
    this.optimizer = style === 'ops' ? null : tf.train.momentum(RATE, MOMENTUM);
  }

  /** Makes TF.js compute on this one's backend. It has been started before, so this is done at once. */
  use() {
    void tf.setBackend(this.backend);
  }

  /** Predictions before the softmax. @param {Tensor2D} x */
  logits(x) {
    return /** @type {Tensor2D} */ (
      this.layers.reduce(
        (value, { W, b }, l) => {
          const a = tf.add(
            tf.matMul(/** @type {Tensor2D} */ (value), /** @type {Tensor2D} */ (/** @type {unknown} */ (W))),
            b,
          );
          return l === this.layers.length - 1 ? a : tf.tanh(a);
        },
        /** @type {import('@tensorflow/tfjs-core').Tensor} */ (x),
      )
    );
  }

  /** The mean loss, read back. @param {Tensor2D} x @param {Tensor2D} y */
  loss(x, y) {
    return tf.tidy(() => tf.losses.softmaxCrossEntropy(y, this.logits(x)).dataSync()[0]);
  }

  /** One training step. @param {Tensor2D} x @param {Tensor2D} y */
  step(x, y) {
    const { optimizer } = this;
    if (!optimizer) {
      tf.tidy(() => this.stepInOps(x, y));
      return;
    }
    tf.tidy(() => {
      const { grads } = tf.variableGrads(
        () => /** @type {import('@tensorflow/tfjs-core').Scalar} */ (tf.losses.softmaxCrossEntropy(y, this.logits(x))),
        this.parameters,
      );
      optimizer.applyGradients(/** @type {any} */ (grads)); // which its types would not take, though minimize() does just this
    });
  }

  /** @param {Tensor2D} x @param {Tensor2D} y */
  stepInOps(x, y) {
    const share = 1 / x.shape[0];
    const learned = RULES_IN_OPS[this.rule.rule](this.layers, x, y, this.how);
    learned.forEach(({ heard, delta }, l) => {
      // The errors point downhill, so what they give is added. Scaling them is cheaper than scaling their products.
      const scaled = /** @type {Tensor2D} */ (share === 1 ? delta : tf.mul(delta, constant(share)));
      this.move(2 * l, tf.matMul(/** @type {Tensor2D} */ (tf.transpose(heard)), scaled));
      this.move(2 * l + 1, tf.sum(scaled, 0));
    });
  }

  /** v ← β v + g, w ← w + α v. @param {number} parameter @param {import('@tensorflow/tfjs-core').Tensor} downhill */
  move(parameter, downhill) {
    const velocity = tf.add(tf.mul(this.velocities[parameter], constant(MOMENTUM)), downhill);
    this.velocities[parameter].assign(velocity);
    this.parameters[parameter].assign(tf.add(this.parameters[parameter], tf.mul(velocity, constant(RATE))));
  }

  /** All weights as the facade gives them. */
  weights() {
    return this.layers.map(({ W }) =>
      transposed(Float64Array.from(W.dataSync()), W.shape[0], /** @type {number} */ (W.shape[1])),
    );
  }

  free() {
    tf.dispose([...this.parameters, ...this.velocities]);
    this.optimizer?.dispose();
  }
}

/** @param {Float64Array} values @param {number} rows @returns {Tensor2D} */
export const matrix = (values, rows) => tf.tensor2d(Float32Array.from(values), [rows, values.length / rows]);

/**
 * @param {Backend} backend
 * @param {Style} style
 * @param {RuleCase} rule
 * @param {Start} start
 * @param {import('../../../www/pkg/pc_playground.js').Dataset} data
 * @param {number} batch
 * @returns {import('../rounds.js').Contender}
 */
export function tfjs(backend, style, rule, start, data, batch) {
  const trainer = new TfjsTrainer(backend, style, rule, start);
  // Its minibatches lie ready as tensors, which ours have to make from pixels.
  const batches = Array.from({ length: Math.min(16, SAMPLES / batch) }, (_, i) => ({
    x: matrix(data.inputs(i * batch, batch), batch),
    y: matrix(data.targets(i * batch, batch), batch),
  }));
  let next = 0;
  return {
    who: `tfjs-${backend}${style === 'autodiff' ? '-autodiff' : ''}`,
    what: rule.id,
    prepare: () => trainer.use(),
    run(count) {
      for (let i = 0; i < count; i++) {
        const { x, y } = batches[next];
        trainer.step(x, y);
        next = (next + 1) % batches.length;
      }
    },
    check() {
      trainer.use();
      const loss = trainer.loss(batches[0].x, batches[0].y);
      if (!Number.isFinite(loss))
        throw new Error(`${rule.name} in TF.js at batch ${batch} came to a loss of ${loss}: it diverged.`);
    },
    free() {
      trainer.use();
      trainer.free();
      for (const { x, y } of batches) tf.dispose([x, y]);
    },
    every: backend === 'cpu' ? 5 : 1,
  };
}
