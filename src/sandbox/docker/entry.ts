import type Dockerode from 'dockerode';
import type { Box } from '../box/open-box.ts';
import type { Egress } from '../egress/open-egress.ts';
import type { NetworkPolicy } from '../sandbox.ts';
import type { CommandRecord, SandboxRecord } from '../state/sandbox-record.ts';
import type { CgroupFreezer } from './cgroup-freezer.ts';
import { type InTurn, inTurn } from './in-turn.ts';

/** A container that runs, and the link to the agent in it. */
export type LiveBox = {
  readonly box: Box;
  readonly container: Dockerode.Container;
  readonly egress: Egress;
};

/** What this process knows of one sandbox. Its record changes only through `keepRecord`. */
export type Entry = {
  readonly id: string;
  record: SandboxRecord;
  /** `null`: the box does not run, or the link to it is still to be taken up. */
  live: LiveBox | null;
  /** Goes with the sandbox from box to box. `null`: an earlier process had it. */
  egress: Egress | null;
  network: NetworkPolicy;
  /** Whatever changes its state waits for its turn. */
  readonly turn: InTurn;
  /** Uses under way: while there are any, it is not idle. */
  uses: number;
  /** By the clock that never jumps. */
  lastUse: number;
  lastUsedAt: number;
  /** Processes that were spawned and have not ended. */
  readonly commands: Map<string, CommandRecord>;
  readonly endpoints: Map<number, Promise<AsyncDisposable & { readonly host: string; readonly port: number }>>;
  /** `undefined`: not looked for yet; `null`: this process cannot reach it. */
  freezer: CgroupFreezer | null | undefined;
  /** Its container was started by an earlier process, so that it may stand still without this one knowing. */
  isForeign: boolean;
  destruction: Promise<void> | null;
};

export type NewEntry = Pick<Entry, 'record' | 'live' | 'egress' | 'network'> & {
  readonly lastUse: number;
};

export function newEntry({ record, lastUse, ...parts }: NewEntry): Entry {
  return {
    ...parts,
    id: record.id,
    record,
    turn: inTurn(),
    uses: 0,
    lastUse,
    lastUsedAt: record.lastUsedAt,
    commands: new Map(),
    endpoints: new Map(),
    freezer: undefined,
    isForeign: parts.live === null,
    destruction: null,
  };
}
