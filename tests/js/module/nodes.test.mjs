// LocalNode through the contract: a chain of nodes that know nothing of each other but messages is the
// Inference over that chain, bit for bit, under every local rule.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FEEDBACKS, RULES } from '../../api/options.mjs';
import { example, Inference, pc } from '../support/module.mjs';

const SIZES = [4, 5, 3, 3, 2];
const L = 4;
const WHEN_STOPPED = ['vpc', 'fpa', 'ode-bp', 'ar', 'g-il', 'il-prox', 'generative', 'langevin'];
const FORWARD = ['vpc', 'zil', 'fa-zil', 'g-il', 'il-prox', 'generative', 'langevin'];

/** Nodes 1 … L at t = 0. */
function chain(network, inputs, targets, options) {
  const { sizes, likelihood, dtype } = network;
  const batch = inputs.length / sizes[0];
  const nodes = Array.from({ length: L }, (_, l) => {
    const own = { weights: network.weights(l), bias: network.bias(l), activation: network.activation(l) };
    const target = l === L - 1 ? targets : undefined;
    return new pc.LocalNode({ sizes, index: l + 1, batch, ...own, likelihood, dtype, target }, options);
  });
  const input = (dtype === 'f32' ? Float32Array : Float64Array).from(inputs);
  nodes.forEach((node, i) => {
    node.predict(i === 0 ? input : nodes[i - 1].value());
    node.settle();
  });
  arrive(nodes, 0);
  return nodes;
}

function arrive(nodes, t) {
  for (const node of nodes) {
    node.arrive(t);
    if (node.learns(t)) node.learn(t);
  }
}

/** One step, in the order of the executor in the loop. */
function step(nodes, t) {
  for (let stage = 0; stage < nodes[0].stages; stage++) {
    const sent = nodes.map(node => (node.sends(t) ? node.feedback().feedback : null));
    nodes.forEach((node, i) => {
      assert.equal(node.childSends(t), i + 1 < L && sent[i + 1] !== null);
      if (node.childSends(t)) node.receive(sent[i + 1], stage);
    });
    if (!nodes[0].forwards) continue;
    nodes.forEach((node, i) => {
      if (i > 0) node.predict(nodes[i - 1].value());
      node.compare();
    });
  }
  arrive(nodes, t + 1);
}

function compare(rule, more = {}, dtype = 'f64', steps = 7) {
  const options = { rule, ...more };
  const samples = rule === 'il-prox' && more.variant !== 'practical' ? 1 : 2;
  const likelihood = rule === 'generative' ? 'gaussian' : 'categorical';
  const { network, inputs, targets } = example(SIZES, samples, { dtype, likelihood });
  const inference = new Inference(network, inputs, targets, options);
  const nodes = chain(network, inputs, targets, options);
  const name = `${JSON.stringify(options)} ${dtype}`;
  for (let t = 0; t < (nodes[0].scheduleSteps ?? steps); t++) {
    step(nodes, t);
    inference.step();
  }
  for (const [i, node] of nodes.entries()) {
    assert.deepEqual(node.latent(), inference.value(i + 1), `${name}: x_${i + 1}`);
    assert.deepEqual(node.prediction(), inference.prediction(i + 1), `${name}: m_${i + 1}`);
    assert.deepEqual(node.error(), inference.error(i + 1), `${name}: e_${i + 1}`);
    assert.equal(node.firstNonzero, inference.firstNonzero()[i + 1]);
    if (node.learnsWhenStopped) node.learn(inference.time);
    assert.deepEqual(node.weightGradient(), inference.weightGradient(i), `${name}: gradient ${i}`);
    assert.deepEqual(node.biasGradient(), inference.biasGradient(i));
    node.free();
  }
}

test('a chain of nodes is the inference over that chain, bit for bit', () => {
  for (const rule of RULES.filter(name => name !== 'implicit-sgd')) {
    for (const dtype of ['f32', 'f64']) compare(rule, {}, dtype);
  }
  for (const ablation of ['latents', 'together', 'early']) compare('zil', { ablation });
  compare('ode-bp', { integrator: 'heun', stepSize: 0.4 });
  compare('il-prox', { variant: 'practical', bottomStepSize: 0.2, decay: 0.01 });
  compare('langevin', { noiseSeed: 9 });
  for (const feedback of FEEDBACKS) compare('vpc', { feedback, feedbackSeed: 9 });
});

test('what a node says of its rule', () => {
  for (const rule of RULES.filter(name => name !== 'implicit-sgd')) {
    const samples = rule === 'il-prox' ? 1 : 2;
    const { network, inputs, targets } = example(SIZES, samples, { likelihood: 'gaussian' });
    const [first, , , last] = chain(network, inputs, targets, { rule });
    assert.equal(first.stages, 1);
    assert.equal(first.learnsWhenStopped, WHEN_STOPPED.includes(rule), rule);
    assert.equal(first.forwards, FORWARD.includes(rule), rule);
    assert.equal(first.scheduleSteps, rule === 'bp' || rule === 'zil' ? L - 1 : undefined);
    // Under g-il and il-prox the child hears φ(h); elsewhere it hears the latent.
    const fired = rule === 'g-il' || rule === 'il-prox' ? Math.tanh : x => x;
    const [heard, expected] = [first.value(), first.latent().map(fired)];
    assert.ok(
      heard.every((value, i) => Math.abs(value - expected[i]) < 1e-15),
      rule,
    );
    assert.deepEqual(last.latent(), targets);
  }
  const { network, inputs, targets } = example(SIZES, 2);
  const [heun] = chain(network, inputs, targets, { rule: 'ode-bp', integrator: 'heun' });
  assert.equal(heun.stages, 2);
});
