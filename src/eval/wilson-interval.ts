export type Interval = { readonly low: number; readonly high: number };

/** The 95 % interval of Wilson for a rate that was seen in `n` independent cases; `null` for none. */
export function wilsonInterval(rate: number, n: number): Interval | null {
  if (n <= 0) return null;
  const centre = (rate + z ** 2 / (2 * n)) / (1 + z ** 2 / n);
  const half = (z / (1 + z ** 2 / n)) * Math.sqrt((rate * (1 - rate)) / n + z ** 2 / (4 * n ** 2));
  return { low: Math.max(0, centre - half), high: Math.min(1, centre + half) };
}

const z = 1.959964;
