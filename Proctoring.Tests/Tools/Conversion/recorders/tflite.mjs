// Runs the original .tflite files in TensorFlow Lite itself (the WebAssembly build in npm's @tensorflow/tfjs-tflite) in headless Chromium,
// on the formula pictures of SyntheticPicture.cs, and writes the recordings beside this folder.
// node tflite.mjs FOLDER   (FOLDER: package/ of @tensorflow/tfjs-tflite unpacked, face_landmark.tflite, MobileFaceNet.tflite)
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const folder = process.argv[2];
const fixtures = join(dirname(fileURLToPath(import.meta.url)), "..");

// Runs in the page.
const page = async () => {
  const picture = (number, side, range) => {
    const floats = new Float32Array(side * side * 3);
    let at = 0;
    for (let y = 0; y < side; y++)
      for (let x = 0; x < side; x++)
        for (let c = 0; c < 3; c++)
          floats[at++] = range(Math.floor(
            128 + 60 * Math.sin(0.11 * x * (c + 1) + 0.05 * y + number) + 60 * Math.cos(0.07 * y * (3 - c) - 0.03 * x + 2 * number)));
    return floats;
  };

  const sample = (values, step) => ({
    length: values.length,
    absoluteSum: Number(values.reduce((sum, value) => sum + Math.abs(value), 0).toPrecision(7)),
    step,
    values: [...values].filter((_, i) => i % step === 0).map(value => Number(value.toPrecision(7))),
  });

  const load = async file => await tfweb.TFLiteWebModelRunner.create(await (await fetch(file)).arrayBuffer(), { numThreads: 1 });
  const infer = runner => {
    if (!runner.infer()) throw new Error("infer failed");
    return Object.fromEntries(runner.getOutputs().map(output => [output.shape, Float32Array.from(output.data())]));
  };

  tfweb.tflite_web_api.setWasmPath("/package/wasm/");
  const mesh = await load("/face_landmark.tflite");
  const meshes = [1, 2].map(number => {
    mesh.getInputs()[0].data().set(picture(number, 192, value => value / 255));
    const outputs = infer(mesh);
    return { points: sample(outputs["1,1,1,1404"], 23), presence: sample(outputs["1,1,1,1"], 1) };
  });

  // The file is fixed at two pictures a run, so both go in together.
  const faces = await load("/MobileFaceNet.tflite");
  const input = faces.getInputs()[0].data();
  [1, 2].forEach((number, row) => input.set(picture(number, 112, value => (value - 127.5) / 128), row * 112 * 112 * 3));
  const both = infer(faces)["2,192"];
  const embeddings = [0, 1].map(row => ({ embedding: sample(both.slice(row * 192, row * 192 + 192), 3) }));
  await fetch("/done", { method: "POST", body: JSON.stringify({ facemesh: meshes, mobilefacenet: embeddings }) });
};

const types = { js: "text/javascript", wasm: "application/wasm" };
const html = `<script src="/package/wasm/tflite_web_api_client.js"></script>
<script>(${page})().catch(e => fetch("/done", { method: "POST", body: JSON.stringify({ error: String(e.stack ?? e) }) }))</script>`;

const server = createServer(async (request, response) => {
  if (request.url === "/done") {
    let body = "";
    for await (const part of request) body += part;
    response.end();
    const result = JSON.parse(body);
    if (result.error) console.error(result.error);
    else
      for (const [id, pictures] of Object.entries(result))
        writeFileSync(join(fixtures, `${id}.json`), `${JSON.stringify({ runtime: "TensorFlow Lite in @tensorflow/tfjs-tflite 0.0.1-alpha.10 (WebAssembly)", pictures }, null, 1)}\n`);
    browser.kill();
    server.close();
    return;
  }

  if (request.url === "/") return response.setHeader("content-type", "text/html").end(html);
  try {
    response.setHeader("content-type", types[request.url.split(".").pop()] ?? "application/octet-stream").end(readFileSync(join(folder, request.url)));
  } catch {
    response.writeHead(404).end();
  }
}).listen(0);

const browser = spawn("chromium", ["--headless", "--no-sandbox", "--disable-gpu", `--user-data-dir=${mkdtempSync(join(tmpdir(), "recorder-"))}`, `http://localhost:${server.address().port}/`]);
