// Clamping and freeing nodes with everything that is wrong for it.
import { floats, whole } from './kinds.mjs';
import { RULES } from './options.mjs';

export function clamping(judge, pc, { network, inputs, targets, inference, free }) {
  for (const method of ['clamp', 'release', 'clamped']) whole(judge, 'node', 0, 2, node => inference[method](node));
  for (const [node, good] of [
    [0, inputs],
    [1, new Float64Array(6)],
    [2, targets],
  ]) {
    floats(judge, 'values', good, values => inference.clamp(node, values), { may: true });
    floats(judge, 'values', good, values => free.clamp(node, values), { may: true, single: true });
  }
  // The node comes first: nothing is read of values for a node that there is not.
  judge.bad('no such node, and no values', { field: 'node', got: '3' }, () => inference.clamp(3, 'x'));
  for (const [bad, got] of [
    [[1, 0, 0.5, 0.6], 'a sum of 1.1'],
    [[1, 0, 1.5, -0.5], '-0.5'],
    [[1, 0, 0, 0], 'a sum of 0'],
  ]) {
    const wanted = { field: 'targets of sample 1', expected: 'probabilities', got };
    judge.bad(`classes ${bad}`, wanted, () => inference.clamp(2, Float64Array.from(bad)));
  }
  const classes = { field: 'node', expected: 'below 2, since the likelihood is categorical', got: '2' };
  judge.bad('classes freed', classes, () => inference.release(2));

  for (const rule of RULES.filter(name => name !== 'vpc' && name !== 'generative')) {
    const other = new pc.Inference(network, inputs.slice(0, 4), targets.slice(0, 2), { rule });
    const wanted = { field: 'the rule', expected: 'vpc or generative, to clamp or free nodes', got: rule };
    for (const node of [0, 1, 2]) {
      judge.bad(`${rule}: clamp(${node})`, wanted, () => other.clamp(node));
      judge.bad(`${rule}: release(${node})`, wanted, () => other.release(node));
      judge.good(`${rule}: clamped(${node})`, () => {
        if (other.clamped(node) !== (node !== 1)) throw new Error('it is not as it was at the start');
      });
    }
    judge.bad(`${rule}: clamp with values`, wanted, () => other.clamp(1, new Float64Array(3)));
    other.free();
  }
}
