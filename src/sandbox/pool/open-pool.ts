import type { Pool, PoolDeps, PoolSettings } from './pool.ts';

/** Opens an empty pool: it fills by demand, or by `prepare`. */
export function openPool<Box>(_deps: PoolDeps<Box>, _settings: PoolSettings): Pool<Box> {
  throw new Error('not written yet');
}
