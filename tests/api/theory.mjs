// The functions of Theory.
import { positive, whole } from './kinds.mjs';

export function theory(judge, { Theory }) {
  whole(judge, 'T', 0, 1_000_000, T => Theory.share(T, 0.5, 1));
  positive(judge, 'gamma', gamma => Theory.share(1, gamma, 1));
  positive(judge, 'gamma', gamma => Theory.stepsToArrive(gamma, 1));
  for (const pass of [d => Theory.share(1, 0.5, d), d => Theory.limit(1, d), d => Theory.stepsToArrive(0.5, d)])
    whole(judge, 'distance', 0, 64, pass);
  for (const tau of [NaN, Infinity, -1e-300, '1', undefined])
    judge.bad(`tau = ${tau}`, { field: 'tau', expected: 'a finite number' }, () => Theory.limit(tau, 1));
}
