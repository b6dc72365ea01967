import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { Row } from '../row.ts';

const figures = z.object({ sandboxes: z.number(), bytesEach: z.number(), cpuPercent: z.number() });

/** A hundred frozen sandboxes that nobody uses, in a host process that does nothing else. */
export async function measureIdle(): Promise<readonly Row[]> {
  const child = join(import.meta.dirname, 'idle-host.ts');
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', child], { timeout: 240_000 });
  const { sandboxes, bytesEach, cpuPercent } = figures.parse(JSON.parse(stdout));
  const row = (figure: string, unit: 'MB' | '%', measured: number, target: number): Row => {
    return { figure, unit, measured, baseline: null, target, samples: [measured], baselineSamples: [] };
  };
  return [
    row(`${sandboxes} idle frozen sandboxes: memory of the host process for each`, 'MB', bytesEach / 1e6, 3),
    row(`${sandboxes} idle frozen sandboxes: processor time of the host process`, '%', cpuPercent, 1),
  ];
}
