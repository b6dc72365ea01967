import { createHash } from 'node:crypto';
import { z } from 'zod';
import { parseJson } from '../parse-json.ts';
import type { Base } from '../preparation/test-base.ts';
import type { Run } from '../run.ts';
import type { RunDeps, RunLayers, RunSettings } from '../run-deps.ts';

/** A run as far as the keeping of workspaces goes. */
export type KeepingRun = Pick<Run, 'task' | 'signal'> & {
  readonly deps: Pick<RunDeps, 'layers' | 'log'> & {
    readonly settings: Pick<RunSettings, 'dataDirectory' | 'storage' | 'image' | 'limits'>;
  };
  readonly origin: Pick<Run['origin'], 'repository' | 'issue'>;
  readonly record: Pick<Run['record'], 'id' | 'save'>;
  readonly progress: Pick<Run['progress'], 'addNotes' | 'stage'> & {
    readonly canary: Pick<Run['progress']['canary'], 'signal'>;
  };
};

/** What a workspace is made for. */
export type MadeFor = Pick<Base, 'sha' | 'plan'>;

/** What the workspace of an agent was made of. One that is to be gone on with has to be made of the same. */
export type Making = {
  /** The base commit. */
  readonly base: string;
  /** Names the image, the plan and the limits together. */
  readonly with: string;
};

const kept = z.strictObject({
  kept: z.literal(1),
  runId: z.string(),
  issue: z.int().nullable(),
  making: z.strictObject({ base: z.string(), with: z.string() }),
  /** See `rememberPreparation`; `null`: it has to be prepared as an empty one has. */
  prepared: z.string().nullable(),
});

/** What is said of a kept workspace, as `Layer.about`: by the host alone, before and after whatever ran in the box. */
export type KeptAbout = Readonly<z.infer<typeof kept>>;

/** `null`: nobody who keeps workspaces has written this. */
export function parseKept(about: string): KeptAbout | null {
  return kept.safeParse(parseJson(about)).data ?? null;
}

/** Where a run keeps workspaces; `null`: nowhere, as where they are in memory and cannot be kept without it. */
export function keepingLayers({ deps, task }: KeepingRun): RunLayers | null {
  return task.kind === 'solve' && deps.settings.storage === 'disk' ? deps.layers : null;
}

export async function makingOf({ deps }: KeepingRun, layers: RunLayers, { sha, plan }: MadeFor): Promise<Making> {
  const { image, limits } = deps.settings;
  const { workspaceMiB, workspaceInodes } = limits;
  const all = [await layers.imageId(image), plan, workspaceMiB, workspaceInodes];
  return { base: sha, with: createHash('sha256').update(JSON.stringify(all)).digest('hex') };
}
