import { join } from 'node:path';

export type DiskPaths = ReturnType<typeof diskPaths>;

/** Where everything lies. What is below `pool` is in the pool file system, the rest in the host's own. */
export function diskPaths(directory: string) {
  const pool = join(directory, 'pool');
  return {
    directory,
    lock: join(directory, 'lock'),
    /** Held by each child that has a file system frozen. */
    freezeLock: join(directory, 'freeze.lock'),
    poolImage: join(directory, 'pool.img'),
    pool,
    images: join(pool, 'images'),
    snapshots: join(pool, 'snapshots'),
    templates: join(pool, 'templates'),
    /** Files are made here and renamed when they are whole: what a killed process left here is worth nothing. */
    poolPartials: join(pool, 'partial'),
    archives: join(directory, 'archives'),
    archivePartials: join(directory, 'archives', 'partial'),
    /** One mount point per workspace, named after its id. */
    mounts: join(directory, 'mounts'),
    templateMount: join(directory, 'template'),
  } as const;
}
