/**
 * No pattern can fail after a long match at more than one place, so none is slower than linear. None is longer than any credential:
 * the engine gives up on what it may have to take back tens of millions of characters of.
 */
export const patterns: readonly RegExp[] = [
  /gh[opsur]_[\w.-]{20,8000}/g,
  /github_pat_\w{20,8000}/g,
  /glpat-[\w-]{20,8000}/g,
  /npm_[A-Za-z0-9]{36,8000}/g,
  /pypi-[\w-]{40,8000}/g,
  /hf_[A-Za-z0-9]{30,8000}/g,
  /[rs]k_live_[A-Za-z0-9]{20,8000}/g,
  /SG\.[\w-]{16,8000}\.[\w-]{16,8000}/g,
  /(?<![A-Za-z0-9])sk-[\w-]{20,8000}/g,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  /xox[abeoprs]-[A-Za-z0-9-]{10,8000}/g,
  /xapp-[A-Za-z0-9-]{10,8000}/g,
  /AIza[\w-]{35}/g,
  /(?<![\w-])eyJ[\w-]{8,8000}\.eyJ[\w-]{8,8000}\.[\w-]{8,8000}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]{0,32000}(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
];

/** What is a secret by the words before it, which stay. They are matched rather than looked back at: that is slow. */
export const afterWords: readonly RegExp[] = [
  /(_(?:authToken|auth|password)\s{0,3}=\s{0,3}"?)[^\s"[]{8,8000}/g,
  /(\bbearer[ \t]{1,3})[A-Za-z0-9._~+/=-]{20,8000}/gi,
  /(\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|token)[ \t]{1,3})[A-Za-z0-9._~+/=-]{8,8000}/gi,
  // What was taken is not given back one by one: none of it is an @.
  /(:\/\/[^\s:@/]{0,64}:)(?=([^\s:@/]{3,256}))\2(?=@)/g,
];
