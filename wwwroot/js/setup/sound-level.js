/** The level of samples around 128, 0 to 1, on a scale that fits speech. */
export function levelOf(samples) {
  let sum = 0;
  for (const sample of samples)
    sum += ((sample - 128) / 128) ** 2;
  return Math.min(1, Math.sqrt(sum / samples.length) * 4);
}
