import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleCommit } from '../../src/git/bundle-commit.ts';
import { checkoutScript } from '../../src/git/checkout-script.ts';
import { exportScript } from '../../src/git/export-script.ts';
import { listPaths } from '../../src/git/list-paths.ts';
import { type Mirror, openMirror } from '../../src/git/open-mirror.ts';
import { type ExportResult, type ExportRules, parseExport } from '../../src/git/parse-export.ts';
import { prepareExportScript } from '../../src/git/prepare-export-script.ts';
import { protectedPaths } from '../../src/git/protected-paths.ts';
import { checkoutWith, commitFiles, type Files, gitDeps, never, runScript, temporaryFolder } from './git-fixture.ts';

/**
 * The way of a change, with local folders in the place of sandboxes: repository, mirror, and the workspace made from it.
 * What would run in a sandbox has `IN_SANDBOX` set, so that an attack can tell where it is.
 */
export type GitJourney = AsyncDisposable & {
  /** A full checkout, which is the remote. */
  readonly repository: string;
  readonly mirror: Mirror;
  readonly workspace: string;
  readonly folder: string;
  /** What an exporter writes that got ready when the workspace was as the base; `late`: after the work in it was over. */
  export(ready?: 'late'): Promise<Buffer>;
  /** What the host makes of it. */
  readChange(rules?: Partial<ExportRules>): Promise<ExportResult>;
  rules(differences?: Partial<ExportRules>): Promise<ExportRules>;
};

/** `prepare` may change the repository further before anything is read from it; what it leaves is committed. */
export async function gitJourney(
  files: Files,
  prepare: (repository: string) => Promise<unknown> = async () => undefined,
): Promise<GitJourney> {
  const folder = await temporaryFolder();
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, files);
  await prepare(repository);
  await commitFiles(repository, {}, 'Third');
  const directory = join(folder.path, 'mirror.git');
  const mirror = await openMirror(gitDeps(), { remoteUrl: repository, directory, token: null, branch: 'main' }, never);
  const workspace = join(folder.path, 'workspace');
  await mkdir(workspace);
  const env = { TMPDIR: folder.path, IN_SANDBOX: 'yes' };
  const run = async (script: string, stdin: ReadableStream<Uint8Array> = ReadableStream.from([])) => {
    const result = await runScript(script, { cwd: workspace, env, stdin });
    if (result.code !== 0) throw new Error(`The script ended with ${result.code}: ${result.stderr}`);
    return result.stdout;
  };
  const runWithBase = async (script: string) => {
    await using bundle = await bundleCommit(gitDeps(), mirror, mirror.baseSha, never);
    return await run(script, bundle.open());
  };
  await runWithBase(checkoutScript);
  await runWithBase(prepareExportScript);
  const rules = async (differences: Partial<ExportRules> = {}): Promise<ExportRules> => ({
    baseSha: mirror.baseSha,
    basePaths: await listPaths(gitDeps(), mirror, mirror.baseSha, never),
    maxFiles: 100,
    maxFileBytes: 1_000_000,
    maxTotalBytes: 4_000_000,
    protectedPaths,
    ...differences,
  });
  return {
    repository,
    mirror,
    workspace,
    folder: folder.path,
    async export(ready) {
      if (ready === 'late') await runWithBase(prepareExportScript);
      return await run(exportScript);
    },
    readChange: async (differences) =>
      parseExport(ReadableStream.from([await run(exportScript)]), await rules(differences)),
    rules,
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}
