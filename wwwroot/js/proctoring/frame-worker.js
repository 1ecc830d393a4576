// Encodes JPEGs outside the page. Every request gets exactly one answer under its own number: the bytes or an error.

let canvas = null;

async function encode({ picture, width, height, quality }) {
  if (typeof OffscreenCanvas === 'undefined')
    throw new Error('OffscreenCanvas is missing');
  if (!canvas || canvas.width !== width || canvas.height !== height)
    canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { alpha: false });
  if (!context)
    throw new Error('OffscreenCanvas has no 2D context');
  context.drawImage(picture, 0, 0, width, height);
  // At once: the page may end this worker as soon as it has the answer.
  picture.close();
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  if (blob.type !== 'image/jpeg')
    throw new Error(`the browser encoded ${blob.type} instead of JPEG`);
  return new Uint8Array(await blob.arrayBuffer());
}

onmessage = async ({ data }) => {
  try {
    const bytes = await encode(data);
    postMessage({ id: data.id, bytes }, [bytes.buffer]);
  } catch (error) {
    // A canvas that has lost its graphics context is not used again.
    canvas = null;
    data.picture?.close();
    postMessage({ id: data.id, error: error.message });
  }
};
