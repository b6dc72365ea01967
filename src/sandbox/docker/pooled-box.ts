import type { Entry, LiveBox } from './entry.ts';

/** A box that waits to become somebody's sandbox: its id is that sandbox's already. */
export type PooledBox = Pick<Entry, 'id' | 'freezer' | 'isForeign'> & {
  readonly live: LiveBox;
  readonly storage: 'memory' | 'disk';
  isOpen: boolean;
};
