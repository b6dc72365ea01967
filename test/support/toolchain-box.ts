import { ensureImages } from '../../src/sandbox/images/ensure-images.ts';
import { imageReference } from '../../src/sandbox/images/image-reference.ts';
import type { SandboxImage } from '../../src/sandbox/images/sandbox-image.ts';
import type { EgressAttempt, EgressRule, ExecResult, Sandbox } from '../../src/sandbox/sandbox.ts';
import { dockerSandboxesForTests } from './docker-sandboxes.ts';

export type ToolchainBox = AsyncDisposable & {
  readonly sandbox: Sandbox;
  readonly attempts: readonly EgressAttempt[];
  /** Fails with what the command said unless it ends well. */
  run(command: string, env?: Readonly<Record<string, string>>): Promise<ExecResult>;
};

export type ToolchainBoxOptions = {
  readonly image: SandboxImage;
  readonly allow: readonly EgressRule[];
  readonly upstreamCaPem: string | null;
  readonly env?: Readonly<Record<string, string>>;
};

/** For a hook that may have to build an image first, on a machine that builds others at the same time. */
export const imageBuildMs = 1_200_000;

/** A compiler or a package manager with nothing in its caches, on a machine with other things to do. */
export const toolMs = 240_000;

/** A real box of one of our images, which is built first where it is missing, with a way out to some registries. */
export async function toolchainBox({
  image,
  allow,
  upstreamCaPem,
  env = {},
}: ToolchainBoxOptions): Promise<ToolchainBox> {
  await using undo = new AsyncDisposableStack();
  const sandboxes = undo.use(await dockerSandboxesForTests({ upstreamCaPem }));
  const say = (line: string) => console.log(line);
  await ensureImages({ docker: sandboxes.docker, say }, [image], AbortSignal.timeout(imageBuildMs));
  const attempts: EgressAttempt[] = [];
  const spec = sandboxes.spec({
    image: await imageReference(image),
    limits: { cpus: 2, memoryMiB: 1024, pids: 512, workspaceMiB: 512, workspaceInodes: 50_000 },
    network: { kind: 'egress', allow, onAttempt: (attempt) => attempts.push(attempt) },
    env,
  });
  const sandbox = undo.use(await sandboxes.provider.create(spec, AbortSignal.timeout(60_000)));
  const created = undo.move();
  return {
    sandbox,
    attempts,
    async run(command, moreEnv = {}) {
      const result = await sandbox.exec(command, { timeoutMs: toolMs, env: moreEnv });
      if (result.ok) return result;
      throw new Error(`${command}\n${JSON.stringify(result.exit)}\n${result.stdout}\n${result.stderr}`);
    },
    [Symbol.asyncDispose]: () => created.disposeAsync(),
  };
}
