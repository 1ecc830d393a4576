// Names what this browser lacks for a proctored exam, before anything is asked of the candidate.

import { proveCapture } from './capture-proof.js';

/** What is needed, in the order in which it is named. Missing workers, OffscreenCanvas and audio worklets are no obstacle. */
const needs = [
  ['insecure', (window) => window.isSecureContext !== false],
  ['no_camera_api', (window) => !!window.navigator?.mediaDevices?.getUserMedia],
  ['no_canvas', (window) => typeof window.HTMLCanvasElement?.prototype?.toBlob === 'function'],
  ['no_network', (window) => typeof window.WebSocket === 'function' || typeof window.fetch === 'function'],
  ['no_random', (window) => typeof window.crypto?.getRandomValues === 'function'],
];

/** The first reason covers the others: a page that is not secure has no camera either. */
export function missingFeatures(window) {
  const missing = needs.filter(([, has]) => !has(window)).map(([name]) => name);
  return missing[0] === 'insecure' ? ['insecure'] : missing;
}

/**
 * Names everything that stands in the way of a proctored exam; empty if nothing does.
 * @param {{ encode: Function }} capture
 */
export async function checkBrowser(capture, window = globalThis) {
  const missing = missingFeatures(window);
  if (missing.length > 0)
    return missing;
  const disturbed = await proveCapture(capture);
  return disturbed ? [disturbed] : [];
}
