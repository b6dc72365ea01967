import OpenAI from 'openai';
import { adjustDialect } from './adjust-dialect.ts';
import type { AskModel } from './ask-model.ts';
import { type AskOnceSettings, askOnce } from './ask-once.ts';
import { beginTries, type TriesSettings } from './begin-tries.ts';
import { firstDialect } from './first-dialect.ts';

/**
 * `baseUrl` is the root of an OpenAI-compatible API, such as `https://api.openai.com/v1`. `idleTimeoutMs` is the longest
 * silence on an open connection, counted in bytes so that a provider's keep-alive comments are no silence; `requestTimeoutMs`
 * the longest one try may take from the request to the end of the answer.
 */
export type ModelSettings = AskOnceSettings & TriesSettings & { readonly fetch?: typeof fetch };

/**
 * Asks an OpenAI-compatible endpoint, streaming, over the API its profile names. Tries again after what can pass by itself,
 * and at once where a refusal taught how to ask. The usage of failed tries is added to the answer's, or stands in the fault.
 * Aborting `signal` rejects at once.
 */
export function openAiModel(settings: ModelSettings): AskModel {
  const client = connect(settings);
  let dialect = firstDialect(settings.profile, settings.baseUrl);
  return async (request, patience, signal) => {
    const tries = beginTries(settings, patience);
    for (;;) {
      const used = dialect;
      const reply = await askOnce({ client, settings, dialect: used }, request, signal);
      tries.add(reply);
      if (reply.kind === 'answer') return { ...reply.answer, ...tries.bill() };
      const refused = { request, profile: settings.profile, trouble: reply.failure.trouble };
      const learnt = adjustDialect(used, refused);
      if (learnt === null || !tries.mayLearn(reply.failure)) await tries.pause(reply.failure, signal);
      else dialect = learnt;
    }
  };
}

/** Every setting the package would otherwise take from the environment is given, so that only ours count. */
function connect(settings: ModelSettings): OpenAI {
  return new OpenAI({
    baseURL: settings.baseUrl,
    apiKey: settings.apiKey,
    adminAPIKey: null,
    organization: null,
    project: null,
    logLevel: 'off',
    maxRetries: 0,
    timeout: settings.requestTimeoutMs,
    ...(settings.fetch === undefined ? {} : { fetch: settings.fetch }),
  });
}
