// What a setting can be: a number, one of a few names, several of them, or a short text; and how each kind is written
// down. Pure.

/**
 * A field with a number. `step` is the grid of a whole or linear field; a `log` field is spread evenly over its decades
 * instead.
 * @typedef {object} NumberField
 * @property {'whole'|'real'} kind
 * @property {number} min
 * @property {number} max
 * @property {number} step
 * @property {number} default
 * @property {boolean} [log]
 * @property {boolean} [open] of a log field: 0 is allowed and leaves the number open, for the engine to say; it is the
 * default
 * @property {string} unit '' when the number is a pure number
 * @property {string} label
 * @property {string} help one or two sentences for someone who meets it for the first time
 */

/**
 * A field with a few named values.
 * @template {string} [Value=string]
 * @typedef {object} ChoiceField
 * @property {'choice'} kind
 * @property {{value: Value, label: string, help: string}[]} options
 * @property {Value} default
 * @property {string} unit
 * @property {string} label
 * @property {string} help
 */

/**
 * A field with several of a set of values, kept as a comma list in the order of `of`.
 * @typedef {object} ListField
 * @property {'list'} kind
 * @property {readonly string[]} of
 * @property {number} most values at once; the first are kept
 * @property {string} default also what a list without any value becomes
 * @property {string} unit
 * @property {string} label
 * @property {string} help
 */

/**
 * A field with a short text: a name that only the engine knows.
 * @typedef {object} TextField
 * @property {'text'} kind
 * @property {RegExp} pattern what it may be; anything else becomes the default
 * @property {string} default
 * @property {string} unit
 * @property {string} label
 * @property {string} help
 */

/**
 * What is computed anew when a setting changes: the traces of the step view, the ideal schedules of the parallel view, a
 * run of the train view.
 * @typedef {'trace' | 'schedule' | 'run'} Result
 */

/** @typedef {(NumberField | ChoiceField | ListField | TextField) & {outdates?: readonly Result[]}} Field */

/**
 * @param {number} min
 * @param {number} max
 * @param {number} fallback
 * @param {string} label
 * @param {string} help
 * @param {string} [unit]
 * @returns {NumberField}
 */
export const whole = (min, max, fallback, label, help, unit = '') => ({
  kind: 'whole',
  min,
  max,
  step: 1,
  default: fallback,
  unit,
  label,
  help,
});

/**
 * @param {number} min
 * @param {number} max
 * @param {number} step
 * @param {number} fallback
 * @param {string} label
 * @param {string} help
 * @param {string} [unit]
 * @returns {NumberField}
 */
export const real = (min, max, step, fallback, label, help, unit = '') => ({
  kind: 'real',
  min,
  max,
  step,
  default: fallback,
  unit,
  label,
  help,
});

/** @param {NumberField} field @returns {NumberField} */
export const log = field => ({ ...field, log: true });

/**
 * @template {string} Value
 * @param {NoInfer<Value>} fallback
 * @param {string} label
 * @param {string} help
 * @param {readonly (readonly [value: Value, label: string, help: string])[]} options
 * @returns {ChoiceField<Value>}
 */
export const choice = (fallback, label, help, options) => ({
  kind: 'choice',
  default: fallback,
  unit: '',
  label,
  help,
  options: options.map(([value, name, about]) => ({ value, label: name, help: about })),
});

/** @param {NumberField} field @returns {NumberField} */
export const open = field => ({ ...field, open: true, default: 0 });

/**
 * @param {readonly string[]} of
 * @param {number} most
 * @param {string} fallback
 * @param {string} label
 * @param {string} help
 * @returns {ListField}
 */
export const list = (of, most, fallback, label, help) => ({
  kind: 'list',
  of,
  most,
  default: fallback,
  unit: '',
  label,
  help,
});

/** @param {RegExp} pattern @param {string} label @param {string} help @returns {TextField} */
export const text = (pattern, label, help) => ({ kind: 'text', pattern, default: '', unit: '', label, help });

/**
 * The field of a setting that a result depends on.
 * @template {object} Some
 * @param {readonly Result[]} outdates
 * @param {Some} field
 */
export const outdating = (outdates, field) => ({ ...field, outdates });
