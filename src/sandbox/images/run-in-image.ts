import { addAbortSignal, Readable } from 'node:stream';
import type Dockerode from 'dockerode';
import { unlessStatus } from '../engine/unless-status.ts';

export type ImageCommand = { readonly image: string; readonly argv: readonly [string, ...string[]] };

const maxOutputBytes = 16_384;

/** What a command says in a container without a network, rights or a future; `null` when it cannot be started. */
export async function runInImage(
  docker: Dockerode,
  command: ImageCommand,
  signal: AbortSignal,
): Promise<string | null> {
  const container = await docker.createContainer(options(command));
  try {
    const output = await container.attach({ stream: true, stdout: true, stderr: true });
    // 400: it is no program; 404: there is no such file.
    if ((await unlessStatus([400, 404], container.start())) === null) return null;
    return await readAtMost(output, maxOutputBytes, signal);
  } finally {
    await unlessStatus([404, 409], container.remove({ force: true }));
  }
}

function options({ image, argv: [program, ...args] }: ImageCommand): Dockerode.ContainerCreateOptions {
  return {
    Image: image,
    User: '1000:1000',
    Entrypoint: [program],
    Cmd: args,
    WorkingDir: '/',
    Tty: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      AutoRemove: true,
      NetworkMode: 'none',
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      ReadonlyRootfs: true,
      Memory: 512 * 1024 * 1024,
      MemorySwap: 512 * 1024 * 1024,
      PidsLimit: 64,
      LogConfig: { Type: 'none', Config: {} },
    },
  };
}

/** To its end, or to where there is too much of it. */
async function readAtMost(stream: NodeJS.ReadableStream, maxBytes: number, signal: AbortSignal): Promise<string> {
  let text = '';
  for await (const piece of addAbortSignal(signal, Readable.from(stream))) {
    text += piece.toString('latin1');
    if (text.length > maxBytes) break;
  }
  return text.slice(0, maxBytes).replaceAll('\r\n', '\n');
}
