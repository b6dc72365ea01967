import { createReadStream } from 'node:fs';
import { access, mkdtempDisposable } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Dockerode from 'dockerode';
import { installPackages } from '../engine/install-engine.ts';
import { lastLines } from '../engine/last-lines.ts';
import { runHostCommand } from '../engine/run-host-command.ts';
import { SandboxFault } from '../sandbox.ts';
import { followEngine } from './follow-engine.ts';

export type BootstrapDebianDeps = { readonly docker: Dockerode; readonly say: (line: string) => void };

export type BootstrappedImage = {
  readonly reference: string;
  /** What makes it necessary, as a sentence. */
  readonly because: string;
};

const slim = [
  'force-unsafe-io',
  'path-exclude=/usr/share/man/*',
  'path-exclude=/usr/share/locale/*',
  'path-exclude=/usr/share/doc/*',
  'path-include=/usr/share/doc/*/copyright',
];

/** Makes an image out of Debian's own packages, read from where this host reads its own. */
export async function bootstrapDebian(
  deps: BootstrapDebianDeps,
  { reference, because }: BootstrappedImage,
  signal: AbortSignal,
): Promise<void> {
  refuseUnlessRoot(because);
  deps.say(`${because} A plain Debian image is made from Debian packages with mmdebstrap.`);
  try {
    await ensureMmdebstrap(deps.say, signal);
    // A file in between, so that half an image is never imported.
    await using folder = await mkdtempDisposable(join(tmpdir(), 'sandpiper-debian-'));
    const archive = join(folder.path, 'debian.tar');
    const options = ['--quiet', '--variant=apt', '--aptopt=APT::Install-Recommends "false"'];
    const args = [...options, ...slim.map((option) => `--dpkgopt=${option}`), 'bookworm', archive];
    await runHostCommand('mmdebstrap', args, { timeoutMs: 300_000, signal });
    const [repo, tag] = reference.split(':');
    const output = await deps.docker.importImage(createReadStream(archive), { repo, tag, abortSignal: signal });
    await followEngine(output, () => undefined, signal);
  } catch (cause) {
    signal.throwIfAborted();
    throw new SandboxFault('The Debian image that sandboxes are built on could not be made from Debian packages.', {
      ran: 'no',
      cause,
      log: lastLines(cause),
      nextAction: 'Make `debian:bookworm-slim` available to the engine, or put right what mmdebstrap says.',
    });
  }
}

function refuseUnlessRoot(because: string): void {
  if (process.getuid?.() === 0) return;
  throw new SandboxFault(`${because} Only root can make a Debian image from packages instead.`, {
    ran: 'no',
    nextAction: 'Run this once as root, or make `debian:bookworm-slim` available to the engine.',
  });
}

async function ensureMmdebstrap(say: BootstrapDebianDeps['say'], signal: AbortSignal): Promise<void> {
  try {
    await access('/usr/bin/mmdebstrap');
  } catch {
    say('The Debian package mmdebstrap is installed: it makes the base of the sandbox images.');
    await installPackages(['mmdebstrap'], signal);
  }
}
