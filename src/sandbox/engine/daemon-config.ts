import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** An engine that was configured by its owner is started with that configuration and no other. */
const ownersFile = '/etc/docker/daemon.json';

const gvisorPrograms = ['/usr/bin/runsc', '/usr/local/bin/runsc'];

const runtime = z.looseObject({ path: z.string(), runtimeArgs: z.array(z.string()).optional() });
const config = z.looseObject({ runtimes: z.record(z.string(), runtime).optional() });

/**
 * Arguments for an engine that is started here: it knows gVisor where that is installed. What stands in the file already
 * is kept.
 */
export async function daemonConfig(dataDirectory: string): Promise<readonly string[]> {
  if (await exists(ownersFile)) return [];
  const file = join(dataDirectory, 'dockerd.json');
  const before = await readConfig(file);
  const runtimes = { ...(await installedRuntimes()), ...before.runtimes };
  await writeFile(file, JSON.stringify({ ...before, runtimes }), { mode: 0o600 });
  return ['--config-file', file];
}

async function readConfig(file: string): Promise<z.infer<typeof config>> {
  try {
    return config.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // There is none yet, or not one that an engine would start with.
    return {};
  }
}

/** A box has only a loopback interface: without the network of gVisor's own it has less to get wrong. */
async function installedRuntimes() {
  for (const path of gvisorPrograms) {
    if (await exists(path)) return { runsc: { path, runtimeArgs: ['--network=none'] } };
  }
  return {};
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
