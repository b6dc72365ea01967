const units = { h: 3_600_000, m: 60_000, s: 1_000, ms: 1 };

/** Milliseconds of a text such as `1h30m` or `250ms`; `null` when it is none. */
export function parseDuration(text) {
  const parts = [...text.matchAll(/(\d+)(h|m|s|ms)/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text) return null;
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * units[unit], 0);
}
