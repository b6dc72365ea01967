import { cleanText } from './clean-text.ts';
import { redactor } from './redact.ts';

/**
 * The same plain data with every string cleaned and then redacted. To be done before rendering: cleaned first, because a
 * terminal sequence can hide a secret, and rendered last, because escaping can too.
 */
export function makePublishable<T>(facts: T, secrets: readonly string[]): T {
  // Only strings change, and each stays a string, so the shape is the one that came in.
  return publishable(facts, redactor(secrets)) as T;
}

function publishable(value: unknown, redact: (text: string) => string): unknown {
  if (typeof value === 'string') return redact(cleanText(value));
  if (Array.isArray(value)) return value.map((item) => publishable(item, redact));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, publishable(item, redact)]));
}
