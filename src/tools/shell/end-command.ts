import { endsWithin } from './ends-within.ts';
import type { Command } from './start-command.ts';

const GRACE_MS = 2_000;
const PATIENCE_MS = 3_000;

/** Asks a command to end, then kills it with all that it started. Resolves when it has ended, at the latest after 5 seconds. */
export async function endCommand({ process, ended }: Command): Promise<void> {
  await process.kill('SIGTERM');
  if (await endsWithin(ended, GRACE_MS)) return;
  await process.kill('SIGKILL');
  await endsWithin(ended, PATIENCE_MS);
}
