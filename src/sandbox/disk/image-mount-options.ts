/**
 * What a box deletes is given back to the pool. Inode tables are not zeroed in the background, which would take room for
 * nothing. `loop`: the device goes with the last mount, also when this process does not live to see it.
 */
export const imageMountOptions = 'loop,nosuid,nodev,noatime,discard,noinit_itable';
