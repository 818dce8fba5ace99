// Vite gives the WebAssembly an address of its own, and `init` takes it.
import init, { Dataset, Inference, Network } from 'pc-playground';
import address from 'pc-playground/pc_playground_bg.wasm?url';

await init({ module_or_path: address });
const network = new Network({ sizes: [784, 32, 32, 10], seed: 1 });
const digit = Dataset.synthetic(1, 1);
const fpa = new Inference(network, digit.inputs(0, 1), digit.targets(0, 1), { rule: 'fpa', stepSize: 0.5 });
fpa.step(8);
document.getElementById('cosine').value = String(fpa.cosineToBackprop().at(-1));
