/** US dollars per million tokens. */
export type Price = { readonly input: number; readonly cachedInput: number; readonly output: number };

/**
 * The list price of a well-known model, or `null`. A provider's prefix (`openai/…`) and a release suffix (`…-2026-04-23`,
 * `…-latest`) are looked through; any other difference is another model, whose price is not guessed.
 */
export function findPrice(model: string): Price | null {
  const name = model.slice(model.lastIndexOf('/') + 1).replace(RELEASE_SUFFIX, '');
  const row = PRICES.get(name);
  if (row === undefined) return null;
  const [input, cachedInput, output] = row;
  return { input, cachedInput, output };
}

const RELEASE_SUFFIX = /[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** Input, cached input, output: the providers' standard short-context rates as published in June 2026. */
const PRICES: ReadonlyMap<string, readonly [number, number, number]> = new Map([
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
  ['o4-mini', [1.1, 0.275, 4.4]],
  ['claude-opus-4-8', [5, 0.5, 25]],
  ['claude-opus-4-6', [5, 0.5, 25]],
  ['claude-opus-4-5', [5, 0.5, 25]],
  ['claude-sonnet-5', [3, 0.3, 15]],
  ['claude-sonnet-4-6', [3, 0.3, 15]],
  ['claude-sonnet-4-5', [3, 0.3, 15]],
  ['claude-sonnet-4', [3, 0.3, 15]],
  ['claude-haiku-4-5', [1, 0.1, 5]],
  ['gemini-2.5-pro', [1.25, 0.125, 10]],
  ['gemini-2.5-flash', [0.3, 0.03, 2.5]],
]);
