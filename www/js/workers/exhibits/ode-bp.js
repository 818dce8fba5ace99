// Backpropagation as a steady state, section 3.4.1: Euler's steps on the equation for e beside FPA-PC's on x, and Euler
// beside Heun.

import { Theory } from '../../../pkg/pc_playground.js';
import { distance, largest, withInference } from './gradients.js';
import { pageDigit, withTwins } from './twins.js';

/** @typedef {import('./index.js').Bench} Bench */
/** @typedef {import('../../../pkg/pc_playground.js').Inference} Inference */
/** @typedef {import('../../../pkg/pc_playground.js').Network} Network */
/** @typedef {import('../../../pkg/pc_playground.js').RuleOptions} RuleOptions */
/** @typedef {import('../../model/exhibits/ode-bp.js').Twin} Twin */
/** @typedef {import('../../model/exhibits/ode-bp.js').OdeBp} OdeBp */

/** The errors of nodes 1 … L. @param {Inference} inference @param {number} depth */
const errors = (inference, depth) => Array.from({ length: depth }, (_, i) => inference.error(i + 1));

/**
 * @param {{gamma: number, T: number, rounds: number[]}} params `rounds` even, for the comparison with the exact
 * solution
 * @param {Bench} bench
 * @returns {Promise<OdeBp>}
 */
export async function compute({ gamma, T, rounds }, { settings, digits, pause }) {
  const { inputs, targets } = pageDigit(settings, digits);
  return withTwins(settings, async both => {
    const depth = both.f64.depth;
    const backprop = withInference(both.f64, inputs, targets, { rule: 'bp' }, bp => {
      bp.step(depth);
      return errors(bp, depth);
    });
    /** @type {Twin[]} */
    const twins = [];
    for (const dtype of /** @type {const} */ (['f64', 'f32'])) {
      for (const stores of /** @type {const} */ (['error', 'value'])) {
        twins.push({ dtype, stores, apart: apart(both[dtype], inputs, targets, gamma, T, stores) });
        await pause(twins.length / 8);
      }
    }

    /** @param {'euler' | 'heun'} integrator @param {number} stepSize @returns {RuleOptions} */
    const ode = (integrator, stepSize) => ({ rule: 'ode-bp', stepSize, integrator });
    /** Distance to backpropagation at rounds 0, 2, 4 … @param {'euler' | 'heun'} integrator */
    const path = integrator =>
      withInference(both.f64, inputs, targets, ode(integrator, gamma), inference => {
        const stride = integrator === 'euler' ? 2 : 1;
        return Array.from({ length: Math.floor(T / 2) + 1 }, (_, i) => {
          if (i > 0) inference.step(stride);
          return distance(errors(inference, depth), backprop);
        });
      });
    const toBackprop = {
      rounds: Array.from({ length: Math.floor(T / 2) + 1 }, (_, i) => 2 * i),
      euler: path('euler'),
      heun: path('heun'),
    };

    // At time τ = L half of the error has come to node 1, give or take: the solution is far from both its ends.
    const tau = depth;
    const solution = backprop.map((error, i) => {
      const share = Theory.limit(tau, depth - i - 1);
      return error.map(value => share * value);
    });
    const toExact = { tau, rounds, euler: /** @type {number[]} */ ([]), heun: /** @type {number[]} */ ([]) };
    for (const [i, count] of rounds.entries()) {
      for (const [integrator, steps] of /** @type {['euler' | 'heun', number][]} */ ([
        ['euler', count],
        ['heun', count / 2],
      ])) {
        toExact[integrator].push(
          withInference(both.f64, inputs, targets, ode(integrator, tau / steps), inference => {
            inference.step(steps);
            return distance(errors(inference, depth), solution);
          }),
        );
      }
      await pause(0.5 + i / rounds.length / 2);
    }
    return { T, depth, twins, largest: Math.max(...backprop.map(largest)), toBackprop, toExact };
  });
}

/**
 * max |e of ODE-BP − e of FPA-PC| after each step.
 * @param {Network} network
 * @param {Float64Array} inputs
 * @param {Float64Array} targets
 * @param {number} stepSize
 * @param {number} T
 * @param {'error' | 'value'} stores
 */
function apart(network, inputs, targets, stepSize, T, stores) {
  const depth = network.depth;
  return withInference(network, inputs, targets, { rule: 'ode-bp', stepSize }, ode =>
    withInference(network, inputs, targets, { rule: 'fpa', stepSize, stores }, fpa => {
      return Array.from({ length: T + 1 }, (_, t) => {
        if (t > 0) {
          ode.step(1);
          fpa.step(1);
        }
        const other = errors(fpa, depth);
        return Math.max(...errors(ode, depth).map((error, l) => largest(error.map((value, i) => value - other[l][i]))));
      });
    }),
  );
}
