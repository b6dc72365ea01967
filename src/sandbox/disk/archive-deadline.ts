/** Enough for the largest workspace on a slow disk. */
export function archiveDeadline(): AbortSignal {
  return AbortSignal.timeout(60 * 60_000);
}
