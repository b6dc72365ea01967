import { join } from 'node:path';
import { type Mirror, openMirror } from '../../../src/git/open-mirror.ts';
import { checkoutWith, commitFiles, git, gitDeps, never, temporaryFolder } from '../../support/git-fixture.ts';

const folders = 200;
const filesEach = 100;

/** A mirror of 20,000 files of a few hundred bytes in 200 folders. */
export async function largeRepository() {
  await using undo = new AsyncDisposableStack();
  const folder = undo.use(await temporaryFolder());
  const repository = join(folder.path, 'repository');
  await checkoutWith(repository, {});
  // Which would go on in the background while something is measured.
  await git(repository, 'config', 'gc.auto', '0');
  await commitFiles(repository, Object.fromEntries(pathsOf().map((path) => [path, textOf(path)])));
  const deps = gitDeps({ scratch: folder.path });
  const directory = join(folder.path, 'mirror.git');
  const mirror: Mirror = await openMirror(
    deps,
    { remoteUrl: repository, directory, token: null, branch: 'main' },
    never,
  );
  const owned = undo.move();
  return { deps, mirror, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Ten files of ten folders. */
export const changedPaths = Array.from({ length: 10 }, (_, at) => `src/part-${at * 20}/module-${at}.js`);

function pathsOf(): readonly string[] {
  return Array.from({ length: folders * filesEach }, (_, at) => {
    return `src/part-${Math.floor(at / filesEach)}/module-${at % filesEach}.js`;
  });
}

function textOf(path: string): string {
  return `/** ${path} */\n${'export const something = (one, other) => one + other;\n'.repeat(8)}`;
}
