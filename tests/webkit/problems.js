// Runs before everything else in a page under test: keeps what goes wrong in it.
window.problems = [];
addEventListener(
  'error',
  event => problems.push(`uncaught: ${event.message ?? ''} ${event.filename ?? event.target?.src ?? ''}`),
  true,
);
addEventListener('unhandledrejection', event => problems.push(`unhandled: ${event.reason?.stack ?? event.reason}`));
const { error } = console;
console.error = (...words) => {
  problems.push(`console: ${words.join(' ')}`);
  error.apply(console, words);
};
