// The functions of Theory.
import { floats, instance, list, positive, whole } from './kinds.mjs';

export function theory(judge, { Theory, Network }, { network, single, inputs, targets, data, freedNetwork }) {
  whole(judge, 'T', 0, 1_000_000, T => Theory.share(T, 0.5, 1));
  positive(judge, 'gamma', gamma => Theory.share(1, gamma, 1));
  positive(judge, 'gamma', gamma => Theory.stepsToArrive(gamma, 1));
  for (const pass of [d => Theory.share(1, 0.5, d), d => Theory.limit(1, d), d => Theory.stepsToArrive(0.5, d)])
    whole(judge, 'distance', 0, 64, pass);
  for (const tau of [NaN, Infinity, -1e-300, '1', undefined])
    judge.bad(`tau = ${tau}`, { field: 'tau', expected: 'a finite number' }, () => Theory.limit(tau, 1));

  const networks = { good: network, other: data, freed: freedNetwork };
  const closed = (net, x, y) => Theory.closedForm(net, x, y, 0.5, 2);
  instance(judge, 'network', 'Network', networks, value => closed(value, inputs, targets));
  floats(judge, 'inputs', inputs, value => closed(network, value, targets));
  floats(judge, 'targets', targets, value => closed(single, inputs, value));
  positive(judge, 'gamma', gamma => Theory.closedForm(network, inputs, targets, gamma, 2));
  whole(judge, 'T', 0, 1_000_000, T => Theory.closedForm(network, inputs, targets, 0.5, T));

  const linear = new Network({ sizes: [4, 3, 2], activation: 'identity', likelihood: 'gaussian', seed: 1 });
  const solved = (x, y, stepSizes) => Theory.posterior(linear, x, y, stepSizes);
  const [input, target] = [inputs.slice(0, 4), targets.slice(0, 2)];
  instance(judge, 'network', 'Network', networks, value => Theory.posterior(value, input, target));
  floats(judge, 'input', input, value => solved(value, target));
  floats(judge, 'target', target, value => solved(input, value));
  list(judge, 'stepSizes', 1, 1000, 0.1, stepSizes => solved(input, target, stepSizes), { may: true });
  positive(judge, 'stepSizes[1]', gamma => solved(input, target, [0.1, gamma]));
  const refused = (what, options, expected, got) =>
    judge.bad(what, { field: 'network', expected, got }, () => {
      const other = new Network({ sizes: [4, 3, 2], activation: 'identity', likelihood: 'gaussian', ...options });
      try {
        return Theory.posterior(other, input, target);
      } finally {
        other.free();
      }
    });
  refused('a network that bends', { activation: 'relu' }, 'activation "identity"', 'relu');
  refused('classes', { likelihood: 'categorical' }, 'likelihood "gaussian"', 'categorical');
  refused('a network without latents', { sizes: [4, 2] }, 'a hidden layer', 'one without');
  linear.free();
}
