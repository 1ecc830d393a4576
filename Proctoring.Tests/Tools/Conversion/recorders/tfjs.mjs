// Runs the original TensorFlow.js graph models in TensorFlow.js itself (npm's @tensorflow/tfjs, CPU backend) in Node,
// on the formula pictures of SyntheticPicture.cs, and writes the recordings beside this folder.
// node tfjs.mjs FOLDER   (FOLDER: node_modules with @tensorflow/tfjs, and model.json, nanodet.json, iris.json with their shards)
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const folder = resolve(process.argv[2]);
const fixtures = join(dirname(fileURLToPath(import.meta.url)), "..");
const tf = createRequire(join(folder, "package.json"))("@tensorflow/tfjs");
await tf.setBackend("cpu");

const value = (number, y, x, c) => Math.floor(
  128 + 60 * Math.sin(0.11 * x * (c + 1) + 0.05 * y + number) + 60 * Math.cos(0.07 * y * (3 - c) - 0.03 * x + 2 * number));

const interleaved = (number, width, height, range) => {
  const floats = [];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++) floats.push(range(value(number, y, x, c)));
  return tf.tensor(floats, [1, height, width, 3]);
};

const planesBgr = (number, width, height, range) => {
  const floats = [];
  for (const c of [2, 1, 0])
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) floats.push(range(value(number, y, x, c), c));
  return tf.tensor(floats, [1, 3, height, width]);
};

const sample = (values, step) => ({
  length: values.length,
  absoluteSum: Number(values.reduce((sum, v) => sum + Math.abs(v), 0).toPrecision(7)),
  step,
  values: [...values].filter((_, i) => i % step === 0).map(v => Number(v.toPrecision(7))),
});

// Loads a model, after setting constants and the input's shape.
const load = async (file, set = {}, shape) => {
  const json = JSON.parse(readFileSync(join(folder, file)));
  const group = json.weightsManifest[0];
  const data = Buffer.concat(group.paths.map(path => readFileSync(join(folder, path))));
  let at = 0;
  for (const { name, shape, dtype, quantization } of group.weights) {
    const count = shape.reduce((product, size) => product * size, 1);
    if (set[name]) set[name].forEach((v, i) => data.writeInt32LE(v, at + 4 * i));
    at += count * (quantization || dtype !== "float32" ? { float16: 2, int32: 4 }[quantization?.dtype ?? dtype] : 4);
  }
  if (shape) json.modelTopology.node.find(node => node.op === "Placeholder").attr.shape.shape.dim = shape.map(size => ({ size: String(size) }));
  return await tf.loadGraphModel(tf.io.fromMemory({
    modelTopology: json.modelTopology, weightSpecs: group.weights, weightData: data.buffer.slice(data.byteOffset, data.byteOffset + data.length) }));
};

const columns = (tensor, keep) => {
  const width = tensor.shape.at(-1);
  const values = tensor.dataSync();
  return Float32Array.from({ length: values.length / width * keep.length }, (_, i) => values[Math.floor(i / keep.length) * width + keep[i % keep.length]]);
};

const save = (id, pictures) =>
  writeFileSync(join(fixtures, `${id}.json`), `${JSON.stringify({ runtime: "@tensorflow/tfjs 4.22.0 (CPU)", pictures }, null, 1)}\n`);

const iris = await load("iris.json");
save("iris", [1, 2].map(number => ({ points: sample(iris.execute({ input_1: interleaved(number, 64, 64, v => v / 255) }, "Identity").dataSync(), 5) })));

const ssd = await load("model.json");
save("cocossd-10", [1, 2].map(number => {
  const [boxes, scores] = ssd.execute({ "Preprocessor/sub": interleaved(number, 300, 300, v => v * 2 / 255 - 1) }, ["Squeeze", "Postprocessor/convert_scores"]);
  return { boxes: sample(boxes.dataSync(), 79), scores: sample(columns(scores, [1, 17, 18, 72, 73, 74, 75, 76, 77, 84]), 157) };
}));

const [mean, deviation] = [[123.675, 116.28, 103.53], [58.395, 57.12, 57.375]];
const nanodet = await load("nanodet.json", {
  "PartitionedCall/Cast_1": [20, 26], "PartitionedCall/Cast_3": [40, 52], "PartitionedCall/Cast_5": [20, 26], "PartitionedCall/Cast_7": [10, 13],
}, [1, 3, 320, 416]);
save("nanodet", [1, 2].map(number => {
  const names = ["Identity", "Identity_1", "Identity_2", "Identity_3", "Identity_4", "Identity_5"];
  const out = nanodet.execute({ input_1: planesBgr(number, 416, 320, (v, c) => (v - mean[c]) / deviation[c]) }, names);
  const scores = index => sample(columns(out[index], [0, 62, 63, 64, 65, 66, 67, 73]), 101);
  const boxes = index => sample(out[index].dataSync(), [997, 397, 97][index - 3]);
  return { scores8: scores(0), scores16: scores(1), scores32: scores(2), boxes8: boxes(3), boxes16: boxes(4), boxes32: boxes(5) };
}));
