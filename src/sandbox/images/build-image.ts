import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type Dockerode from 'dockerode';
import { type Pack, pack } from 'tar-stream';
import { lastLines } from '../engine/last-lines.ts';
import { SandboxFault } from '../sandbox.ts';
import { followEngine } from './follow-engine.ts';

export type BuildImageDeps = { readonly docker: Dockerode; readonly say: (line: string) => void };

export type ImageBuild = {
  readonly tag: string;
  /** Paths in the build context, and the files on this host that they hold. */
  readonly context: ReadonlyMap<string, string>;
  readonly args: Readonly<Record<string, string>>;
};

/** Builds with the engine's classic builder, which every engine has. A build that fails or is aborted leaves no tag. */
export async function buildImage(deps: BuildImageDeps, image: ImageBuild, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(1_800_000)]);
  const context = pack();
  try {
    await Promise.all([send(context, image.context), build(deps, image, Readable.from(context), limit)]);
  } catch (cause) {
    context.destroy();
    signal.throwIfAborted();
    const log = lastLines(cause);
    throw new SandboxFault(`The image ${image.tag} could not be built: ${log.split('\n').at(-1)}`, {
      ran: 'no',
      cause,
      log,
      nextAction: 'Put right what the failed step says; sandbox-images/README.md says what a build needs.',
    });
  }
}

async function build({ docker, say }: BuildImageDeps, image: ImageBuild, context: Readable, limit: AbortSignal) {
  const output = await docker.buildImage(context, {
    t: image.tag,
    buildargs: { ...image.args },
    // The Debian mirror must be reached as this host reaches it, and a bridge needs more of the host than that.
    networkmode: 'host',
    forcerm: true,
    abortSignal: limit,
  });
  await followEngine(output, (line) => sayStep(say, image.tag, line), limit);
}

/** The builder's own words, one line per step. */
function sayStep(say: BuildImageDeps['say'], tag: string, line: string): void {
  if (line.startsWith('Step ')) say(`${tag}: ${line.replace(/\s+/g, ' ').slice(0, 100)}`);
}

async function send(context: Pack, files: ImageBuild['context']): Promise<void> {
  for (const [name, path] of files) {
    const { size, mode } = await stat(path);
    await pipeline(createReadStream(path), context.entry({ name, size, mode: mode & 0o755, mtime: new Date(0) }));
  }
  context.finalize();
}
