// Fully autonomous Z-IL.

/** @type {import('../scheme.js').Scheme} */
export default {
  id: 'fa-zil',
  rule: 'fa-zil',
  name: 'FA-Z-IL',
  short: 'FA-Z-IL',
  title: 'Fully autonomous Z-IL',
  family: 'moment',
  section: '3.5, footnote 1',
  about: 'Z-IL whose layers notice their moment themselves',
  words:
    'Z-IL needs someone to tell each layer when to learn. Here a layer notices by itself: it learns the first time its own error is anything but zero. That is the same moment, unless the error is too small to be kept: then the layer learns late, from an error that has changed by then, or never.',
  equation: ['x_ℓ += −e_ℓ + J_ℓᵀ e_{ℓ+1}', 'W_ℓ learns when e_{ℓ+1} first differs from 0'],
  equals: 'Yes, exactly, as long as no error is rounded away.',
  cost: 'L − 1 products and L − 1 evaluations; nobody tells it to stop.',
  uses: ['feedback'],
  options: () => ({}),

  local: true,
  scheduled: false,
  potentials: false,
  implicit: false,
  oneDigit: false,
  moments: true,
  anew: true,

  restless: false,
  wanders: true,
  hopeless: false,
  usualGamma: null,
  exempt: '',
  ownErrors: '',
  bound: 'zil',
  boundWords:
    'The paper says that footnote 1’s variant changes nothing here; new predictions in every step come on top.',
};
