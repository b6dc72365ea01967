/** What the model's indentation becomes in the file; `null` for one about which nothing is proven. */
export type IndentRule = (indent: string) => string | null;

export type IndentEvidence = {
  /** One for each line of `old` that is not blank. */
  readonly pairs: readonly Pair[];
  /** The indentations in `old` that stand for a depth, which those of a comment's `*` do not. */
  readonly depths: ReadonlySet<string>;
  /** By how many spaces the file indents a level, as far as it shows that. */
  readonly fileUnit: number | null;
};

type Pair = readonly [model: string, file: string];

/**
 * The one rule that turns every indentation the model wrote into the file's: something put before it, something taken from
 * before it, or tabs for spaces and back. `null` when no single rule explains all pairs, and when `wanted` has a depth of
 * which they give too little evidence.
 */
export function proveIndentRule(evidence: IndentEvidence, wanted: readonly string[]): IndentRule | null {
  const { pairs, depths } = evidence;
  const unseen = wanted.filter((indent) => !depths.has(indent));
  for (const candidate of [addPrefix, removePrefix, spacesToTabs, tabsToSpaces]) {
    const found = candidate(pairs);
    if (found === null || !pairs.every(([model, file]) => found.rule(model) === file)) continue;
    return reachesTo(unseen, evidence, found.width) ? found.rule : null;
  }
  return null;
}

/** Splits a line into its indentation and the rest. */
export function splitIndent(line: string): readonly [indent: string, rest: string] {
  const rest = line.trimStart();
  return [line.slice(0, line.length - rest.length), rest];
}

/**
 * Whether what `old` shows holds for other depths, too. They have to be whole levels away. And from one depth alone nobody can
 * tell a block that was moved from one whose levels are wider: it was moved when the model's next level is as wide as the file's.
 */
function reachesTo(
  unseen: readonly string[],
  { pairs, depths, fileUnit }: IndentEvidence,
  width: number | null,
): boolean {
  const [model] = pairs[0] ?? [''];
  if (unseen.length === 0) return true;
  if (width === null && [model, ...unseen].every((indent) => /^\t*$/.test(indent))) return true;
  const step = unseen.map((indent) => Math.abs(indent.length - model.length)).reduce(greatestCommonDivisor, 0);
  if (depths.size > 1) return width !== null || step % (fileUnit ?? 1) === 0;
  if (unseen.some((indent) => indent.length < model.length)) return false;
  if (width === null) return step === fileUnit;
  return model.startsWith('\t') ? width === fileUnit : step === width && width <= 4;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

type Candidate = {
  readonly rule: IndentRule;
  /** Spaces for one tab, where the rule trades them. */
  readonly width: number | null;
};

/** A result that mixes tabs and spaces is not what anybody meant, unless the model's own text was shown to stand for it. */
function addPrefix(pairs: readonly Pair[]): Candidate | null {
  const [first] = pairs;
  if (first === undefined || !first[1].endsWith(first[0])) return null;
  const prefix = first[1].slice(0, first[1].length - first[0].length);
  const shown = new Set(pairs.map(([model]) => model));
  const rule = (indent: string) => (shown.has(indent) || isUniform(prefix + indent) ? prefix + indent : null);
  return { rule, width: null };
}

function removePrefix(pairs: readonly Pair[]): Candidate | null {
  const [first] = pairs;
  if (first === undefined || !first[0].endsWith(first[1])) return null;
  const prefix = first[0].slice(0, first[0].length - first[1].length);
  return { rule: (indent) => (indent.startsWith(prefix) ? indent.slice(prefix.length) : null), width: null };
}

function spacesToTabs(pairs: readonly Pair[]): Candidate | null {
  const width = tabWidth(pairs.map(([model, file]) => [file, model]));
  if (width === null) return null;
  const rule = (indent: string) =>
    /^ *$/.test(indent) && indent.length % width === 0 ? '\t'.repeat(indent.length / width) : null;
  return { rule, width };
}

function tabsToSpaces(pairs: readonly Pair[]): Candidate | null {
  const width = tabWidth(pairs);
  if (width === null) return null;
  return { rule: (indent) => (/^\t*$/.test(indent) ? ' '.repeat(indent.length * width) : null), width };
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
