import { bareModelName } from './bare-model-name.ts';

/** US dollars per million tokens. */
export type Price = {
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
  /** Of input that is written into the cache, where that costs more. */
  readonly cacheWrite?: number;
  /** What all of a request with more input than this costs, in multiples. */
  readonly longContext?: { readonly aboveTokens: number; readonly inputTimes: number; readonly outputTimes: number };
};

/**
 * The list price of a well-known model, or `null`. A provider's prefix and a release suffix are looked through; any other
 * difference is another model, whose price is not guessed.
 */
export function findPrice(model: string): Price | null {
  const name = bareModelName(model);
  const row = PRICES.get(name.startsWith('claude') ? name.replaceAll('.', '-') : name);
  if (row === undefined) return null;
  const [input, cachedInput, output, cacheWrite] = row;
  const longContext = LONG_CONTEXT.find(([pattern]) => pattern.test(name))?.[1];
  return {
    input,
    cachedInput,
    output,
    ...(cacheWrite === undefined ? {} : { cacheWrite }),
    ...(longContext === undefined ? {} : { longContext }),
  };
}

const LONG_CONTEXT: readonly (readonly [RegExp, NonNullable<Price['longContext']>])[] = [
  [/^gpt-(?:5\.[4-9]|6)/, { aboveTokens: 272_000, inputTimes: 2, outputTimes: 1.5 }],
  [/^gemini-.*-pro/, { aboveTokens: 200_000, inputTimes: 2, outputTimes: 1.5 }],
  [/^claude-sonnet-4(?:-5)?$/, { aboveTokens: 200_000, inputTimes: 2, outputTimes: 1.5 }],
  [/^grok-4/, { aboveTokens: 200_000, inputTimes: 2, outputTimes: 2 }],
  [/^claude-haiku-5/, { aboveTokens: 100_000, inputTimes: 5, outputTimes: 5 }],
];

/**
 * Input, cached input, output, writing into the cache: the providers' standard rates for the shorter context as published in
 * November 2026, where they could be read; those of DeepSeek, Moonshot and xAI are of June 2026.
 */
const PRICES: ReadonlyMap<string, readonly [number, number, number, number?]> = new Map([
  ['gpt-6.2-astra', [8, 0.4, 40, 10]],
  ['gpt-6.2-sol', [2, 0.1, 10, 2.5]],
  ['gpt-6.1-sol', [2, 0.1, 10, 2.5]],
  ['gpt-6-astra', [10, 1, 50, 12.5]],
  ['gpt-6-sol', [2, 0.2, 10, 2.5]],
  ['gpt-6-luna', [0.1, 0.01, 0.5, 0.125]],
  ['gpt-5.6-sol', [4, 0.4, 20, 5]],
  ['gpt-5.6-terra', [2, 0.2, 12, 2.5]],
  ['gpt-5.6-luna', [0.2, 0.02, 1.2, 0.25]],
  ['gpt-5.5', [5, 0.5, 30]],
  ['gpt-5.4', [2.5, 0.25, 15]],
  ['gpt-5.4-mini', [0.75, 0.075, 4.5]],
  ['gpt-5.4-nano', [0.2, 0.02, 1.25]],
  ['gpt-5.3-codex', [1.75, 0.175, 14]],
  ['gpt-5.2', [1.75, 0.175, 14]],
  ['gpt-5.2-codex', [1.75, 0.175, 14]],
  ['gpt-5.1', [1.25, 0.125, 10]],
  ['gpt-5.1-codex', [1.25, 0.125, 10]],
  ['gpt-5.1-codex-max', [1.25, 0.125, 10]],
  ['gpt-5.1-codex-mini', [0.25, 0.025, 2]],
  ['gpt-5', [1.25, 0.125, 10]],
  ['gpt-5-codex', [1.25, 0.125, 10]],
  ['gpt-5-mini', [0.25, 0.025, 2]],
  ['gpt-5-nano', [0.05, 0.005, 0.4]],
  ['gpt-4.1', [2, 0.5, 8]],
  ['gpt-4.1-mini', [0.4, 0.1, 1.6]],
  ['gpt-4.1-nano', [0.1, 0.025, 0.4]],
  ['gpt-4o', [2.5, 1.25, 10]],
  ['gpt-4o-mini', [0.15, 0.075, 0.6]],
  ['o3', [2, 0.5, 8]],
  ['o3-mini', [1.1, 0.55, 4.4]],
  ['o4-mini', [1.1, 0.275, 4.4]],
  ['claude-opus-5-5', [4, 0.2, 20, 5]],
  ['claude-opus-5', [5, 0.5, 25, 6.25]],
  ['claude-opus-4-8', [5, 0.5, 25, 6.25]],
  ['claude-opus-4-7', [5, 0.5, 25, 6.25]],
  ['claude-opus-4-6', [5, 0.5, 25, 6.25]],
  ['claude-opus-4-5', [5, 0.5, 25, 6.25]],
  ['claude-sonnet-5-5', [2, 0.1, 10, 2.5]],
  ['claude-sonnet-5', [2, 0.2, 10, 2.5]],
  ['claude-sonnet-4-6', [3, 0.3, 15, 3.75]],
  ['claude-sonnet-4-5', [3, 0.3, 15, 3.75]],
  ['claude-sonnet-4', [3, 0.3, 15, 3.75]],
  ['claude-haiku-5-5', [0.1, 0.01, 0.5, 0.125]],
  ['claude-haiku-4-5', [1, 0.1, 5, 1.25]],
  ['gemini-2.5-pro', [1.25, 0.125, 10]],
  ['gemini-2.5-flash', [0.3, 0.03, 2.5]],
  ['gemini-3-pro-preview', [2, 0.2, 12]],
  ['gemini-3.1-pro-preview', [2, 0.2, 12]],
  ['gemini-3.5-flash', [1.5, 0.15, 9]],
  ['deepseek-v4-flash', [0.14, 0.0028, 0.28]],
  ['deepseek-v4-pro', [0.435, 0.003625, 0.87]],
  ['kimi-k2.5', [0.6, 0.1, 3]],
  ['kimi-k2.6', [0.95, 0.16, 4]],
  ['grok-4.3', [1.25, 0.2, 2.5]],
]);
