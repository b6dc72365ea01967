import { createHash } from 'node:crypto';
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { lastLines } from '../engine/last-lines.ts';
import { runHostCommand } from '../engine/run-host-command.ts';
import { SandboxFault } from '../sandbox.ts';
import type { NodePackage } from './node-packages.ts';

const packed = z.tuple([z.object({ filename: z.string() })]);

/** Puts the packages into `folder`, read by the host's own npm from its own registry, and checked against their pins. */
export async function fetchPackages(
  packages: readonly NodePackage[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  await Promise.all(packages.map((wanted) => fetchPackage(wanted, folder, signal)));
}

async function fetchPackage({ file, spec, integrity }: NodePackage, folder: string, signal: AbortSignal) {
  const path = join(folder, file);
  await rename(join(folder, await pack(spec, folder, signal)), path);
  const digest = createHash('sha512').update(await readFile(path));
  if (`sha512-${digest.digest('base64')}` === integrity) return;
  throw new SandboxFault(`${spec} from the npm registry is not the package that Sandpiper was released with.`, {
    ran: 'no',
    nextAction: 'Check which registry `npm config get registry` names, and whether it can be trusted.',
  });
}

async function pack(spec: string, folder: string, signal: AbortSignal): Promise<string> {
  try {
    const args = ['pack', '--loglevel=error', '--json', '--ignore-scripts', spec];
    const output = await runHostCommand('npm', args, { cwd: folder, timeoutMs: 120_000, signal });
    return packed.parse(JSON.parse(output))[0].filename;
  } catch (cause) {
    signal.throwIfAborted();
    throw new SandboxFault(`${spec} could not be fetched from the npm registry.`, {
      ran: 'no',
      cause,
      log: lastLines(cause),
      nextAction: `Put right what npm says, and check with \`npm pack ${spec}\` that it is.`,
    });
  }
}
