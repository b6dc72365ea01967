import { answerWithin } from '../engine/answer-within.ts';
import type { BoxCost } from '../pool/pool.ts';
import type { DockerCore } from './docker-core.ts';

/** What the kernel has counted for its cgroup, the in-box agent included. */
export async function boxCost({ deps }: Pick<DockerCore, 'deps'>, id: string): Promise<BoxCost> {
  const container = deps.docker.getContainer(id);
  // Once, and without waiting a second to tell a rate.
  const once = container.stats({ stream: false, 'one-shot': true });
  const { memory_stats: memory, cpu_stats: cpu } = await answerWithin(10_000, once);
  return { memoryBytes: memory.usage, cpuMs: cpu.cpu_usage.total_usage / 1e6 };
}
