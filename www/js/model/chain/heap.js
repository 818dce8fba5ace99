// A heap: the least by `order` first. Pure.

/** @template T */
export class Heap {
  /** @param {(a: T, b: T) => number} order */
  constructor(order) {
    this.order = order;
    /** @type {T[]} */
    this.items = [];
  }

  get size() {
    return this.items.length;
  }

  peek() {
    return this.items[0];
  }

  /** @param {T} item */
  push(item) {
    const { items, order } = this;
    let at = items.push(item) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (order(items[up], items[at]) <= 0) break;
      [items[up], items[at]] = [items[at], items[up]];
      at = up;
    }
  }

  /** @returns {T} */
  pop() {
    const { items, order } = this;
    const top = items[0];
    const last = /** @type {T} */ (items.pop());
    if (items.length === 0) return top;
    items[0] = last;
    for (let at = 0; ; ) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < items.length && order(items[child], items[least]) < 0) least = child;
      if (least === at) return top;
      [items[least], items[at]] = [items[at], items[least]];
      at = least;
    }
  }
}
