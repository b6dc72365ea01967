import type { Duplex } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { z } from 'zod';
import { attachContainer } from '../docker/attach-container.ts';
import { demultiplex } from '../docker/demultiplex.ts';

/** What a probe in a box said, and what the host saw meanwhile. */
export type ProbeResult = {
  readonly findings: readonly Finding[];
  /** How much memory it had taken when it was last heard of. */
  readonly eatenMiB: number;
  /** How far the box's clock was from the host's. */
  readonly skewMs: number;
  /** In how many scheduling periods the box was held back while it was busy. */
  readonly throttledPeriods: number;
  /** Where the engine keeps what the box wrote; empty when nowhere. */
  readonly logPath: string;
  readonly stderr: string;
};

export type Finding = { readonly name: string; readonly passed: boolean; readonly detail: string };

const line = z.union([
  z.object({ name: z.string().max(100), passed: z.boolean(), detail: z.string().max(4000) }),
  z.object({ eaten: z.number().int().nonnegative() }),
]);

/** The probe is busy for twice as long unless it is told to stop. */
const busyMs = 4000;
const outputLimit = 64 * 1024;
const engineTimeoutMs = 20_000;

/** Starts the container and follows its probe to the end. Everything it says is hostile. */
export async function runProbe(container: Dockerode.Container): Promise<ProbeResult> {
  let stderr = '';
  const link = demultiplex(await attachContainer(container, engineTimeoutMs), (piece) => {
    stderr = (stderr + piece.toString('latin1')).slice(-500);
  });
  try {
    await container.start();
    const seen = await follow(container, link);
    const { LogPath: logPath } = await container.inspect();
    return { ...seen, logPath, stderr };
  } finally {
    link.destroy();
  }
}

async function follow(container: Dockerode.Container, link: Duplex) {
  const findings: Finding[] = [];
  let eatenMiB = 0;
  let skewMs = Number.POSITIVE_INFINITY;
  let throttledPeriods = 0;
  for await (const text of lines(link)) {
    const said = line.parse(JSON.parse(text));
    if ('eaten' in said) {
      eatenMiB = said.eaten;
      continue;
    }
    findings.push(said);
    if (said.name === 'clock') skewMs = Number(said.detail) - Date.now();
    if (said.name !== 'busy') continue;
    throttledPeriods = await whileBusy(container);
    if (link.writable) link.write('.');
  }
  return { findings, eatenMiB, skewMs, throttledPeriods };
}

/** As soon as the box was held back once, the limit is there. */
async function whileBusy(container: Dockerode.Container): Promise<number> {
  const end = performance.now() + busyMs;
  while (performance.now() < end) {
    await wait(200);
    const stats = await container.stats({ stream: false, 'one-shot': true });
    const throttled = stats.cpu_stats.throttling_data?.throttled_periods ?? 0;
    if (throttled > 0) return throttled;
  }
  return 0;
}

async function* lines(link: Duplex): AsyncGenerator<string, void> {
  let text = '';
  let total = 0;
  for await (const chunk of link) {
    total += chunk.length;
    if (total > outputLimit) throw new Error('its probe said more than it can have to say');
    const complete = (text + String(chunk)).split('\n');
    text = complete.pop() ?? '';
    yield* complete;
  }
}
