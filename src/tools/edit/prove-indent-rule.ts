/** What the model's indentation becomes in the file; `null` for one about which nothing is proven. */
export type IndentRule = (indent: string) => string | null;

type Pair = readonly [model: string, file: string];

/**
 * The one rule that turns every indentation the model wrote into the file's: something put before it, something taken from
 * before it, or tabs for spaces and back. `null` when no single rule explains all pairs.
 */
export function proveIndentRule(pairs: readonly Pair[]): IndentRule | null {
  const candidates = [addPrefix, removePrefix, spacesToTabs, tabsToSpaces];
  for (const candidate of candidates) {
    const rule = candidate(pairs);
    if (rule !== null && pairs.every(([model, file]) => rule(model) === file)) return rule;
  }
  return null;
}

/** Splits a line into its indentation and the rest. */
export function splitIndent(line: string): readonly [indent: string, rest: string] {
  const rest = line.trimStart();
  return [line.slice(0, line.length - rest.length), rest];
}

/** A result that mixes tabs and spaces is not what anybody meant, unless the model's own text was shown to stand for it. */
function addPrefix(pairs: readonly Pair[]): IndentRule | null {
  const [first] = pairs;
  if (first === undefined || !first[1].endsWith(first[0])) return null;
  const prefix = first[1].slice(0, first[1].length - first[0].length);
  const shown = new Set(pairs.map(([model]) => model));
  return (indent) => (shown.has(indent) || isUniform(prefix + indent) ? prefix + indent : null);
}

function removePrefix(pairs: readonly Pair[]): IndentRule | null {
  const [first] = pairs;
  if (first === undefined || !first[0].endsWith(first[1])) return null;
  const prefix = first[0].slice(0, first[0].length - first[1].length);
  return (indent) => (indent.startsWith(prefix) ? indent.slice(prefix.length) : null);
}

function spacesToTabs(pairs: readonly Pair[]): IndentRule | null {
  const width = tabWidth(pairs.map(([model, file]) => [file, model]));
  if (width === null) return null;
  return (indent) => (/^ *$/.test(indent) && indent.length % width === 0 ? '\t'.repeat(indent.length / width) : null);
}

function tabsToSpaces(pairs: readonly Pair[]): IndentRule | null {
  const width = tabWidth(pairs);
  if (width === null) return null;
  return (indent) => (/^\t*$/.test(indent) ? ' '.repeat(indent.length * width) : null);
}

/** How many spaces stand for one tab in the first pair that has any. */
function tabWidth(pairs: readonly (readonly [tabs: string, spaces: string])[]): number | null {
  const [tabs, spaces] = pairs.find(([one]) => one !== '') ?? ['', ''];
  const width = spaces.length / tabs.length;
  return /^\t+$/.test(tabs) && /^ +$/.test(spaces) && [2, 3, 4, 8].includes(width) ? width : null;
}

function isUniform(indent: string): boolean {
  return /^(?: *|\t*)$/.test(indent);
}
