import type { ModelProfile } from '../model-profile.ts';

/** What is known of a family of models, whoever serves it. */
export type ModelFamily = {
  /** Of the name without its provider and release. */
  readonly pattern: RegExp;
  /** In tokens, with room for the longest answer behind the most input that the provider does not take a higher price for. */
  readonly contextWindow: number;
  readonly maxOutputTokens: number | null;
  /** Thinks, so that over Responses its thoughts can be kept, and is used to OpenAI's format of patches. */
  readonly isOpenAiReasoner?: boolean;
  readonly effort?: ModelProfile['effort'];
  readonly echoReasoning?: ModelProfile['echoReasoning'];
  /** Served by anybody, with a window of the server's choosing and at a price of its own. */
  readonly isOpen?: boolean;
};

const K = 1_000;
const reasoner = { isOpenAiReasoner: true, effort: 'medium' } as const;

/**
 * Windows and limits as the providers published them in November 2026; the first that fits counts. Where OpenAI's own default is
 * not to think at all, as since GPT-5.1, `medium` is asked for.
 */
export const modelFamilies: readonly ModelFamily[] = [
  { pattern: /^gpt-[5-9](?:\.\d+)?-chat/, contextWindow: 128 * K, maxOutputTokens: 16_384 },
  { ...reasoner, pattern: /^gpt-5\.3-codex-spark/, contextWindow: 128 * K, maxOutputTokens: 32 * K },
  { ...reasoner, pattern: /^gpt-5-pro/, contextWindow: 400 * K, maxOutputTokens: 128 * K, effort: 'high' },
  { ...reasoner, pattern: /^gpt-[5-9](?:\.\d+)?(?:-|$)/, contextWindow: 400 * K, maxOutputTokens: 128 * K },
  { ...reasoner, pattern: /^o[134](?:-|$)/, contextWindow: 200 * K, maxOutputTokens: 100 * K },
  { pattern: /^gpt-4\.1/, contextWindow: 1_047_576, maxOutputTokens: 32_768 },
  { pattern: /^gpt-4o/, contextWindow: 128 * K, maxOutputTokens: 16_384 },
  { pattern: /^claude-haiku-5/, contextWindow: 164 * K, maxOutputTokens: 64 * K },
  {
    pattern: /^claude-(?:opus-4[.-][6-9]|sonnet-4[.-]6|(?:opus|sonnet|fable|mythos)-[5-9])/,
    contextWindow: 1_000 * K,
    maxOutputTokens: 64 * K,
  },
  { pattern: /^claude-opus-4(?:[.-][01])?(?:-|$)/, contextWindow: 200 * K, maxOutputTokens: 32 * K },
  { pattern: /^claude-(?:opus|sonnet|haiku)-4/, contextWindow: 200 * K, maxOutputTokens: 64 * K },
  { pattern: /^claude/, contextWindow: 200 * K, maxOutputTokens: 8_192 },
  { pattern: /^gemini-(?:2\.5|3(?:\.\d)?)-pro/, contextWindow: 265 * K, maxOutputTokens: 65_000 },
  { pattern: /^gemini/, contextWindow: 1_048_576, maxOutputTokens: 65_536 },
  { pattern: /^grok-(?:4|5|build)/, contextWindow: 230 * K, maxOutputTokens: 30 * K },
  { pattern: /^grok/, contextWindow: 128 * K, maxOutputTokens: 8_192 },
  {
    pattern: /^deepseek-(?:v[4-9]|chat$|reasoner$)/,
    contextWindow: 1_000 * K,
    maxOutputTokens: 64 * K,
    echoReasoning: 'always',
    isOpen: true,
  },
  { pattern: /^deepseek/, contextWindow: 128 * K, maxOutputTokens: null, isOpen: true },
  { pattern: /^kimi-k2-0711/, contextWindow: 131_072, maxOutputTokens: 16_384, isOpen: true },
  { pattern: /^(?:kimi|moonshot)/, contextWindow: 262_144, maxOutputTokens: 65_536, isOpen: true },
  {
    pattern: /^qwen3-coder-(?:plus|flash)|^qwen3\.\d-(?:plus|flash|max)/,
    contextWindow: 256 * K,
    maxOutputTokens: 65_536,
  },
  { pattern: /^(?:qwen|qwq)/, contextWindow: 128 * K, maxOutputTokens: null, isOpen: true },
  { pattern: /^glm-4\.5/, contextWindow: 131_072, maxOutputTokens: 65_536, isOpen: true },
  { pattern: /^glm/, contextWindow: 200 * K, maxOutputTokens: 65_536, isOpen: true },
  {
    pattern: /^(?:devstral|mistral-(?:large|medium)|codestral)/,
    contextWindow: 256 * K,
    maxOutputTokens: null,
    echoReasoning: 'never',
    isOpen: true,
  },
  {
    pattern: /^(?:mistral|magistral|ministral|mixtral)/,
    contextWindow: 128 * K,
    maxOutputTokens: null,
    echoReasoning: 'never',
    isOpen: true,
  },
  { pattern: /^(?:minimax)/, contextWindow: 196_608, maxOutputTokens: null, isOpen: true },
  {
    pattern: /^(?:llama|gpt-oss|gemma|phi|granite|nemotron|seed-oss|command|hermes|starcoder|codellama)/,
    contextWindow: 128 * K,
    maxOutputTokens: null,
    isOpen: true,
  },
];
