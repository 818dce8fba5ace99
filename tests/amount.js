// How much is tested: `./build.sh test all` sets PC_TEST, so that nothing is left out. Tests that only run then are
// tagged `ALL_ONLY`.

export const ALL = process.env.PC_TEST === 'all';

/** Of tests that only `test all` runs: what they show is shown sooner by others, or takes long. */
export const ALL_ONLY = { tag: '@all' };

/** Of tests that speak of the browser's own parts: these run in Firefox by default too. */
export const ENGINE = { tag: '@engine' };

/** Of tests that measure time or memory: these run after the others, alone. */
export const ALONE = { tag: '@alone' };

/** What axe looks at: contrast depends on the theme and reflow on the width, so two looks show what four do. */
export const LOOKS = /** @type {['light' | 'dark', number][]} */ ([
  ['light', 360],
  ['dark', 1280],
  ...(ALL
    ? [
        ['light', 1280],
        ['dark', 360],
      ]
    : []),
]);

/** As many random tries as `test all` makes, or a quarter of them. @param {number} count */
export const tries = count => (ALL ? count : Math.ceil(count / 4));
