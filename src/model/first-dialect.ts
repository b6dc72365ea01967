import type { Dialect } from './dialect.ts';
import type { ModelProfile } from './model-profile.ts';
import { endpointOf } from './profiles/endpoint-of.ts';

const FIRST_ECHO = { always: 'complete', never: 'never', auto: 'verbatim' } as const;

/** What is assumed of a server before it has answered. */
export function firstDialect(profile: ModelProfile, baseUrl: string): Dialect {
  return {
    echo: FIRST_ECHO[profile.echoReasoning],
    tools: profile.toolProtocol === 'text' ? 'text' : 'native',
    without: new Set(endpointOf(baseUrl).knowsMaxCompletionTokens ? [] : ['max_completion_tokens']),
  };
}
