import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import type { OperatorSettings } from '../config/operator-settings.ts';
import { ensureEngine } from '../sandbox/engine/ensure-engine.ts';
import { resolveImage } from '../sandbox/images/resolve-image.ts';
import { type Diagnosis, diagnose } from '../sandbox/isolation/diagnose.ts';
import { openRuntimes } from '../sandbox/isolation/open-runtimes.ts';
import { openDockerSandboxes } from '../sandbox/open-docker-sandboxes.ts';

/** Tries out the engine's runtimes and the storage, with sandboxes of its own, of which nothing is left. */
export async function diagnoseMachine(
  { sandboxes: { cacheDirectory, ...options }, dockerHost, dataDirectory, isolation }: OperatorSettings,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Diagnosis> {
  const log = pino({ level: 'error' }, pino.destination(2));
  const docker = await ensureEngine({ dockerHost, dataDirectory, say }, signal);
  const image = await resolveImage({ docker, say }, 'node', signal);
  say(
    'The runtimes are tried out from inside a box, one after the other, then the storage. Each takes up to a minute.',
  );
  await using undo = new AsyncDisposableStack();
  const stateDirectory = join(dataDirectory, 'sandboxes', 'doctor');
  undo.defer(() => rm(stateDirectory, { recursive: true, force: true }));
  const sandboxes = undo.use(
    await openDockerSandboxes(
      { ...options, cacheDirectory, stateDirectory, dockerHost, warmBoxes: 0, say, log },
      signal,
    ),
  );
  const runtimes = openRuntimes({ docker, cacheFile: join(cacheDirectory, 'runtimes.json'), log });
  return await diagnose({ docker, runtimes, image, probe: sandboxes.probe }, isolation, signal);
}
