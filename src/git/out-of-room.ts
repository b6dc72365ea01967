/** Git was stopped by the machine it runs on, which says nothing of the repository. */
export function isOutOfRoom(stderr: string): boolean {
  return /No space left on device|Disk quota exceeded|Read-only file system|Out of memory/i.test(stderr);
}

export const makeRoom = 'Ask the operator to make room on the disk that SANDPIPER_DATA_DIR is on, and in memory.';
