import type { OpenAI } from 'openai';
import type { ModelRequest } from './ask-model.ts';
import type { Dialect } from './dialect.ts';
import type { Draft } from './draft-answer.ts';
import type { ModelProfile } from './model-profile.ts';

/** One of the APIs a model can be asked over. */
export type Wire = {
  /**
   * Sends the request and resolves with the head of the answer. The same messages and tools give the same bytes, and a
   * longer conversation begins with those of the shorter one.
   */
  send(client: OpenAI, question: Question, signal: AbortSignal): Promise<Response>;
  /** Adds one event of the answer. Throws `UnusableAnswer` when it is not one, and an `APIError` when it tells of one. */
  addEvent(draft: Draft, event: unknown, request: ModelRequest): void;
};

export type Question = {
  readonly settings: { readonly model: string; readonly profile: ModelProfile };
  readonly dialect: Dialect;
  readonly request: ModelRequest;
};
