import type { ChainHead } from '../../store/record-event.ts';
import type { KnownEvent, KnownOf } from '../recording/recorded-event.ts';

/** An in-toto Statement, version 1, about the commit that came out of a run. */
export type RunStatement = {
  readonly _type: 'https://in-toto.io/Statement/v1';
  readonly subject: readonly Subject[];
  readonly predicateType: typeof predicateType;
  readonly predicate: RunPredicate;
};

/** The part of in-toto's ResourceDescriptor that is used here. */
export type ResourceDescriptor = {
  readonly name: string;
  readonly digest: { readonly [algorithm: string]: string };
};

type StatedBox = Pick<KnownOf<'box'>, 'purpose' | 'runtime' | 'isolation'> & { readonly image: string };

export type Subject = { readonly name: string; readonly digest: { readonly [algorithm: string]: string } };

export type RunPredicate = {
  readonly run: {
    readonly id: string;
    readonly repository: string;
    readonly startedAt: string;
    readonly endedAt: string;
    readonly sandpiper: string;
  };
  readonly base: { readonly digest: { readonly gitCommit: string } };
  /** As the engine was told it. The tags of Sandpiper's own images name the content they were built from. */
  readonly image: string | null;
  /** What the run was made of: the base, and the images of its boxes by the ids that the engine had for them. */
  readonly resolvedDependencies: readonly ResourceDescriptor[];
  /** In the order in which they were made. `image` is the digest of one of the above. */
  readonly boxes: readonly StatedBox[];
  readonly solver: string;
  readonly model: string;
  /** What the host ran in the sandboxes of the proof, in the order it came to its end. */
  readonly commands: readonly StatedCommand[];
  readonly egress: { readonly allowed: number; readonly denied: number };
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number; readonly costUsd: number | null };
  /** `verdict` is `null` where nothing was published. */
  readonly outcome: { readonly kind: string; readonly verdict: string | null };
  /** Where the whole record ends. */
  readonly record: { readonly events: number; readonly head: string };
};

type StatedCommand = Pick<KnownOf<'command'>, 'purpose' | 'command' | 'exit'> & { readonly durationMs: number | null };

export const statementFile = 'statement.json';

/** A name and no address. What a predicate of it holds does not change; what holds something else has another name. */
const predicateType = 'tag:sandpiper,2026:run/v2';

/**
 * What a record that has ended states about the run's commit; `null` when the run made none. It is made of the chain and names
 * its end, so it stands beside the chain: whoever has the record can make it again, and whoever keeps it alone has the anchor
 * of all of the record.
 */
export function stateRun(events: readonly KnownEvent[], head: ChainHead): RunStatement | null {
  const started = ofType(events, 'run.started')[0];
  const commit = ofType(events, 'commit').at(-1);
  const ended = ofType(events, 'run.ended')[0];
  if (started === undefined || commit === undefined || ended === undefined) return null;
  const { settings, versions, repository } = started;
  const boxes = ofType(events, 'box');
  const { kind, verdict = null } = ended.outcome;
  return {
    _type: 'https://in-toto.io/Statement/v1',
    subject: subjectsOf(commit, ended),
    predicateType,
    predicate: {
      run: {
        id: commit.runId,
        repository,
        startedAt: started.at,
        endedAt: ended.at,
        sandpiper: versions.sandpiper,
      },
      base: { digest: { gitCommit: commit.base } },
      image: ofType(events, 'run.base').at(-1)?.image ?? null,
      resolvedDependencies: [{ name: 'base', digest: { gitCommit: commit.base } }, ...imagesOf(boxes)],
      boxes: boxes.map(({ purpose, runtime, isolation, imageId }) => ({
        purpose,
        runtime,
        isolation,
        image: hexOf(imageId),
      })),
      solver: settings.solver,
      model: settings.model.name,
      commands: ofType(events, 'command').filter(isOfProof).map(toStated),
      egress: countEgress(ofType(events, 'egress')),
      usage: sumUsage(events),
      outcome: { kind, verdict },
      record: { events: head.seq, head: head.hash },
    },
  };
}

export function printStatement(statement: RunStatement): string {
  return `${JSON.stringify(statement, null, 2)}\n`;
}

function subjectsOf({ sha, tree }: KnownOf<'commit'>, { outcome }: KnownOf<'run.ended'>): readonly Subject[] {
  const published = outcome.publication?.sha ?? sha;
  return [
    { name: 'head', digest: { gitCommit: sha } },
    { name: 'tree', digest: { gitTree: tree } },
    ...(published === sha ? [] : [{ name: 'published', digest: { gitCommit: published } }]),
  ];
}

/** Each once, by the name that the first box asked for it by. */
function imagesOf(boxes: readonly KnownOf<'box'>[]): readonly ResourceDescriptor[] {
  const names = new Map(boxes.toReversed().map(({ image, imageId }) => [hexOf(imageId), image]));
  return [...new Set(boxes.map(({ imageId }) => hexOf(imageId)))].map((sha256) => ({
    name: names.get(sha256) ?? 'sandbox image',
    digest: { sha256 },
  }));
}

/** In-toto names the algorithm beside a digest rather than in it. */
function hexOf(imageId: string): string {
  return imageId.replace(/^sha256:/, '');
}

/** How a box got its checkout is no command of the repository's; nobody keeps what that printed. */
function isOfProof({ purpose, stdout }: KnownOf<'command'>): boolean {
  return purpose !== 'agent' && purpose !== 'agent-tools' && stdout !== null;
}

function toStated({ purpose, command, exit, durationMs }: KnownOf<'command'>): StatedCommand {
  return { purpose, command, exit, durationMs: durationMs ?? null };
}

function countEgress(attempts: readonly KnownOf<'egress'>[]): RunPredicate['egress'] {
  const allowed = attempts.filter(({ decision }) => decision === 'allowed').length;
  return { allowed, denied: attempts.length - allowed };
}

type Billed = KnownOf<'agent.answer'>['usage'];

/** With one unknown price there is no cost: a sum that leaves something out would look like the whole. */
function sumUsage(events: readonly KnownEvent[]): RunPredicate['usage'] {
  const parts = events.flatMap(billed);
  const sum = (pick: (usage: Billed) => number) => parts.reduce((so, part) => so + pick(part), 0);
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    costUsd: parts.some(({ costUsd }) => costUsd === null) ? null : sum(({ costUsd }) => costUsd ?? 0),
  };
}

function billed(event: KnownEvent): readonly Billed[] {
  if (event.type !== 'agent.answer' && event.type !== 'agent.shrunk') return [];
  return event.usage === undefined ? [] : [event.usage];
}

function ofType<Type extends KnownEvent['type']>(events: readonly KnownEvent[], type: Type): readonly KnownOf<Type>[] {
  return events.filter((event): event is KnownOf<Type> => event.type === type);
}
