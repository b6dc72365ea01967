import { makeTargetText } from '../environment/detect/make-target-text.ts';
import { npmRunText } from '../environment/detect/npm-run-text.ts';

/** What a `package.json` or `Makefile` executes as its test command; `null` for any other file or when it has none. */
export function testCommandText(path: string, text: string): string | null {
  const name = path.split('/').at(-1);
  if (name === 'package.json') return npmTestText(text);
  if (name === 'Makefile') return makeTargetText(text, 'test');
  return null;
}

function npmTestText(text: string): string | null {
  try {
    const scripts: unknown = JSON.parse(text)?.scripts;
    return typeof scripts === 'object' && scripts !== null ? npmRunText(onlyStrings(scripts), 'test') : null;
  } catch {
    // Not JSON, so npm would execute nothing.
    return null;
  }
}

function onlyStrings(scripts: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(scripts).filter(([, script]) => typeof script === 'string'));
}
