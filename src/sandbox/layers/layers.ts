import type { Sandbox, SnapshotInfo } from '../sandbox.ts';
import type { LayerKey } from './layer-key.ts';

/** A workspace that can be cloned, and what whoever kept it has said of it. */
export type Layer = { readonly snapshot: SnapshotInfo; readonly about: string };

/**
 * Prepared workspaces: a repository's checkout with its dependencies installed, kept as snapshots. A run gets a clone of one,
 * so nothing it does reaches the layer or another run. One process at a time works with a directory of records.
 */
export interface Layers {
  /** For the workspace of a new sandbox. `null` when there is none, or not any more. */
  find(key: LayerKey): Promise<Layer | null>;
  /**
   * Keeps the workspace as it is now, unless there is one with this key already. With a `layerKey`, only for a box in which nothing
   * has run but the preparation whose facts are in the key; one that a model has worked in has a `keptKey`. Throws `SandboxFault`
   * where there is no room for it.
   */
  keep(key: LayerKey, prepared: Pick<Sandbox, 'snapshot'>, about?: string): Promise<void>;
  /** Destroys a layer that turned out to be of no use. What is not there is forgotten already. */
  forget(key: LayerKey): Promise<void>;
  /** Destroys layers that are too old or too many, and what a crash left. `keep` does that, too. */
  evict(): Promise<void>;
}

export type LayersSettings = {
  /** Of all layers together, counted as `SnapshotInfo.bytes`. */
  readonly maxBytes: number;
  readonly maxUnusedMs: number;
};
