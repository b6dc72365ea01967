import type { z } from 'zod';
import type { BoxStream } from './box-stream.ts';
import { brokenProtocol } from './broken-protocol.ts';
import type { Link, Request } from './link.ts';
import { requireDone } from './require-done.ts';
import { watchStreams } from './watch-streams.ts';

export type Question<T> = {
  readonly request: Request;
  readonly answer: z.ZodType<T>;
  /** What a refusal says about the box: `no` where the agent does all or nothing. */
  readonly ranWhenRefused: 'no' | 'unknown';
  readonly limitMs: number;
  /** Writes the bytes that belong to the question. */
  readonly input?: (stream: BoxStream) => Promise<unknown>;
  /** Reads those of the answer. */
  readonly output?: (stream: BoxStream) => Promise<unknown>;
};

/** Has the agent do one thing. Throws `SandboxFault` when it refuses, answers nonsense or does not answer in time. */
export async function askAgent<T>(link: Link, question: Question<T>): Promise<T> {
  const stream = link.open(question.request, 'operation', question.input !== undefined);
  watchStreams(link, [stream], question.limitMs);
  try {
    await question.input?.(stream);
    stream.end();
    await question.output?.(stream);
    const value = requireDone(await stream.outcome, question.ranWhenRefused);
    return parseAnswer(link, question.answer, value);
  } finally {
    stream.reset(); // gives up what a failed transfer left; otherwise all is over
  }
}

function parseAnswer<T>(link: Link, schema: z.ZodType<T>, value: unknown): T {
  const answer = schema.safeParse(value);
  if (answer.success) return answer.data;
  const fault = brokenProtocol('an answer to another question', answer.error);
  link.fail(fault);
  throw fault;
}
