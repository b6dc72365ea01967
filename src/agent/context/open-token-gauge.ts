/** Bytes into tokens: an estimate at first, then by what the provider counted. */
export interface TokenGauge {
  tokensIn(bytes: number): number;
  bytesIn(tokens: number): number;
  /** The provider counted `tokens` for a request of `bytes`. */
  note(bytes: number, tokens: number): void;
}

const BYTES_PER_TOKEN = 4;
/** What any text in any tokenizer comes to; a count beyond it is of something else. */
const SOONEST = 1.5;
const LATEST = 6;
const REMEMBERED = 5;

/** Goes by the median of the last counts: an answer that took several tries is billed, and counted, as often. */
export function openTokenGauge(): TokenGauge {
  const counts: number[] = [];
  let bytesPerToken = BYTES_PER_TOKEN;
  return {
    tokensIn: (bytes) => Math.ceil(bytes / bytesPerToken),
    bytesIn: (tokens) => Math.floor(tokens * bytesPerToken),
    note(bytes, tokens) {
      if (tokens <= 0 || bytes <= 0) return;
      counts.push(Math.min(LATEST, Math.max(SOONEST, bytes / tokens)));
      if (counts.length > REMEMBERED) counts.shift();
      bytesPerToken =
        counts.toSorted((one, other) => one - other)[Math.floor((counts.length - 1) / 2)] ?? BYTES_PER_TOKEN;
    },
  };
}
