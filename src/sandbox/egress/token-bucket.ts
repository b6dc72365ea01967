export type TokenBucket = {
  /** Whether there was one to take. */
  readonly take: () => boolean;
};

/** Full at first; holds `burst` and gains `perSecond`. `now` is in milliseconds and never goes back. */
export function tokenBucket(now: () => number, { burst, perSecond }: TokenRate): TokenBucket {
  let tokens = burst;
  let filledAt = now();

  return {
    take() {
      const at = now();
      tokens = Math.min(burst, tokens + ((at - filledAt) / 1000) * perSecond);
      filledAt = at;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}

export type TokenRate = { readonly burst: number; readonly perSecond: number };
