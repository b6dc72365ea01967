/** Calls `work` until it succeeds, at most `times` times, and fails with its last error. */
export async function retry(work, times) {
  let last;
  for (let attempt = 1; attempt <= times; attempt += 1) {
    try {
      return work(attempt);
    } catch (error) {
      last = error;
    }
  }
  throw last;
}
