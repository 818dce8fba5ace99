// Values of every kind that JavaScript has, each with how a message tells what came. Plain
// JavaScript without imports: the same file runs in Node, in a page and in a worker.

/** A proxy that throws whatever is asked of it. */
function revoked(target) {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function thrower() {
  throw new Error('thrown by the caller');
}

/** A view on a buffer that has been handed to somebody else. */
export function detached(Kind, length) {
  const array = new Kind(length);
  structuredClone(array.buffer, { transfer: [array.buffer] });
  return array;
}

/**
 * [kind, value, what a message says came]. Kinds: nothing, boolean, string, number, list, typed,
 * floats (Float64Array), bytes (Uint8Array), object, other.
 */
function strangers() {
  const throwing = new Proxy({}, { get: thrower, has: thrower, ownKeys: thrower, getPrototypeOf: thrower });
  return [
    ['nothing', undefined, 'undefined'],
    ['nothing', null, 'null'],
    ['boolean', true, 'true'],
    ['boolean', false, 'false'],
    ['string', '', '""'],
    ['string', '3', '"3"'],
    ['string', 'x'.repeat(1 << 20), `"${'x'.repeat(40)}…"`],
    ['string', '\ud800', '"\ufffd"'],
    ['number', 7.25, '7.25'],
    ['number', NaN, 'NaN'],
    ['number', Infinity, 'Infinity'],
    ['number', -Infinity, '-Infinity'],
    ['number', -1, '-1'],
    ['number', 0.5, '0.5'],
    ['number', 2 ** 53, '9007199254740992'],
    ['number', 1e300, '1e+300'],
    ['other', 3n, 'a bigint'],
    ['other', Symbol('three'), 'a symbol'],
    ['other', () => 3, 'a function'],
    ['other', class Three {}, 'a function'],
    ['list', [], 'a list of 0'],
    ['list', [3], 'a list of 1'],
    ['list', new Array(2 ** 32 - 1), 'a list of 4294967295'],
    ['typed', new Float32Array(2), 'an object of type Float32Array'],
    ['typed', new BigInt64Array(2), 'an object of type BigInt64Array'],
    ['floats', new Float64Array(1), 'an object of type Float64Array'],
    ['bytes', new Uint8Array(2), 'an object of type Uint8Array'],
    ['object', new DataView(new ArrayBuffer(8)), 'an object of type DataView'],
    ['object', new ArrayBuffer(8), 'an object of type ArrayBuffer'],
    ['object', {}, 'an object'],
    ['object', Object.create(null), 'an object'],
    ['object', { length: 2, 0: 1, 1: 1 }, 'an object'],
    ['object', { valueOf: () => 3, toString: () => '3' }, 'an object'],
    ['object', { toString: thrower, valueOf: thrower }, 'an object'],
    ['object', new Number(3), 'an object of type Number'],
    ['object', new String('tanh'), 'an object of type String'],
    ['object', new Date(0), 'an object of type Date'],
    ['object', new Map(), 'an object of type Map'],
    ['object', new Error('an error'), 'an object of type Error'],
    ['object', Object.create(Float64Array.prototype), 'an object'],
    ['object', throwing, 'an object'],
    ['object', revoked({}), 'an object'],
    ['object', revoked([]), 'an object'],
  ];
}

/** The strangers but those of some kinds. */
export function strangersBut(...kinds) {
  return strangers().filter(([kind]) => !kinds.includes(kind));
}
