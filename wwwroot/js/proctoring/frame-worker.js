// Keeps time and makes JPEGs away from the page: browsers slow both in a hidden tab, and a hidden tab is when it matters.

let canvas;

onmessage = async ({ data }) => {
  if (typeof data.wait === 'number') {
    setTimeout(() => postMessage({ tick: true }), data.wait);
    return;
  }

  const { picture, width, height, quality } = data;
  if (!canvas || canvas.width !== width || canvas.height !== height)
    canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d', { alpha: false }).drawImage(picture, 0, 0, width, height);
  picture.close();
  const blob = await canvas.convertToBlob({ type: 'image/jpeg', quality });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  postMessage({ bytes }, [bytes.buffer]);
};
