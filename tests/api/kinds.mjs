// What every argument of one kind must refuse. Each function takes the judge, the name of the
// field as a message has it, and `pass(value)`, which makes the call with that value.
import { detached, strangersBut } from './values.mjs';

const label = value => {
  try {
    return typeof value === 'string' ? JSON.stringify(value.slice(0, 12)) : String(value).slice(0, 40);
  } catch {
    return `a ${typeof value}`;
  }
};

/** Every stranger but those of the kinds that are right, or that the caller looks at itself. */
function refuse(judge, field, expected, pass, values) {
  for (const [kind, value, got] of values) {
    judge.bad(`${field} = ${kind} ${label(value)}`, { field, expected, got }, () => pass(value));
  }
}

const optional = (values, may) => (may ? values.filter(([, value]) => value !== undefined) : values);

/** A whole number from `min` to `max`; `may` when it can be left out. */
export function whole(judge, field, min, max, pass, { may = false } = {}) {
  const expected = `a whole number from ${min} to ${max}`;
  refuse(judge, field, expected, pass, optional(strangersBut('number'), may));
  const numbers = [
    NaN,
    Infinity,
    -Infinity,
    min - 1,
    min + 0.5,
    max + 1,
    2 ** 53,
    1e300,
    -1e300,
    -(2 ** 31),
    2 ** 32 + 0.5,
    5e-324,
  ];
  for (const value of numbers) {
    judge.bad(`${field} = ${value}`, { field, expected, got: String(value) }, () => pass(value));
  }
}

/** A finite number above zero that f32 can hold; lists are the caller's when it takes them too. */
export function positive(judge, field, pass, { may = false, lists = false } = {}) {
  const but = lists ? strangersBut('number', 'list', 'typed', 'floats', 'bytes') : strangersBut('number');
  refuse(judge, field, lists ? undefined : 'a finite number', pass, optional(but, may));
  for (const value of [NaN, Infinity, -Infinity, 0, -0, -1, -1e-9, 1e-300, 1e39, 1e300]) {
    judge.bad(`${field} = ${value}`, { field, expected: 'a finite number' }, () => pass(value));
  }
}

/** A share that something shrinks by: from 0 to below 1. */
export function share(judge, field, pass) {
  refuse(judge, field, 'a finite number', pass, optional(strangersBut('number'), true));
  for (const value of [NaN, Infinity, -Infinity]) {
    judge.bad(`${field} = ${value}`, { field, expected: 'a finite number', got: String(value) }, () => pass(value));
  }
  for (const value of [-0.1, -5e-324, 1, 1.5, 1e300]) {
    judge.bad(`${field} = ${value}`, { field, expected: 'from 0 to below 1' }, () => pass(value));
  }
}

/** One of some names. */
export function names(judge, field, all, pass, { may = false, lists = false } = {}) {
  // With what comes after it, so that the list ends where it should.
  const expected = lists ? undefined : `one of ${all.map(name => `"${name}"`).join(', ')}, got `;
  const but = lists ? strangersBut('list', 'typed', 'floats', 'bytes') : strangersBut();
  refuse(judge, field, expected, pass, optional(but, may));
  for (const value of [all[0].toUpperCase(), `${all[0]} `, `${all[0]}\0`, 'toString', '__proto__']) {
    judge.bad(`${field} = ${JSON.stringify(value)}`, { field, expected }, () => pass(value));
  }
  judge.bad(`${field} in a list in a list`, { field: lists ? `${field}[0]` : field }, () => pass([[all[0]]]));
}

/** A Float64Array of finite numbers that `good` is right for; `single` when the network is f32. */
export function floats(judge, field, good, pass, { single = false, empty = true, may = false } = {}) {
  typed(judge, field, good, pass, { empty, may });
  for (const value of [NaN, Infinity, -Infinity, ...(single ? [1e39, -1.7e308] : [])]) {
    for (const i of [0, good.length - 1]) {
      const one = Float64Array.from(good);
      one[i] = value;
      judge.bad(`${field}[${i}] = ${value}`, { field: `${field}[${i}]`, expected: 'a finite number' }, () => pass(one));
    }
  }
}

/** A typed array of the kind and length of `good`, a Float64Array or a Float32Array. */
export function typed(judge, field, good, pass, { empty = true, may = false } = {}) {
  const Kind = good.constructor;
  const Other = Kind === Float64Array ? Float32Array : Float64Array;
  const expected = `a ${Kind.name}`;
  const others = strangersBut().filter(([, , got]) => got !== `an object of type ${Kind.name}`);
  refuse(judge, field, expected, pass, optional(others, may));
  judge.bad(`${field}: a plain list`, { field, expected }, () => pass([...good]));
  judge.bad(`${field}: a ${Other.name}`, { field, expected }, () => pass(Other.from(good)));
  for (const length of [good.length - 1, good.length + 1, ...(empty ? [0] : [])]) {
    judge.bad(`${field}: ${length} values`, { field, got: `${length} values` }, () => pass(new Kind(length)));
  }
  judge.bad(`${field}: detached`, { field, got: '0 values' }, () => pass(detached(Kind, good.length)));
  const posing = Object.setPrototypeOf([...good], Kind.prototype);
  judge.bad(`${field}: a list with the wrong prototype`, { field, expected }, () => pass(posing));
  for (const length of [0, 1, 1e9, NaN, -1]) {
    const lying = Object.defineProperty(Kind.from(good), 'length', { value: length });
    judge.bad(`${field}: says its length is ${length}`, { field, expected }, () => pass(lying));
  }
}

/** A Uint8Array. */
export function bytes(judge, field, pass) {
  refuse(judge, field, 'a Uint8Array', pass, strangersBut('bytes'));
  judge.bad(`${field}: empty`, { field }, () => pass(new Uint8Array(0)));
  judge.bad(`${field}: detached`, { field }, () => pass(detached(Uint8Array, 100)));
  const posing = Object.create(Uint8Array.prototype);
  judge.bad(`${field}: only the prototype`, { field, expected: 'a Uint8Array' }, () => pass(posing));
  const lying = Object.defineProperty(new Uint8Array(100), 'length', { value: 1 });
  judge.bad(`${field}: says its length is 1`, { field, expected: 'a Uint8Array' }, () => pass(lying));
}

/** A list of `min` to `max` entries that `entry` is right for. */
export function list(judge, field, min, max, entry, pass, { may = false, expected = 'a list of' } = {}) {
  refuse(judge, field, expected, pass, optional(strangersBut('list', 'typed', 'floats', 'bytes'), may));
  for (const length of [min - 1, max + 1, 2 ** 32 - 1]) {
    const value = length < 1e6 ? new Array(length).fill(entry) : new Array(length);
    judge.bad(`${field}: ${length} entries`, { field, expected: 'a list of', got: `a list of ${length}` }, () =>
      pass(value),
    );
  }
  const length = Math.max(min, 2);
  judge.bad(`${field}: sparse`, { field: `${field}[0]`, got: 'undefined' }, () => pass(new Array(length)));
  const getter = Object.defineProperty(new Array(length).fill(entry), 1, {
    get() {
      throw new TypeError('thrown by the caller');
    },
  });
  judge.bad(`${field}: an entry that throws`, { field: `${field}[1]`, expected: 'readable' }, () => pass(getter));
  const lying = Object.defineProperty(new Float64Array(length).fill(1), 'length', { value: NaN });
  judge.bad(`${field}: says its length is NaN`, { field, got: 'a list of NaN' }, () => pass(lying));
}

/**
 * An options object with these fields; `pass(options)` makes the call. `required` is its first
 * required field, which an empty object lacks. Messages name fields of an options object that is
 * an argument itself by their own name.
 */
export function options(
  judge,
  field,
  good,
  required,
  pass,
  { may = false, prefix = field === 'options' ? '' : `${field}.` } = {},
) {
  const strangers = strangersBut('object', 'typed', 'floats', 'bytes');
  refuse(judge, field, 'an object', pass, optional(strangers, may));
  for (const value of [{}, Object.create(null), new Map(), new Date(0)]) {
    judge.bad(`${field}: nothing in it`, { field: prefix + required, got: 'undefined' }, () => pass(value));
  }
  judge.bad(`${field}: typed`, { field, got: 'a field "0"' }, () => pass(new Float64Array(2)));
  for (const name of ['learningrate', 'step_size', 'toString', ' rule', '']) {
    const typo = { ...good, [name]: undefined };
    judge.bad(`${field}: a field "${name}"`, { field, got: `a field "${name}"` }, () => pass(typo));
  }
  const long = { ...good, ['y'.repeat(1 << 20)]: 1 };
  judge.bad(`${field}: a field with a very long name`, { field, expected: 'no fields but' }, () => pass(long));
  for (const key of Object.keys(good)) {
    const throwing = Object.defineProperty({ ...good }, key, {
      enumerable: true,
      get() {
        throw new RangeError('thrown by the caller');
      },
    });
    judge.bad(`${prefix}${key}: throws`, { field: prefix + key, expected: 'readable' }, () => pass(throwing));
  }
  for (const trap of ['ownKeys', 'getOwnPropertyDescriptor', 'get']) {
    const proxy = new Proxy(
      { ...good },
      {
        [trap]: () => {
          throw new Error('thrown by the caller');
        },
      },
    );
    const named = trap === 'get' ? prefix + required : field;
    judge.bad(`${field}: a proxy whose ${trap} throws`, { field: named, expected: 'readable' }, () => pass(proxy));
  }
  const { proxy, revoke } = Proxy.revocable({ ...good }, {});
  revoke();
  judge.bad(`${field}: a revoked proxy`, { field, expected: 'an object' }, () => pass(proxy));
}

/** An object of class `name`: `good` is one, `other` is of another class, `freed` was one. */
export function instance(judge, field, name, { good, other, freed }, pass) {
  const expected = `a ${name}`;
  const all = strangersBut();
  refuse(
    judge,
    field,
    expected,
    pass,
    all.filter(([, value]) => !throws(value)),
  );
  refuse(
    judge,
    field,
    'readable',
    pass,
    all.filter(([, value]) => throws(value)).map(([kind, value]) => [kind, value]),
  );
  judge.bad(`${field}: another class`, { field, expected }, () => pass(other));
  judge.bad(`${field}: freed`, { field: `this ${name}`, got: 'a freed one' }, () => pass(freed));
  const imposters = {
    'the prototype alone': Object.create(Object.getPrototypeOf(good)),
    'an object that hands over a real one': { __share: () => good },
    'an object that hands over another class': { __share: () => other.__share() },
    'an object that throws': {
      __share() {
        throw new Error('thrown by the caller');
      },
    },
    'a copy of its fields': { ...good },
    'a pointer made up': { __wbg_ptr: 8, __share: 'yes' },
    'the class itself': good.constructor,
  };
  for (const [what, imposter] of Object.entries(imposters)) {
    judge.bad(`${field}: ${what}`, { field, expected }, () => pass(imposter));
  }
}

/** Whether reading a property of it throws: then "readable" is what was expected. */
function throws(value) {
  try {
    void value?.__share;
    return false;
  } catch {
    return true;
  }
}
