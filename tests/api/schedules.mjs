// Operations, ideal schedules and costs with everything that is wrong for them.
import { list, options, whole } from './kinds.mjs';
import { EVERY_OPTION } from './options.mjs';

export function schedules(judge, pc) {
  const { Theory } = pc;
  const fpa = { rule: 'fpa' };
  const chain = [[4, 3, 2], 2, 3];
  // No default arguments: undefined is among what is tried.
  const plan = (...all) => Theory.operations(...all);
  options(judge, 'options', EVERY_OPTION, 'rule', value => plan(value, ...chain));
  list(judge, 'sizes', 2, 65, 1, sizes => plan(fpa, sizes, 2, 3));
  whole(judge, 'sizes[1]', 1, 4096, units => plan(fpa, [4, units, 2], 2, 3));
  whole(judge, 'batch', 1, 2 ** 24, batch => plan(fpa, [4, 3, 2], batch, 3));
  whole(judge, 'steps', 0, 1_000_000, steps => plan(fpa, [4, 3, 2], 2, steps));
  list(judge, 'sizes', 2, 65, 1, sizes => Theory.costs(sizes, 2));
  whole(judge, 'batch', 1, 2 ** 24, batch => Theory.costs([4, 3, 2], batch));

  const costs = Theory.costs([4, 3, 2], 2);
  for (const method of ['work', 'parallelTime', 'bound']) {
    options(judge, 'options', EVERY_OPTION, 'rule', value => Theory[method](value, costs, 2));
    whole(judge, 'steps', 0, 1_000_000, steps => Theory[method](fpa, costs, steps));
    judge.bad(`${method} of a rule that is not local`, { field: 'rule', got: '"implicit-sgd"' }, () =>
      Theory[method]({ rule: 'implicit-sgd' }, costs, 2),
    );
  }
  for (const pass of [Theory.slowest, Theory.cheapGradient, value => Theory.bound(fpa, value, 2)]) {
    judge.bad('no costs', { field: 'costs', got: '0 values' }, () => pass(new Float64Array(0)));
    judge.bad('too many costs', { field: 'costs', got: '65 values' }, () => pass(new Float64Array(65).fill(1)));
    for (const value of [NaN, Infinity, -1, 0, 0.5, 2 ** 53]) {
      judge.bad(`costs[1] = ${value}`, { field: 'costs[1]', expected: 'a whole number from 1' }, () =>
        pass(Float64Array.of(12, value)),
      );
    }
    judge.bad('costs as a list', { field: 'costs', expected: 'a Float64Array' }, () => pass([12, 6]));
  }
  for (const value of [null, 1, 'true', {}]) {
    judge.bad(`gradients = ${value}`, { field: 'gradients', expected: 'true or false' }, () =>
      Theory.work(fpa, costs, 2, value),
    );
  }

  const { uses, steps, finite, ...good } = plan(fpa, ...chain);
  const two = { processors: 2 };
  const schedule = (operations, machine, o) => Theory.schedule(operations, o, machine);
  options(judge, 'operations', good, 'kinds', value => schedule(value, two, fpa));
  options(judge, 'machine', { processors: 2, lockstep: true }, 'processors', value => schedule(good, value, fpa));
  options(judge, 'options', EVERY_OPTION, 'rule', value => schedule(good, two, value));
  whole(judge, 'machine.processors', 1, 1_000_000, processors => schedule(good, { processors }, fpa));
  for (const lockstep of [null, 1, 'true']) {
    judge.bad(`lockstep = ${lockstep}`, { field: 'machine.lockstep', expected: 'true or false' }, () =>
      schedule(good, { processors: 2, lockstep }, fpa),
    );
  }
  judge.bad('a schedule of a rule that is not local', { field: 'rule', got: '"implicit-sgd"' }, () =>
    schedule(plan({ rule: 'implicit-sgd' }, ...chain), two, { rule: 'implicit-sgd' }),
  );
  const count = good.kinds.length;
  for (const [name, Kind, wrong] of [
    ['kinds', Uint32Array, [3, 2 ** 32 - 1]],
    ['nodes', Uint32Array, [0, 65]],
    ['times', Uint32Array, [1_000_001, 2 ** 32 - 1]],
    ['stages', Uint32Array, [1]],
    ['multiplyAdds', Float64Array, [-1, 0.5, 2 ** 53]],
  ]) {
    const field = `operations.${name}`;
    judge.bad(`${field} as a list`, { field, expected: `a ${Kind.name}` }, () =>
      schedule({ ...good, [name]: [...good[name]] }, two, fpa),
    );
    for (const value of wrong) {
      const at = { field: `${field}[2]`, expected: 'a whole number from', got: String(value) };
      judge.bad(`${field}[2] = ${value}`, at, () => schedule({ ...good, [name]: good[name].with(2, value) }, two, fpa));
    }
    if (name === 'kinds') continue;
    judge.bad(`${field} too short`, { field, got: `${count - 1} values` }, () =>
      schedule({ ...good, [name]: good[name].slice(1) }, two, fpa),
    );
  }
  judge.good('what is right is taken', () => {
    schedule({ ...good, uses, steps, finite }, two, fpa);
    Theory.work(fpa, costs, 2, false);
  });
}
