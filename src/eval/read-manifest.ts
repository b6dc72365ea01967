import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import type { z } from 'zod';
import { Fault } from '../errors.ts';
import { type EvaluationTask, taskManifest } from './task-manifest.ts';

export type Manifest = {
  /** What relative paths in it begin at. */
  readonly directory: string;
  readonly tasks: readonly EvaluationTask[];
};

/** Reads the tasks of a manifest; `only` keeps those with these ids. Throws a `Fault` that names the task and the field of each mistake. */
export async function readManifest(path: string, only: readonly string[] | null): Promise<Manifest> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Fault(`The manifest ${path} could not be read.`, { cause, nextAction: 'Name a file that is there.' });
  });
  return { directory: dirname(resolve(path)), tasks: select(parseManifest(path, text), only) };
}

function parseManifest(path: string, text: string): readonly EvaluationTask[] {
  const json = parseJson(path, text);
  const parsed = taskManifest.safeParse(json);
  if (!parsed.success)
    throw wrong(
      path,
      parsed.error.issues.map((issue) => describeIssue(json, issue)),
    );
  const ids = parsed.data.tasks.map(({ id }) => id);
  const doubles = [...new Set(ids.filter((id, index) => ids.indexOf(id) !== index))];
  if (doubles.length > 0)
    throw wrong(
      path,
      doubles.map((id) => `task ${id}, id: is used more than once`),
    );
  return parsed.data.tasks;
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new Fault(`The manifest ${path} is not JSON: ${reason}`, { cause, nextAction: 'Correct it there.' });
  }
}

function describeIssue(json: unknown, { path, message }: z.core.$ZodIssue): string {
  const [list, index, ...field] = path;
  if (list !== 'tasks' || typeof index !== 'number') return `${path.join('.') || 'the whole'}: ${message}`;
  return `${nameOf(json, index)}${field.length > 0 ? `, ${field.join('.')}` : ''}: ${message}`;
}

/** By its id where it has one; the first task is task 1. */
function nameOf(json: unknown, index: number): string {
  const tasks = json !== null && typeof json === 'object' && 'tasks' in json ? json.tasks : null;
  const task: unknown = Array.isArray(tasks) ? tasks[index] : null;
  const id = task !== null && typeof task === 'object' && 'id' in task ? task.id : null;
  return typeof id === 'string' ? `task ${id}` : `task number ${index + 1}`;
}

function select(tasks: readonly EvaluationTask[], only: readonly string[] | null): readonly EvaluationTask[] {
  if (only === null) return tasks;
  const unknown = only.filter((id) => !tasks.some((task) => task.id === id));
  if (unknown.length === 0) return tasks.filter(({ id }) => only.includes(id));
  throw new Fault(`The manifest has no task ${unknown.join(', ')}.`, {
    nextAction: `Name some of these: ${tasks
      .slice(0, 50)
      .map(({ id }) => id)
      .join(', ')}.`,
  });
}

const shownMistakes = 20;

function wrong(path: string, mistakes: readonly string[]): Fault {
  const more = mistakes.length > shownMistakes ? [`  and ${mistakes.length - shownMistakes} more`] : [];
  const lines = [...mistakes.slice(0, shownMistakes).map((mistake) => `  ${mistake}`), ...more];
  return new Fault(`The manifest ${path} has mistakes:\n${lines.join('\n')}`, {
    nextAction: 'Correct them; docs/evaluation.md describes each field.',
  });
}
