const mark = '[redacted]';

/**
 * Takes out the given values in every encoding they are likely to wear, then whatever looks like a credential.
 * Values of fewer than eight characters are let be: they would take half the text with them. Time is linear in the text.
 */
export function redact(text: string, secrets: readonly string[]): string {
  return redactor(secrets)(text);
}

/** `redact` for many texts and the same secrets. */
export function redactor(secrets: readonly string[]): (text: string) => string {
  const known = needles(secrets).map((needle) => needle.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  const exact = known.length === 0 ? [] : [new RegExp(known.join('|'), 'g')];
  return (text) => {
    const plain = [...exact, ...patterns].reduce((rest, pattern) => rest.replaceAll(pattern, mark), text);
    return afterWords.reduce(
      (rest, [word, pattern]) => (word.test(rest) ? rest.replaceAll(pattern, mark) : rest),
      plain,
    );
  };
}

/** Longest first, so that no needle is broken by another inside it. */
function needles(secrets: readonly string[]): readonly string[] {
  const values = secrets.flatMap((secret) => [secret, ...linesOf(secret)]).filter((value) => value.length >= 8);
  return [...new Set(values.flatMap(disguises))].sort((one, other) => other.length - one.length);
}

/** The lines of a key file are secret one by one; its frame is not. */
function linesOf(secret: string): readonly string[] {
  return secret.split(/\r?\n/).filter((line) => line.length >= 16 && !line.startsWith('-----'));
}

function disguises(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const base64 = [0, 1, 2].map((offset) => base64At(bytes, offset));
  const hex = bytes.toString('hex');
  return [
    value,
    ...base64,
    ...base64.map((form) => form.replaceAll('+', '-').replaceAll('/', '_')),
    hex,
    hex.toUpperCase(),
    encodeURIComponent(value.toWellFormed()),
    JSON.stringify(value).slice(1, -1),
    [...value].reverse().join(''),
  ];
}

/** The characters that `bytes` decide alone when they begin `offset` bytes after a boundary of three. */
function base64At(bytes: Buffer, offset: number): string {
  const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
  return encoded.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6));
}

/** No pattern can fail after a long match at more than one place, so none is slower than linear. */
const patterns: readonly RegExp[] = [
  /gh[opsur]_[A-Za-z0-9._-]{20,}/g,
  /github_pat_[A-Za-z0-9_]{20,}/g,
  /glpat-[A-Za-z0-9_-]{20,}/g,
  /npm_[A-Za-z0-9]{36,}/g,
  /(?<![A-Za-z0-9])sk-[A-Za-z0-9_-]{20,}/g,
  /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  /xox[abeoprs]-[A-Za-z0-9-]{10,}/g,
  /xapp-[A-Za-z0-9-]{10,}/g,
  /AIza[A-Za-z0-9_-]{35}/g,
  /(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/g,
  /-----BEGIN [A-Z ]{0,40}PRIVATE KEY-----[A-Za-z0-9+/=\s\\]*(?:-----END [A-Z ]{0,40}PRIVATE KEY-----)?/g,
];

/** What is a secret by the word before it. Looking back is slow, so each is only tried where its word is. */
const afterWords: readonly (readonly [RegExp, RegExp])[] = [
  [/_(?:auth|password)/, /(?<=_(?:authToken|auth|password)\s{0,3}=\s{0,3}"?)[^\s"[]{8,}/g],
  [/bearer/i, /(?<=\bbearer[ \t]{1,3})[A-Za-z0-9._~+/=-]{20,}/gi],
  [
    /authorization/i,
    /(?<=\bauthorization["']?\s{0,3}[:=]\s{0,3}["']?(?:basic|token)[ \t]{1,3})[A-Za-z0-9._~+/=-]{8,}/gi,
  ],
  [/:\/\//, /(?<=[a-z]:\/\/[^\s:@/]{0,64}:)[^\s:@/]{3,256}(?=@)/gi],
];
