// Node: `npm install pc-playground`, then `node node.mjs`. FPA-PC beside backpropagation on one digit, and some
// training.
import init, { Dataset, Inference, Network, Trainer } from 'pc-playground';

await init();

const network = new Network({ sizes: [784, 32, 32, 10], seed: 1 });
const [train, test] = Dataset.synthetic(1200, 1).split([1000, 200], 1);

const fpa = new Inference(network, train.inputs(0, 1), train.targets(0, 1), { rule: 'fpa', stepSize: 0.5 });
fpa.step(8);
const cosine = fpa.cosineToBackprop().at(-1);
fpa.free();

const trainer = new Trainer(network, train, { rule: 'zil', batchSize: 32 });
while (trainer.epoch < 3) trainer.step();
console.log(JSON.stringify({ cosine, accuracy: trainer.evaluate(test).accuracy }));
