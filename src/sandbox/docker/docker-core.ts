import type { SecureContext } from 'node:tls';
import type { Pool } from '../pool/pool.ts';
import type { Records } from '../state/open-records.ts';
import type { DockerSandboxesDeps } from './docker-deps.ts';
import type { EngineFacts } from './engine-facts.ts';
import type { Entry } from './entry.ts';
import type { PooledBox } from './pooled-box.ts';
import type { DiskHost } from './remembered-disk.ts';

/** What everything of one provider shares while it is open. */
export type DockerCore = {
  readonly deps: DockerSandboxesDeps;
  readonly records: Records;
  readonly engine: EngineFacts;
  readonly disk: () => Promise<DiskHost>;
  readonly diskWasUsed: () => Promise<boolean>;
  readonly pool: Pool<PooledBox>;
  /** What the upstream hosts of every egress proxy are checked against. */
  readonly trust: () => SecureContext;
  /** Sandboxes that exist. */
  readonly entries: Map<string, Entry>;
  /** Those whose end was asked for, and of which something is left. */
  readonly doomed: Map<string, Entry>;
  /** What is left of boxes that nobody was given, by the id: a further try to remove it. */
  readonly leavings: Map<string, () => Promise<void>>;
  /** Under way; the provider closes after them. */
  readonly making: Set<Promise<unknown>>;
  /** Aborted when the provider is disposed. */
  readonly closing: AbortSignal;
};
