import { type Document, isAlias, isNode, LineCounter, parseDocument, visit } from 'yaml';
import type { z } from 'zod';
import type { RepositorySettings } from '../repository-settings.ts';
import { joinSettings } from './join-settings.ts';
import { nearestWord } from './nearest-word.ts';
import { knownKeys, settingsSchema, toSettings, type WrittenSettings } from './settings-schema.ts';

/** Where maintainers say how Sandpiper works in their repository. Read at the base commit, from git, by the host. */
export const settingsPath = '.github/sandpiper.yml';

export const MAX_SETTINGS_BYTES = 64 * 1024;

export type SettingsReading =
  | { readonly ok: true; readonly settings: RepositorySettings }
  | { readonly ok: false; readonly problems: readonly SettingsProblem[]; readonly settings: RepositorySettings };

export type SettingsProblem = {
  /** The repository's own file, or that of its organisation. */
  readonly file: SettingsFile;
  /** Counted from 1. */
  readonly line: number;
  /** Such as `services[0].ready`; empty for the file as a whole. */
  readonly key: string;
  readonly problem: string;
  readonly fix: string;
};

export type SettingsFile = 'own' | 'organisation';

const MAX_DEPTH = 10;
const MAX_PROBLEMS = 20;

/**
 * Parses the repository's file and that of its organisation, which says what holds where the repository says nothing; `null`:
 * there is none. A file with a mistake in it sets nothing at all: half of what maintainers meant is not what they meant.
 */
export function readRepositorySettings(text: string | null, organisation: string | null = null): SettingsReading {
  const [own, defaults] = [readFile(text, 'own'), readFile(organisation, 'organisation')];
  const settings = toSettings(joinSettings(defaults.written, own.written));
  const problems = [...own.problems, ...defaults.problems].slice(0, MAX_PROBLEMS);
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems, settings };
}

type Read = { readonly written: WrittenSettings; readonly problems: readonly SettingsProblem[] };

function readFile(text: string | null, file: SettingsFile): Read {
  const { written, problems } = parseFile(text);
  return { written, problems: problems.map((problem) => ({ file, ...problem })) };
}

type Problem = Omit<SettingsProblem, 'file'>;
type Parsed = { readonly written: WrittenSettings; readonly problems: readonly Problem[] };

function parseFile(text: string | null): Parsed {
  if (text === null || text.trim() === '') return { written: {}, problems: [] };
  const refused = refuse(text);
  if (refused !== null) return wrong([refused]);
  const lines = new LineCounter();
  const parsed = parse(text, lines);
  if (!('document' in parsed)) return wrong([parsed]);
  const { document } = parsed;
  const mistakes = document.errors.map((error) =>
    inFile(lines.linePos(error.pos[0]).line, firstLine(error.message), 'Correct the YAML.'),
  );
  if (mistakes.length > 0) return wrong(mistakes);
  const alias = findAlias(document);
  if (alias !== null)
    return wrong([inFile(lines.linePos(alias).line, 'An anchor or alias is used.', 'Write the value out.')]);
  const result = settingsSchema.safeParse(document.toJS({ maxAliasCount: 0 }) ?? {});
  if (result.success) return { written: result.data, problems: [] };
  return wrong(result.error.issues.flatMap((issue) => explain(issue, (path) => lineOf(document, lines, path))));
}

function wrong(problems: readonly Problem[]): Parsed {
  return { written: {}, problems };
}

/** Before anything is parsed: the parser goes as deep as the text does. */
function refuse(text: string): Problem | null {
  if (Buffer.byteLength(text) > MAX_SETTINGS_BYTES)
    return inFile(1, `The file is no text, or has more than ${MAX_SETTINGS_BYTES / 1024} KiB.`, 'Make it shorter.');
  const line = text.split('\n').findIndex((one) => openings(one) > MAX_DEPTH);
  return line === -1
    ? null
    : inFile(line + 1, 'Lists or mappings are nested too deeply.', 'Write each on a line of its own.');
}

/** How deep a line alone can go: brackets, and the dashes and question marks that begin block collections. */
function openings(line: string): number {
  return line.match(/[[{]|(?:^|\s)[-?](?=\s)/g)?.length ?? 0;
}

function parse(text: string, lineCounter: LineCounter): { readonly document: Document } | Problem {
  try {
    return { document: parseDocument(text, { lineCounter, uniqueKeys: true, merge: false, schema: 'core' }) };
  } catch (error) {
    // The parser recurses: what is nested over thousands of lines ends its stack.
    if (!(error instanceof RangeError)) throw error;
    return inFile(1, 'The file is nested too deeply.', 'Keep to the keys that are described in the README.');
  }
}

function findAlias(document: Document): number | null {
  let found: number | null = null;
  visit(document, (_, node) => {
    if (!isNode(node) || !(isAlias(node) || node.anchor !== undefined)) return undefined;
    found = node.range?.[0] ?? 0;
    return visit.BREAK;
  });
  return found;
}

function explain(issue: z.core.$ZodIssue, lineAt: (path: readonly PropertyKey[]) => number): readonly Problem[] {
  if (issue.code === 'unrecognized_keys')
    return issue.keys.map((key) => ({
      line: lineAt([...issue.path, key]),
      key: keyText([...issue.path, key]),
      problem: 'This key is not known.',
      fix: suggest(key, knownKeys(issue.path)),
    }));
  const key = keyText(issue.path);
  const problem = key === '' ? `The file ${issue.message}.` : `${key} ${issue.message}.`;
  return [{ line: lineAt(issue.path), key, problem, fix: 'Correct the value, or take the key out.' }];
}

function suggest(key: string, known: readonly string[]): string {
  const nearest = nearestWord(key, known);
  return nearest === null ? `Take it out. Known here: ${known.join(', ')}.` : `Did you mean \`${nearest}\`?`;
}

function keyText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part).slice(0, 60)}`))
    .join('')
    .replace(/^\./, '');
}

/** The line of the value at a path, or of the nearest thing around it. */
function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length >= 0; length -= 1) {
    const node: unknown = length === 0 ? document.contents : document.getIn(path.slice(0, length), true);
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line;
  }
  return 1;
}

function inFile(line: number, problem: string, fix: string): Problem {
  return { line, key: '', problem, fix };
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 200);
}
