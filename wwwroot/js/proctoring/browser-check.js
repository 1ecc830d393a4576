// Names the features that this browser lacks for a proctored exam, before it asks the candidate for anything.

import { proveCapture } from './capture-proof.js';

/** The required features, in the order in which they are named. Workers, OffscreenCanvas and audio worklets are optional. */
const needs = [
  ['insecure', (window) => window.isSecureContext !== false],
  ['no_camera_api', (window) => !!window.navigator?.mediaDevices?.getUserMedia],
  ['no_canvas', (window) => typeof window.HTMLCanvasElement?.prototype?.toBlob === 'function'],
  ['no_network', (window) => typeof window.WebSocket === 'function' || typeof window.fetch === 'function'],
  ['no_random', (window) => typeof window.crypto?.getRandomValues === 'function'],
];

/** The first reason covers the others: an insecure page has no camera either. */
export function missingFeatures(window) {
  const missing = needs.filter(([, has]) => !has(window)).map(([name]) => name);
  return missing[0] === 'insecure' ? ['insecure'] : missing;
}

/**
 * Names every obstacle to a proctored exam; empty if there is none.
 * @param {{ encode: Function }} capture
 */
export async function checkBrowser(capture, window = globalThis) {
  const missing = missingFeatures(window);
  if (missing.length > 0)
    return missing;
  const disturbed = await proveCapture(capture);
  return disturbed ? [disturbed] : [];
}
