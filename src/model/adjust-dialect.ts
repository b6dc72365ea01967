import type { ModelRequest } from './ask-model.ts';
import type { Dialect, OptionalField } from './dialect.ts';
import type { ModelProfile } from './model-profile.ts';
import type { Trouble } from './read-trouble.ts';

type Refused = { readonly request: ModelRequest; readonly profile: ModelProfile; readonly trouble: Trouble };

/**
 * What a refusal teaches: the dialect in which the same request may be taken, or `null` when it teaches nothing.
 */
export function adjustDialect(dialect: Dialect, refused: Refused): Dialect | null {
  const { status } = refused.trouble;
  if (status !== null && ![400, 404, 422, 500, 501].includes(status)) return null;
  return adjustEcho(dialect, refused) ?? adjustTools(dialect, refused) ?? dropField(dialect, refused);
}

const REASONING = /reasoning(?:_content|_details)?\b|thinking|encrypted_content|encrypted content/i;
const ASKED_FOR = /must be (?:passed|sent) back|missing|is required|required field/i;
const UNKNOWN =
  /unknown|unrecogni[sz]ed|unsupported|not supported|unexpected|not permitted|not allowed|forbidden|invalid|without its required|could not be (?:verified|decrypted)/i;

function adjustEcho(dialect: Dialect, { request, profile, trouble: { message } }: Refused): Dialect | null {
  const answered = request.messages.some(({ role }) => role === 'assistant');
  if (profile.echoReasoning !== 'auto' || dialect.echo !== 'verbatim' || !answered || !REASONING.test(message))
    return null;
  // The parameter that asks for effort has a name like that of the field.
  if (/reasoning[._](?:effort|summar)|reasoning summaries/i.test(message)) return null;
  if (ASKED_FOR.test(message)) return { ...dialect, echo: 'complete' };
  return UNKNOWN.test(message) ? { ...dialect, echo: 'never' } : null;
}

const NO_TOOLS =
  /not support (?:tool|function)|(?:tools?|functions?|tool use|tool calling|function calling)(?: \w+)? (?:is|are) not supported|support tool use|tools param requires|tool choice requires|requires --(?:jinja|enable-auto-tool-choice)/i;

function adjustTools(dialect: Dialect, { request, profile, trouble: { message } }: Refused): Dialect | null {
  const mayChange = profile.toolProtocol === 'auto' && dialect.tools === 'native' && request.tools.length > 0;
  return mayChange && NO_TOOLS.test(message) ? { ...dialect, tools: 'text' } : null;
}

const FIELDS: readonly (readonly [OptionalField, RegExp])[] = [
  ['reasoning_summary', /reasoning[._]summary|reasoning summaries/i],
  ['reasoning_effort', /reasoning[._]effort/i],
  ['encrypted_reasoning', /encrypted[ _]content|\binclude\b/i],
  ['parallel_tool_calls', /parallel_tool_calls/i],
  ['prompt_cache_key', /prompt_cache_key/i],
  ['stream_options', /stream_options/i],
  ['max_completion_tokens', /max_completion_tokens/i],
];

/** A server that names what it does not know goes without. */
function dropField(dialect: Dialect, { trouble: { status, message } }: Refused): Dialect | null {
  if (status !== 400 && status !== 422) return null;
  const useNewName = /max_tokens\b.{0,200}max_completion_tokens/is.test(message);
  if (useNewName) return dialect.without.has('max_completion_tokens') ? withField(dialect) : null;
  if (!UNKNOWN.test(message) && !/must be verified|extra/i.test(message)) return null;
  const field = FIELDS.find(([name, pattern]) => !dialect.without.has(name) && pattern.test(message))?.[0];
  return field === undefined ? null : { ...dialect, without: new Set([...dialect.without, field]) };
}

/** OpenAI says "Unsupported parameter: 'max_tokens'… Use 'max_completion_tokens' instead". */
function withField(dialect: Dialect): Dialect {
  const without = new Set(dialect.without);
  without.delete('max_completion_tokens');
  return { ...dialect, without };
}
