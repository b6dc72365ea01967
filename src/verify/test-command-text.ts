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
    return typeof scripts === 'object' && scripts !== null ? withoutPlaceholder(onlyStrings(scripts)) : null;
  } catch {
    // Not JSON, so npm would execute nothing.
    return null;
  }
}

/** What `npm init` writes where there are no tests. */
function withoutPlaceholder(scripts: Readonly<Record<string, string>>): string | null {
  return /^echo .{0,40}no test specified.{0,9}&& exit 1$/.test(scripts['test'] ?? '')
    ? null
    : npmRunText(scripts, 'test');
}

function onlyStrings(scripts: object): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(scripts).filter(([, script]) => typeof script === 'string'));
}
