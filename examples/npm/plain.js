// The script of plain.html. The address is relative to this file, as nothing resolves bare names in a plain page.
import init, { Dataset, Inference, Network } from './node_modules/pc-playground/www/pkg/pc_playground.js';

await init();
const network = new Network({ sizes: [784, 32, 32, 10], seed: 1 });
const digit = Dataset.synthetic(1, 1);
const fpa = new Inference(network, digit.inputs(0, 1), digit.targets(0, 1), { rule: 'fpa', stepSize: 0.5 });
fpa.step(8);
/** @type {HTMLOutputElement} */ (document.getElementById('cosine')).value = String(fpa.cosineToBackprop().at(-1));
