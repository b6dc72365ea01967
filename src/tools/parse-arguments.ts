import { z } from 'zod';
import type { Tool } from './tool.ts';

export type ParsedArguments =
  | { readonly ok: true; readonly input: unknown }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };

const MAX_ARGUMENT_CHARACTERS = 1_000_000;

/**
 * Reads what the model wrote as arguments for `tool`. Slips that leave no doubt about what was meant are put right: names
 * from other harnesses, numbers and flags in quotes, JSON inside a string, one object where a list belongs, null for nothing.
 */
export function parseArguments(tool: Tool, text: string): ParsedArguments {
  if (text.length > MAX_ARGUMENT_CHARACTERS) {
    return { ok: false, problem: `The arguments for ${tool.name} are too long. Send at most a million characters.` };
  }
  const value = parseJson(text.trim() === '' ? '{}' : text);
  const fields = record.safeParse(typeof value === 'string' ? parseJson(value) : value);
  if (!fields.success) {
    return {
      ok: false,
      problem: `The arguments for ${tool.name} are not a JSON object. Send the call again, as valid JSON.`,
    };
  }
  return validate(tool, fields.data);
}

const record = z.record(z.string(), z.unknown());

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The caller finds that this is no object and says so.
    return undefined;
  }
}

function validate(tool: Tool, fields: Readonly<Record<string, unknown>>): ParsedArguments {
  const named = record.parse(renameKeys(fields));
  const repaired = tool.repair?.(named) ?? named;
  const first = tool.input.safeParse(repaired);
  if (first.success) return { ok: true, input: first.data };
  const second = tool.input.safeParse(first.error.issues.reduce<unknown>(coerceAt, repaired));
  if (second.success) return { ok: true, input: second.data };
  const problem = `Invalid arguments for ${tool.name}:\n${z.prettifyError(second.error).slice(0, 2_000)}`;
  return { ok: false, problem };
}

/** How other harnesses call our parameters. None of these names means anything else in one of our tools. */
const OUR_NAMES: ReadonlyMap<string, string> = new Map([
  ...['file_path', 'filePath', 'filename', 'file', 'target_file'].map((name) => [name, 'path'] as const),
  ...['old_string', 'oldString', 'old_str', 'oldText', 'old_text', 'search'].map((name) => [name, 'old'] as const),
  ...['new_string', 'newString', 'new_str', 'newText', 'new_text', 'replace'].map((name) => [name, 'new'] as const),
  ...['contents', 'file_text', 'text'].map((name) => [name, 'content'] as const),
  ...['startLine', 'start'].map((name) => [name, 'start_line'] as const),
  ...['endLine', 'end'].map((name) => [name, 'end_line'] as const),
  ...['workdir', 'working_directory'].map((name) => [name, 'cwd'] as const),
  ['cmd', 'command'],
  ['timeout', 'timeout_s'],
  ['timeout_seconds', 'timeout_s'],
  ['replaceAll', 'replace_all'],
]);

function renameKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(renameKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, inner]) => {
    const ours = OUR_NAMES.get(key) ?? key;
    return [Object.hasOwn(value, ours) ? key : ours, renameKeys(inner)] as const;
  });
  return Object.fromEntries(entries);
}

/** A copy of `value` in which what `issue` complains about is of the expected type, where that is possible. */
function coerceAt(value: unknown, issue: z.core.$ZodIssue): unknown {
  if (issue.code !== 'invalid_type') return value;
  return replaceAt(value, issue.path, (found) => coerce(found, issue.expected));
}

function coerce(found: unknown, expected: string): unknown {
  if (found === null) return undefined;
  if (typeof found === 'string') return coerceText(found, expected);
  if (expected === 'array') return [found];
  return expected === 'string' && ['number', 'boolean'].includes(typeof found) ? String(found) : found;
}

function coerceText(found: string, expected: string): unknown {
  const parsed = renameKeys(parseJson(found));
  if (expected === 'array' && typeof parsed === 'object') return Array.isArray(parsed) ? parsed : [parsed];
  const wanted = expected === 'int' ? 'number' : expected;
  return typeof parsed === wanted ? parsed : found;
}

function replaceAt(value: unknown, path: readonly PropertyKey[], change: (found: unknown) => unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return change(value);
  if (Array.isArray(value)) return value.map((item, index) => (index === key ? replaceAt(item, rest, change) : item));
  const fields = record.safeParse(value);
  if (!fields.success || typeof key !== 'string') return value;
  return { ...fields.data, [key]: replaceAt(fields.data[key], rest, change) };
}
