import type { Row } from '../row.ts';
import { percentile, takeTurns } from '../samples.ts';
import { openWarmProof } from './warm-proof.ts';

/** All that follows the baseline: up to five runs of the suite, two at a time, and each hunk taken back. Nobody set a target. */
export async function measureProof(): Promise<readonly Row[]> {
  await using warm = await openWarmProof();
  const samples = await takeTurns({ rounds: 7, budgetMs: 60_000 }, { plain: warm.testTwice, proof: warm.proof });
  warm.check();
  return [
    {
      figure: 'all of the proof after its base, p50',
      unit: 'ms',
      measured: percentile(samples.proof, 50),
      baseline: { name: 'npm test, twice, in one box', value: percentile(samples.plain, 50) },
      target: Number.POSITIVE_INFINITY,
      samples: samples.proof,
      baselineSamples: samples.plain,
    },
  ];
}
