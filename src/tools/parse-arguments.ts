import { z } from 'zod';
import { coerceValue } from './arguments/coerce-value.ts';
import { hasManyParts } from './arguments/has-many-parts.ts';
import { renameKeys } from './arguments/rename-keys.ts';
import { replaceAt } from './arguments/replace-at.ts';
import type { Tool } from './tool.ts';

export type ParsedArguments =
  | {
      readonly ok: true;
      readonly input: unknown;
      /** What was put right, in words for the record. */
      readonly repairs: readonly string[];
    }
  /** Words for the model. */
  | { readonly ok: false; readonly problem: string };

const MAX_ARGUMENT_CHARACTERS = 1_000_000;
/** What is put right may show what else is wrong: a list in a string has names of its own. */
const MAX_ROUNDS = 4;

/**
 * Reads what the model wrote as arguments for `tool`. Slips that leave no doubt about what was meant are put right: names
 * from other harnesses, numbers and flags in quotes, JSON inside a string, one object where a list belongs, null for nothing.
 * What is right is left as it is, and nothing is looked at that the tool does not complain of.
 */
export function parseArguments(tool: Tool, text: string): ParsedArguments {
  if (text.length > MAX_ARGUMENT_CHARACTERS) {
    return { ok: false, problem: `The arguments for ${tool.name} are too long. Send at most a million characters.` };
  }
  const value = parseJson(text.trim() === '' ? '{}' : text);
  const isQuoted = typeof value === 'string';
  const fields = record.safeParse(isQuoted ? parseJson(value) : value);
  if (!fields.success) {
    return {
      ok: false,
      problem: `The arguments for ${tool.name} are not a JSON object. Send the call again, as valid JSON.`,
    };
  }
  return validate(tool, fields.data, isQuoted ? ['the arguments were JSON inside a string'] : []);
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

type Draft = { readonly value: unknown; readonly repairs: readonly string[] };

function validate(tool: Tool, fields: Readonly<Record<string, unknown>>, before: readonly string[]): ParsedArguments {
  let draft: Draft = { value: fields, repairs: before };
  if (hasManyParts(fields)) return tooManyParts(tool);
  let parsed = tool.input.safeParse(fields);
  for (let round = 0; round < MAX_ROUNDS && !parsed.success; round += 1) {
    draft = reshape(tool, parsed.error.issues.reduce(repairIssue, draft));
    if (hasManyParts(draft.value)) return tooManyParts(tool);
    parsed = tool.input.safeParse(draft.value);
  }
  if (parsed.success) return { ok: true, input: parsed.data, repairs: draft.repairs };
  const problem = `Invalid arguments for ${tool.name}:\n${z.prettifyError(parsed.error).slice(0, 2_000)}`;
  return { ok: false, problem };
}

function tooManyParts({ name }: Tool): ParsedArguments {
  return { ok: false, problem: `The arguments for ${name} have far too many parts. Look at what ${name} takes.` };
}

function repairIssue(draft: Draft, issue: z.core.$ZodIssue): Draft {
  const repairs: string[] = [];
  const note = (words: string) => void repairs.push(words);
  const value = replaceAt(draft.value, issue.path, (found) => {
    if (issue.code === 'unrecognized_keys') return renameKeys(found, issue.keys, note);
    return issue.code === 'invalid_type' ? coerceValue(found, { ...issue, name: issue.path.join('.') }, note) : found;
  });
  return { value, repairs: [...draft.repairs, ...repairs] };
}

/** A tool may know the shape that another harness gives its arguments. */
function reshape(tool: Tool, draft: Draft): Draft {
  const fields = record.safeParse(draft.value);
  if (!fields.success || tool.repair === undefined) return draft;
  const value = tool.repair(fields.data);
  return value === fields.data
    ? draft
    : { value, repairs: [...draft.repairs, `the arguments were given the shape of ${tool.name}`] };
}
