// Proves before the exam that pictures arrive unchanged: draws known colours, encodes them like the camera's pictures, decodes them and
// compares. Protection against canvas fingerprinting replaces or disturbs the pixels.

const cell = 32;

/** Four by three patches. Their brightness and colour differ by far more than JPEG changes them. */
const patches = [
  [230, 40, 40], [40, 190, 60], [50, 70, 220], [235, 225, 60],
  [20, 20, 20], [128, 128, 128], [240, 240, 240], [60, 200, 210],
  [200, 60, 200], [110, 70, 30], [30, 90, 80], [250, 150, 40],
];
const columns = 4;
const width = columns * cell;
const height = (patches.length / columns) * cell;

/** The largest allowed difference of a patch's mean for each channel. JPEG stays below 12; a replaced picture differs by more than 50. */
const tolerance = 28;

/** Draws the patches on a canvas of the page. */
export function drawPatches(canvas) {
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { alpha: false });
  patches.forEach((colour, index) => {
    context.fillStyle = `rgb(${colour.join(' ')})`;
    context.fillRect((index % columns) * cell, Math.floor(index / columns) * cell, cell, cell);
  });
  return canvas;
}

/** The largest difference between the patches and RGBA pixels, of the means over the inner half of each patch. */
export function differenceOf(pixels) {
  let worst = 0;
  patches.forEach((colour, index) => {
    const [left, top] = [(index % columns) * cell + cell / 4, Math.floor(index / columns) * cell + cell / 4];
    const sums = [0, 0, 0];
    for (let y = top; y < top + cell / 2; y++) {
      for (let x = left; x < left + cell / 2; x++)
        sums.forEach((_, channel) => { sums[channel] += pixels[4 * (y * width + x) + channel]; });
    }
    sums.forEach((sum, channel) => { worst = Math.max(worst, Math.abs(sum / (cell / 2) ** 2 - colour[channel])); });
  });
  return worst;
}

/** Decodes without a canvas if the browser can: reading a canvas back may itself be disturbed. */
async function decode(bytes) {
  if (globalThis.ImageDecoder) {
    const decoder = new ImageDecoder({ data: bytes, type: 'image/jpeg' });
    const { image } = await decoder.decode();
    const pixels = new Uint8ClampedArray(image.allocationSize({ format: 'RGBA' }));
    await image.copyTo(pixels, { format: 'RGBA' });
    image.close();
    decoder.close();
    return pixels;
  }
  const bitmap = await createImageBitmap(new Blob([bytes], { type: 'image/jpeg' }));
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true });
  context.drawImage(bitmap, 0, 0);
  return context.getImageData(0, 0, width, height).data;
}

/** The setting that most probably disturbs pictures in this browser. */
export function suspectedSetting(browser) {
  if (browser.brave)
    return 'brave_shields';
  if (/firefox/i.test(browser.userAgent))
    return 'firefox_resist_fingerprinting';
  return 'canvas_protection';
}

/**
 * @param {{ encode: Function }} capture
 * @returns {Promise<string|null>} Null if pictures arrive unchanged. Otherwise the setting that disturbs them, or 'no_capture' if no
 * picture could be encoded at all.
 */
export async function proveCapture(capture, {
  draw = () => drawPatches(document.createElement('canvas')), read = decode, browser = navigator, log = console,
} = {}) {
  let bytes;
  try {
    bytes = await capture.encode(draw(), { width, height, quality: 0.9 });
  } catch (error) {
    log.warn(`This browser cannot encode a picture: ${error.message}`);
    return 'no_capture';
  }
  try {
    const difference = differenceOf(await read(bytes));
    if (difference <= tolerance)
      return null;
    log.warn(`This browser changes pictures: a patch is off by ${Math.round(difference)} of 255.`);
  } catch (error) {
    // Bytes that are not a JPEG are as useless as wrong ones.
    log.warn(`A picture that this browser encoded could not be read: ${error.message}`);
  }
  return suspectedSetting(browser);
}
