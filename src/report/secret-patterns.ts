/** No pattern can fail after a long match at more than one place, so none is slower than linear. */
export const patterns: readonly RegExp[] = [
  /gh[opsur]_[\w.-]{20,}/g,
  /github_pat_\w{20,}/g,
  /glpat-[\w-]{20,}/g,
  /npm_[A-Za-z0-9]{36,}/g,
  /pypi-[\w-]{40,}/g,
  /hf_[A-Za-z0-9]{30,}/g,
  /[rs]k_live_[A-Za-z0-9]{20,}/g,
  /SG\.[\w-]{16,}\.[\w-]{16,}/g,
  /(?<![A-Za-z0-9])sk-[\w-]{20,}/g,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  /xox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /xapp-[A-Za-z0-9-]{10,}/g,
  /AIza[\w-]{35}/g,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
];

/** What is a secret by the words before it, which stay. They are matched rather than looked back at: that is slow. */
export const afterWords: readonly RegExp[] = [
  /(_(?:authToken|auth|password)\s{0,3}=\s{0,3}"?)[^\s"[]{8,}/g,
  /(\bbearer[ \t]{1,3})[A-Za-z0-9._~+/=-]{20,}/gi,
  /(\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|token)[ \t]{1,3})[A-Za-z0-9._~+/=-]{8,}/gi,
  /([a-z]:\/\/[^\s:@/]{0,64}:)[^\s:@/]{3,256}(?=@)/gi,
];
