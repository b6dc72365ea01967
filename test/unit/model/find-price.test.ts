import { expect, test } from 'vitest';
import { bill } from '../../../src/model/bill.ts';
import { findPrice } from '../../../src/model/find-price.ts';

test.for([
  ['gpt-5', 1.25],
  ['gpt-5-mini', 0.25],
  ['gpt-5-2025-08-07', 1.25],
  ['openai/gpt-5', 1.25],
  ['claude-sonnet-4-5-20250929', 3],
  ['claude-opus-4-6@20260205', 5],
  ['gpt-5.5-latest', 5],
  ['anthropic/claude-opus-4.6', 5],
  ['gpt-6.2-sol', 2],
] as const)('the price of %s is known', ([model, input]) => {
  expect(findPrice(model)?.input).toBe(input);
});

test.for(['gpt-5.9', 'gpt-5-ultra', 'openai/gpt-5:free', 'qwen3-coder', '', 'gpt', 'constructor'])(
  'the price of %j is not guessed',
  (model) => {
    expect(findPrice(model)).toBeNull();
  },
);

test('cached input has its own price', () => {
  const tokens = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 100_000 };

  expect(bill(tokens, { input: 1, cachedInput: 0.1, output: 10 }).costUsd).toBeCloseTo(1.64);
  expect(bill(tokens, null).costUsd).toBeNull();
});

test('what is written into the cache has a price of its own, where the provider says how much it was', () => {
  const tokens = { inputTokens: 1_000_000, cachedInputTokens: 400_000, outputTokens: 0 };
  const price = { input: 1, cachedInput: 0.1, output: 10, cacheWrite: 2 };

  expect(bill({ ...tokens, cacheWriteTokens: 500_000 }, price).costUsd).toBeCloseTo(0.1 + 0.04 + 1);
  expect(bill({ ...tokens, cacheWriteTokens: 9_000_000 }, price).costUsd).toBeCloseTo(0.04 + 1.2);
  expect(bill({ ...tokens, cacheWriteTokens: 500_000 }, price)).not.toHaveProperty('cacheWriteTokens');
});

test.for([
  [272_000, 1],
  [272_001, 2],
] as const)('all of a request with %d tokens costs %d times as much', ([inputTokens, times]) => {
  const price = findPrice('gpt-5.5');

  const { costUsd } = bill({ inputTokens, cachedInputTokens: 0, outputTokens: 0 }, price);

  expect(costUsd).toBeCloseTo((inputTokens * 5 * times) / 1_000_000);
});
