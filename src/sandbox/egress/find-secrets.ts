import type { EgressRule } from '../sandbox.ts';
import { requestHeaders } from './request-headers.ts';

/** Shorter than this it would be found everywhere, and guessed by anyone. */
const minLength = 8;

/**
 * What must never come back to the box: each value that is injected, what stands in it after a word such as `Bearer`, and
 * what is in a `Basic` one. A header that the box may send itself holds no secret.
 */
export function findSecrets({ inject = {} }: EgressRule): readonly string[] {
  const found = Object.entries(inject)
    .filter(([name]) => !requestHeaders.some((harmless) => harmless === name.toLowerCase()))
    .flatMap(([, value]) => [value, ...inside(value)]);
  return [...new Set(found)].filter((secret) => secret.length >= minLength);
}

function inside(value: string): readonly string[] {
  const [, scheme = '', credentials = ''] = /^(\S+)\s+(.+)$/.exec(value) ?? [];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  const userAndPassword = Buffer.from(credentials, 'base64').toString('latin1');
  return [credentials, userAndPassword, userAndPassword.slice(userAndPassword.indexOf(':') + 1)];
}
