import { join } from 'node:path';
import type { AskEmulator } from './ask-emulator.ts';
import { askFor } from './ask-for.ts';
import { type BareRepository, createBareRepository } from './bare-repository.ts';
import { importObjects } from './import-objects.ts';
import type { RepositorySeed } from './loopback-github.ts';

/** One repository: its git data in a bare repository, everything else in emulate. */
export type HostedRepository = {
  readonly seed: RepositorySeed;
  readonly fullName: string;
  readonly bare: BareRepository;
  /**
   * Brings emulate up to what git now holds and says which branches moved, by whom: the owner if nobody else. Call it whenever
   * git may have changed.
   */
  readonly afterPush: (actor?: string) => Promise<void>;
  readonly renameDefaultBranch: (name: string) => Promise<void>;
};

export type HostDeps = {
  readonly ask: AskEmulator;
  /** Speaks to emulate as the repository's owner. */
  readonly ownerToken: string;
  readonly directory: string;
  readonly onMoved: (repository: HostedRepository, push: Push) => Promise<void>;
};

/** What one push moved. */
export type Push = { readonly branches: readonly MovedBranch[]; readonly actor: string };

export type MovedBranch = { readonly name: string; readonly before: string; readonly after: string };

export async function hostRepository(deps: HostDeps, seed: RepositorySeed): Promise<HostedRepository> {
  const fullName = `${seed.owner}/${seed.name}`;
  const bare = await createBareRepository(join(deps.directory, seed.owner, `${seed.name}.git`), seed.defaultBranch);
  for (const commit of seed.history) await bare.commit(seed.defaultBranch, commit);
  const state: MirrorState = { mirrored: new Map(), busy: Promise.resolve() };
  const repository: HostedRepository = {
    seed,
    fullName,
    bare,
    afterPush: (actor = seed.owner) => oneAtATime(state, () => mirror(deps, repository, { state, actor })),
    renameDefaultBranch: (name) => renameDefaultBranch(deps, repository, name),
  };
  await repository.afterPush();
  return repository;
}

type RefWrite = { readonly method: 'POST' | 'PATCH' | 'DELETE'; readonly ref: string; readonly sha?: string };

type MirrorState = { mirrored: ReadonlyMap<string, string>; busy: Promise<void> };

function oneAtATime(state: MirrorState, work: () => Promise<void>): Promise<void> {
  state.busy = state.busy.then(work, work);
  return state.busy;
}

type Mirroring = { readonly state: MirrorState; readonly actor: string };

async function mirror(deps: HostDeps, repository: HostedRepository, { state, actor }: Mirroring): Promise<void> {
  const before = state.mirrored;
  const after = await repository.bare.refs();
  const changed = [...after].filter(([ref, sha]) => before.get(ref) !== sha);
  if (changed.length > 0) {
    const target = { ask: deps.ask, token: deps.ownerToken, fullName: repository.fullName };
    const shas = changed.map(([, sha]) => sha);
    await importObjects(target, repository.bare, shas, [...before.values()]);
  }
  for (const [ref, sha] of changed) {
    await writeRef(deps, repository, { method: before.has(ref) ? 'PATCH' : 'POST', ref, sha });
  }
  for (const ref of before.keys()) if (!after.has(ref)) await writeRef(deps, repository, { method: 'DELETE', ref });
  state.mirrored = after;
  const branches = changed.flatMap(([ref, sha]) => movedBranch(ref, before.get(ref), sha));
  await deps.onMoved(repository, { branches, actor });
}

function movedBranch(ref: string, before: string | undefined, after: string): readonly MovedBranch[] {
  return before === undefined ? [] : [{ name: ref.replace('refs/heads/', ''), before, after }];
}

async function writeRef(deps: HostDeps, repository: HostedRepository, write: RefWrite): Promise<void> {
  const refs = `/repos/${repository.fullName}/git/refs`;
  const one = `${refs}/${write.ref.slice('refs/'.length).split('/').map(encodeURIComponent).join('/')}`;
  const { ref, sha } = write;
  const path = write.method === 'POST' ? refs : one;
  const body = { POST: { ref, sha }, PATCH: { sha, force: true }, DELETE: undefined }[write.method];
  await askFor(deps.ask, { method: write.method, path, token: deps.ownerToken, body });
}

async function renameDefaultBranch(deps: HostDeps, repository: HostedRepository, name: string): Promise<void> {
  const { bare, fullName } = repository;
  const old = (await bare.git(['symbolic-ref', '--short', 'HEAD'])).toString().trim();
  await bare.git(['branch', name, old]);
  await repository.afterPush();
  await askFor(deps.ask, {
    method: 'PATCH',
    path: `/repos/${fullName}`,
    token: deps.ownerToken,
    body: { default_branch: name },
  });
  await bare.git(['symbolic-ref', 'HEAD', `refs/heads/${name}`]);
  await bare.git(['branch', '-D', old]);
  await repository.afterPush();
}
