/** What an event in a run's record tells of. Those of the agent are its trajectory. */
export type EventType =
  | 'run.started'
  | 'run.base'
  | 'run.budget'
  | 'run.work'
  | 'run.workspace'
  | 'run.candidates'
  | 'box'
  | 'commit'
  | 'run.ended'
  | 'stage'
  | 'command'
  | 'egress'
  | 'canary'
  | 'artefact'
  | 'agent.message'
  | 'agent.answer'
  | 'agent.observation'
  | 'agent.tree'
  | 'agent.waiting'
  | 'agent.plan'
  | 'agent.shrunk';

/** What an event says. The names the chain uses are its own; a `type` the data may have gives way to the event's. */
export type EventData = object & { readonly [name in Exclude<keyof Seal, 'type'>]?: never };

/** What every line of `events.jsonl` has: its place, its time (ISO 8601, UTC), and its link to the line before. */
export type Seal = {
  /** From 1, without gaps. */
  readonly seq: number;
  readonly at: string;
  readonly type: string;
  /** The `hash` of the line before; of the first line, `chainStart`. */
  readonly prev: string;
  /** SHA-256, as hex, of `prev` followed by the line without this last member, byte for byte. */
  readonly hash: string;
};

export type RecordedEvent = Seal & { readonly [name: string]: unknown };

/** Where a chain ends. Kept elsewhere, it shows whether the record was rewritten since. */
export type ChainHead = Pick<Seal, 'seq' | 'hash'>;

export const chainStart = '0'.repeat(64);

export const eventsFile = 'events.jsonl';

/** A file of the record and what was written to it. */
export type FileDigest = { readonly file: string; readonly sha256: string; readonly bytes: number };
