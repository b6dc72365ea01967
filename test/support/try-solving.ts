import type { AgentEvent, Attempt, Budget } from '../../src/agent/attempt.ts';
import { solve } from '../../src/agent/solve.ts';
import type { SolveDeps } from '../../src/agent/solver.ts';
import type { Message } from '../../src/model/ask-model.ts';
import type { Box } from '../../src/sandbox/box/open-box.ts';
import type { Workspace } from '../../src/sandbox/sandbox.ts';
import { localBox } from './local-box.ts';
import { finishCall, type Scripted, scriptedModel } from './scripted-model.ts';
import { someSolveDeps } from './some-solve-deps.ts';

export const prompt: readonly Message[] = [
  { role: 'system', text: 'You fix issues.' },
  { role: 'user', text: 'Fix it.' },
];

export const ample: Budget = { steps: 100, tokens: 1_000_000, costUsd: 100, minutes: 60 };

/** With nothing changed this is accepted at once. */
export const nothingToDo = finishCall('no_change_needed');

export type Tried = {
  readonly attempt: Attempt;
  readonly events: readonly AgentEvent[];
  readonly requests: ReturnType<typeof scriptedModel>['requests'];
};

export type TryOptions = {
  readonly budget?: Partial<Budget>;
  readonly deps?: Partial<SolveDeps>;
  readonly signal?: AbortSignal;
};

/** Lets a scripted model work in `box`. */
export async function trySolving(
  box: Workspace,
  answers: readonly Scripted[],
  { budget = {}, deps = {}, signal = new AbortController().signal }: TryOptions = {},
): Promise<Tried> {
  const events: AgentEvent[] = [];
  const askModel = scriptedModel(answers);
  const record = (event: AgentEvent) => events.push(event);
  const all = someSolveDeps({ askModel, workspace: box, record, ...deps });
  const attempt = await solve(all, prompt, { ...ample, ...budget }, signal);
  return { attempt, events, requests: askModel.requests };
}

export function observations({ events }: Pick<Tried, 'events'>) {
  return events.filter((event) => event.type === 'observation');
}

/** What the model was told beside the prompt and the results of its calls. */
export function toldToModel({ events }: Pick<Tried, 'events'>): readonly string[] {
  const messages = events.filter((event) => event.type === 'message').slice(prompt.length);
  return messages.map(({ text }) => text);
}

/** A box whose workspace is a repository with one commit of `files`. */
export async function repositoryBox(files: Readonly<Record<string, string>> = {}): Promise<Box & AsyncDisposable> {
  const box = await localBox();
  for (const [path, text] of Object.entries(files)) await box.files.write(path, text);
  const git = 'git -c user.name=x -c user.email=x@x.example';
  await box.exec(`git init -q && git add -A && ${git} commit -q --allow-empty -m base`, { timeoutMs: 20_000 });
  return box;
}
