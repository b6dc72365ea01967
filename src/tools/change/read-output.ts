import type { SpawnOptions, Workspace } from '../../sandbox/sandbox.ts';

/** The bytes that a command writes; `null` when it fails or writes more than `maxBytes`. Its errors are not read. */
export async function readOutput(
  workspace: Workspace,
  argv: readonly string[],
  options: SpawnOptions & { readonly maxBytes: number },
): Promise<Buffer | null> {
  const { maxBytes, ...spawnOptions } = options;
  const process = await workspace.spawn(argv, spawnOptions);
  await process.stderr.cancel();
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of process.stdout) {
    size += piece.byteLength;
    if (size > maxBytes) {
      await process.kill('SIGKILL');
      return null;
    }
    pieces.push(piece);
  }
  const exit = await process.exit;
  return exit.reason === 'exited' && exit.code === 0 ? Buffer.concat(pieces) : null;
}
