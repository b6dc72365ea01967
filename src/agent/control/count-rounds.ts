const MAX_PERIOD = 3;

/** How often the last few keys went round in a circle of two or three, at the end of `keys`; 1 when they did not. */
export function countRounds(keys: readonly string[]): number {
  let most = 1;
  for (let period = 2; period <= MAX_PERIOD; period += 1) most = Math.max(most, roundsOf(keys, period));
  return most;
}

function roundsOf(keys: readonly string[], period: number): number {
  let same = 0;
  while (same + period < keys.length && keys[keys.length - 1 - same] === keys[keys.length - 1 - same - period])
    same += 1;
  return 1 + Math.floor(same / period);
}
