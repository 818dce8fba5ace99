// A worker that only counts, for as long as it is told: it touches no memory and asks nobody for anything.

self.onmessage = ({ data: ms }) => {
  const start = performance.now();
  let [turns, x] = [0, 1];
  while (performance.now() - start < ms) {
    for (let i = 0; i < 100_000; i++) x = x * 0.5 + 0.5;
    turns += x > 0 ? 1 : 0; // so that nobody leaves the loop out
  }
  postMessage(turns / ((performance.now() - start) / 1000));
};
