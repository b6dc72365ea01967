import { checkoutOf } from '../../environment/checkout.ts';
import { type InstallInputs, installInputs } from '../../environment/install/install-inputs.ts';
import type { BoxPlan } from '../../environment/prepare-box.ts';
import { type CommitFile, listFiles } from '../../git/list-files.ts';
import { readFile } from '../../git/read-file.ts';
import { type LayerKey, layerKey } from '../../sandbox/layers/layer-key.ts';
import type { Layers } from '../../sandbox/layers/layers.ts';
import type { Run } from '../run.ts';
import type { RunDeps, RunSettings } from '../run-deps.ts';
import type { WorkspaceRequest } from './open-workspace.ts';

/** Where a box with this commit may begin from, and what the same preparation may be kept as. */
export type PlannedLayer = {
  readonly layers: Layers;
  readonly key: LayerKey;
  /** Its checkout is of this very commit and stays as the preparation left it. Otherwise it is brought up to date. */
  readonly isOfCommit: boolean;
};

type PlanningRun = Pick<Run, 'signal'> & {
  readonly origin: Pick<Run['origin'], 'repository'>;
  readonly deps: Pick<RunDeps, 'layers' | 'git'> & {
    readonly settings: Pick<RunSettings, 'storage' | 'image' | 'limits'>;
  };
};

/** Lockfiles of large repositories are long. */
const maxInputBytes = 16 * 1024 * 1024;

/** `null`: each box with this commit is prepared from nothing. */
export async function planLayer(
  { deps, origin, signal }: PlanningRun,
  { mirror, sha }: Pick<WorkspaceRequest, 'mirror' | 'sha'>,
  plan: BoxPlan,
): Promise<PlannedLayer | null> {
  const { layers, git, settings } = deps;
  if (layers === null || settings.storage !== 'disk') return null;
  const files = await listFiles(git, mirror, sha, signal);
  const regular = new Map(files.filter(({ isRegular }) => isRegular).map((file) => [file.path, file]));
  const checkout = checkoutOf(
    files.map(({ path }) => path),
    async (path) => (regular.has(path) ? readFile(git, { mirror, sha, path }, maxInputBytes, signal) : null),
  );
  const inputs = await installInputs(checkout, plan);
  if (inputs.kind === 'unknown') return null;
  const read = filesOf(inputs, regular);
  const key = layerKey({
    repository: origin.repository,
    commit: read === null ? sha : null,
    files: read ?? [],
    imageId: await layers.imageId(settings.image),
    setupCommands: [plan.ladder, ...plan.companions].flatMap(([first]) => (first === undefined ? [] : [first.command])),
    limits: settings.limits,
  });
  return { layers, key, isOfCommit: read === null };
}

/** `null`: all of the commit counts, also where one of its files is a link, whose content is somewhere else. */
function filesOf(inputs: InstallInputs, regular: ReadonlyMap<string, CommitFile>): readonly CommitFile[] | null {
  if (inputs.kind !== 'files') return null;
  const files = inputs.paths.flatMap((path) => regular.get(path) ?? []);
  return files.length === inputs.paths.length ? files : null;
}
