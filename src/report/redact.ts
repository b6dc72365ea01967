import { disguises } from './disguises.ts';
import { replaceExact } from './replace-exact.ts';
import { afterWords, patterns } from './secret-patterns.ts';

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
  const hideKnown = replaceExact(needles(secrets), mark);
  return (text) => {
    const plain = patterns.reduce((rest, pattern) => rest.replaceAll(pattern, mark), hideKnown(text));
    return afterWords.reduce((rest, pattern) => rest.replaceAll(pattern, `$1${mark}`), plain);
  };
}

/** Whether a text holds one of the given values, in whatever encoding `redact` knows. */
export function knownValueFinder(secrets: readonly string[]): (text: string) => boolean {
  const hideKnown = replaceExact(needles(secrets), '');
  return (text) => hideKnown(text).length < text.length;
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
