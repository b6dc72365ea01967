import { foldPath } from './judge-path.ts';

/** Finds the first of the patterns (as in `protectedPaths`) that a path falls under, however it is spelt. */
export function matchPath(patterns: readonly string[]): (path: string) => string | undefined {
  const compiled = patterns.map((pattern) => ({ pattern, expression: toExpression(foldPath(pattern)) }));
  return (path) => {
    const folded = foldPath(path);
    return compiled.find(({ expression }) => expression.test(folded))?.pattern;
  };
}

function toExpression(pattern: string): RegExp {
  const [, anywhere, name, inside] = /^(\*\*\/)?(.*?)(\/\*\*)?$/s.exec(pattern) ?? [];
  const escaped = (name ?? '').replace(/[.+?^${}()|[\]\\]/g, '\\$&').replace(/\*+/g, '[^/]*');
  return new RegExp(`^${anywhere ? '(?:.*/)?' : ''}${escaped}${inside ? '(?:/.*)?' : ''}$`, 's');
}
