import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import { startBareProbot } from '../../support/bare-probot.ts';
import { startIntake } from '../../support/start-intake.ts';
import type { Row } from '../row.ts';
import { percentile } from '../samples.ts';

const connections = 10;
const rounds = 3;
const answers = z.array(z.object({ status: z.literal(200), ms: z.number() }));

/**
 * A thousand deliveries of 8 KB, 30 % of them replays, over a few connections that send one after the other, while two runs go on;
 * from the first byte sent to the last one of the answer. Probot alone checks the signature, and does nothing else.
 */
export async function measureBurst(): Promise<readonly Row[]> {
  const ours: number[] = [];
  const bare: number[] = [];
  // By turns, so that a busy moment hits both.
  for (let round = 0; round < rounds; round += 1) {
    await using intake = await startIntake();
    ours.push(...(await send(intake.url)));
    await using probot = await startBareProbot(() => undefined);
    bare.push(...(await send(`${probot.url}/api/github/webhooks`)));
  }
  const baseline = { name: 'Probot alone', value: percentile(bare, 99) };
  const measured = { unit: 'ms', measured: percentile(ours, 99), samples: ours } as const;
  return [
    { figure: 'answer to a delivery in a burst, p99', ...measured, baseline: null, target: 100, baselineSamples: [] },
    { figure: 'the same, against doing nothing', ...measured, baseline, target: 3, baselineSamples: bare },
  ];
}

/** From a thread of its own, whose work would count as the server's otherwise. */
async function send(url: string): Promise<readonly number[]> {
  const worker = new Worker(new URL('./burst-sender.ts', import.meta.url), { workerData: { url, connections } });
  const [received]: unknown[] = await once(worker, 'message');
  await worker.terminate();
  return answers.parse(received).map(({ ms }) => ms);
}
