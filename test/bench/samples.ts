/** The nearest rank: with few samples the 95th percentile is the slowest one. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = samples.toSorted((one, other) => one - other);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)] ?? Number.NaN;
}

export async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

export type Rounds = {
  readonly rounds: number;
  /** No round begins after this, but there are three at least. */
  readonly budgetMs: number;
};

/** Each candidate says itself how long the part of it took that counts. They take turns, so that a busy moment hits all. */
export async function takeTurns<Name extends string>(
  { rounds, budgetMs }: Rounds,
  candidates: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, readonly number[]>>> {
  // `Object.keys` forgets the type of the keys.
  const names = Object.keys(candidates) as Name[];
  const samples = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  const startedAt = performance.now();
  for (let round = 0; round < rounds; round += 1) {
    if (round >= 3 && performance.now() - startedAt > budgetMs) break;
    for (const name of names) samples[name].push(await candidates[name]());
  }
  return samples;
}
