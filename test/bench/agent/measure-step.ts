import { localBox } from '../../support/local-box.ts';
import { call, calls, finishCall } from '../../support/scripted-model.ts';
import type { Row } from '../row.ts';
import { percentile } from '../samples.ts';
import { benchSolve } from './bench-solve.ts';

const steps = 220;
const historyFrom = 180;

/**
 * The processor time of this process from one question to the next: carrying out the call over the link, the digest of the
 * tree, every check. The box is another process, and the model answers at once.
 */
export async function measureStep(): Promise<readonly Row[]> {
  await using box = await localBox();
  await box.exec('git init -q && git config user.email a@b && git config user.name a', { timeoutMs: 10_000 });
  const spent: number[] = [];
  let before = process.cpuUsage();
  let asked = 0;
  await benchSolve(async () => {
    const { user, system } = process.cpuUsage(before);
    if (asked > 0) spent.push((user + system) / 1_000);
    asked += 1;
    before = process.cpuUsage();
    if (asked > steps) return finishCall('no_change_needed');
    return asked % 2 === 0
      ? calls(call('write', { path: `notes-${asked}.txt`, content: `${asked}\n`.repeat(40) }))
      : calls(call('bash', { command: `seq ${asked} ${asked + 300}` }));
  }, box);
  const late = spent.slice(historyFrom, steps);
  const early = spent.slice(5, 45);
  return [
    {
      figure: `host CPU of a step at ${historyFrom} to ${steps} steps of history, p50`,
      unit: 'ms',
      measured: percentile(late, 50),
      baseline: null,
      target: 5,
      samples: late,
      baselineSamples: [],
    },
    {
      figure: 'the same against the first steps: the history costs nothing',
      unit: 'ms',
      measured: percentile(late, 50),
      baseline: { name: 'steps 5 to 45', value: percentile(early, 50) },
      target: 1.5,
      samples: late,
      baselineSamples: early,
    },
  ];
}
