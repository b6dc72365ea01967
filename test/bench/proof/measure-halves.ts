import type { Row } from '../row.ts';
import { percentile, takeTurns } from '../samples.ts';
import { openWarmProof } from './warm-proof.ts';

/** What base and head of a proof cost when dependencies are kept: boxes, checkouts, suites and results, against the tests alone. */
export async function measureHalves(): Promise<readonly Row[]> {
  await using warm = await openWarmProof();
  const samples = await takeTurns({ rounds: 7, budgetMs: 60_000 }, { plain: warm.testTwice, halves: warm.halves });
  warm.check();
  return [
    {
      figure: 'base and head of a proof, 20 tests, p50',
      unit: 'ms',
      measured: percentile(samples.halves, 50),
      baseline: { name: 'npm test, twice, in one box', value: percentile(samples.plain, 50) },
      target: 2,
      samples: samples.halves,
      baselineSamples: samples.plain,
    },
  ];
}
