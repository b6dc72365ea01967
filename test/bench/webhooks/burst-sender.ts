import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { burstOf, sendBurst } from '../../support/webhook-burst.ts';

const asked = z.object({ url: z.string(), connections: z.number() }).parse(workerData);
const burst = burstOf({ bodies: 700, replays: 300 });

parentPort?.postMessage(await sendBurst(asked.url, burst, asked.connections));
