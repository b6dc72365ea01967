import { type ChatCompletionRequest, LLMock } from '@copilotkit/aimock';
import type { ScriptedStep } from '../../src/demo/model/start-scripted-model.ts';
import type { Harness } from '../../src/eval/evaluation.ts';

/** What the model does about a task: its answers in order, of which the last one repeats; or a status it answers with instead. */
export type TaskScript = readonly ScriptedStep[] | { readonly status: number };
export type TaskScripts = Readonly<Record<string, Readonly<Record<Harness, TaskScript>>>>;

export interface TaskModel extends AsyncDisposable {
  /** With its `/v1`. */
  readonly baseUrl: string;
  requests(): number;
  /** Plays another script from now on. */
  replace(task: string, harness: Harness, script: TaskScript): void;
}

/**
 * An endpoint that plays a script for each task and harness. The task is known by its id in brackets, which the title
 * ends with; the baseline by the one tool it offers.
 */
export async function startTaskModel(scripts: TaskScripts): Promise<TaskModel> {
  const current = new Map(Object.entries(scripts).map(([task, both]) => [task, { ...both }]));
  const model = new LLMock({ host: '127.0.0.1', port: 0, strict: true, journalMaxEntries: 0, logLevel: 'silent' });
  let requests = 0;
  model.on({}, (request) => {
    requests += 1;
    return answer(current, request);
  });
  await model.start();
  return {
    baseUrl: `${model.url}/v1`,
    requests: () => requests,
    replace(task, harness, script) {
      const both = current.get(task);
      if (both !== undefined) both[harness] = script;
    },
    [Symbol.asyncDispose]: () => model.stop(),
  };
}

type CurrentScripts = ReadonlyMap<string, Readonly<Record<Harness, TaskScript>>>;

function answer(scripts: CurrentScripts, request: ChatCompletionRequest) {
  const harness: Harness = request.tools?.length === 1 ? 'bash-only' : 'sandpiper';
  const script = scripts.get(taskOf(request))?.[harness];
  if (script === undefined) throw new Error(`There is no script for ${taskOf(request)}, ${harness}`);
  if ('status' in script) return { status: script.status, error: { message: 'As planned', type: 'planned' } };
  const answered = request.messages.filter(({ role }) => role === 'assistant').length;
  const step = script[Math.min(answered, script.length - 1)];
  const toolCalls = (step?.calls ?? []).map(({ tool, arguments: input }) => ({
    name: tool,
    arguments: typeof input === 'string' ? input : JSON.stringify(input),
  }));
  const usage = { prompt_tokens: 1_000 + 100 * answered, completion_tokens: 50 };
  const content = step?.text ?? '';
  return toolCalls.length === 0 ? { content, usage } : { content, toolCalls, usage };
}

function taskOf({ messages }: ChatCompletionRequest): string {
  const first = JSON.stringify(messages.find(({ role }) => role === 'user')?.content);
  return /\(([a-z][a-z-]+)\)(?:\\n|")/.exec(first)?.[1] ?? '';
}
