import { expect, test } from 'vitest';
import { findProfile } from '../../../src/model/find-profile.ts';
import { endpointOf } from '../../../src/model/profiles/endpoint-of.ts';
import { withOverrides } from '../../../src/model/with-overrides.ts';

const openai = 'https://api.openai.com/v1';
const openrouter = 'https://openrouter.ai/api/v1';
const azure = 'https://ours.openai.azure.com/openai/v1/';
const ollama = 'http://127.0.0.1:11434/v1';
const gateway = 'https://llm.example.com/v1';

test.for([
  ['gpt-6.2-astra', openai, 'responses', 'apply-patch', 400_000, 8],
  ['gpt-5.5', openai, 'responses', 'apply-patch', 400_000, 5],
  ['gpt-5-2025-08-07', openai, 'responses', 'apply-patch', 400_000, 1.25],
  ['gpt-5.1-codex-max', openai, 'responses', 'apply-patch', 400_000, 1.25],
  ['o3', openai, 'responses', 'apply-patch', 200_000, 2],
  ['gpt-5-chat-latest', openai, 'chat', 'edit', 128_000, null],
  ['gpt-4.1', openai, 'chat', 'edit', 1_047_576, 2],
  ['gpt-5.4', azure, 'chat', 'apply-patch', 400_000, 2.5],
  ['openai/gpt-5.4', openrouter, 'chat', 'apply-patch', 400_000, 2.5],
  ['openai/gpt-oss-120b', openrouter, 'chat', 'edit', 128_000, null],
  ['anthropic/claude-opus-4.6', openrouter, 'chat', 'edit', 1_000_000, 5],
  ['claude-haiku-4-5-20251001', 'https://api.anthropic.com/v1/', 'chat', 'edit', 200_000, 1],
  ['gemini-2.5-pro', 'https://generativelanguage.googleapis.com/v1beta/openai/', 'chat', 'edit', 265_000, 1.25],
  ['deepseek-v4-pro', 'https://api.deepseek.com', 'chat', 'edit', 1_000_000, 0.435],
  ['deepseek/deepseek-v4-pro', openrouter, 'chat', 'edit', 1_000_000, null],
  ['kimi-k2.6', 'https://api.moonshot.ai/v1', 'chat', 'edit', 262_144, 0.95],
  ['grok-4.3', 'https://api.x.ai/v1', 'chat', 'edit', 230_000, 1.25],
  ['devstral-2512', 'https://api.mistral.ai/v1', 'chat', 'edit', 256_000, null],
  ['z-ai/glm-4.7', openrouter, 'chat', 'edit', 200_000, null],
  ['qwen3-coder:30b', ollama, 'chat', 'edit', 32_768, null],
  ['Qwen/Qwen3-Coder-30B-A3B-Instruct', 'http://10.0.0.7:8000/v1', 'chat', 'edit', 32_768, null],
  ['meta-llama/Llama-3.3-70B-Instruct', gateway, 'chat', 'edit', 128_000, null],
  ['gpt-5.4', 'http://litellm:4000', 'chat', 'edit', 400_000, 2.5],
  ['never-heard-of', gateway, 'chat', 'edit', 128_000, null],
  ['never-heard-of', ollama, 'chat', 'edit', 32_768, null],
  ['constructor', openai, 'chat', 'edit', 128_000, null],
  ['', gateway, 'chat', 'edit', 128_000, null],
] as const)(
  '%s at %s is asked over %s, edits by %s, and has room for %d tokens',
  ([model, baseUrl, wire, editStyle, contextWindow, input]) => {
    const { price, ...profile } = findProfile(model, baseUrl);

    expect(profile).toMatchObject({ wire, editStyle, contextWindow, toolProtocol: 'auto' });
    expect(price?.input ?? null).toBe(input);
  },
);

test('a model whose provider lets it think not at all unless it is asked is asked', () => {
  expect(findProfile('gpt-5.2', openai).effort).toBe('medium');
  expect(findProfile('gpt-5-pro', openai).effort).toBe('high');
  expect(findProfile('claude-opus-5-5', openrouter).effort).toBeNull();
});

test('DeepSeek wants its thoughts back, Mistral does not', () => {
  expect(findProfile('deepseek-v4-flash', 'https://api.deepseek.com').echoReasoning).toBe('always');
  expect(findProfile('mistral-large-2512', 'https://api.mistral.ai/v1').echoReasoning).toBe('never');
  expect(findProfile('never-heard-of', gateway).echoReasoning).toBe('auto');
});

test('the window leaves room for input at the lower price and the longest answer behind it', () => {
  const long = ['gpt-5.5', 'gpt-6.2-astra', 'gemini-3.1-pro-preview', 'grok-4.3', 'claude-haiku-5-5'];

  for (const model of long) {
    const { contextWindow, maxOutputTokens, price } = findProfile(model, openrouter);
    expect(contextWindow - (maxOutputTokens ?? 0), model).toBeLessThanOrEqual(price?.longContext?.aboveTokens ?? 0);
  }
});

test.for([
  ['http://localhost:11434/v1', 'local'],
  ['http://127.8.9.1/v1', 'local'],
  ['http://192.168.1.5:8080/v1', 'local'],
  ['http://172.31.0.1/v1', 'local'],
  ['http://172.32.0.1/v1', 'other'],
  ['http://100.100.1.1/v1', 'local'],
  ['http://[::1]:8000/v1', 'local'],
  ['http://[fd12:3456::1]/v1', 'local'],
  ['http://[2001:db8::1]/v1', 'other'],
  ['http://vllm.internal/v1', 'local'],
  ['https://eu.api.openai.com/v1', 'openai'],
  ['https://api.openai.com.evil.example/v1', 'other'],
  ['https://10.example.com/v1', 'other'],
  ['https://ours.services.ai.azure.com/openai/v1', 'azure'],
] as const)('%s is taken for %s', ([baseUrl, kind]) => {
  expect(endpointOf(baseUrl).kind).toBe(kind);
});

test('the operator knows better', () => {
  const known = findProfile('qwen3-coder', ollama);

  const profile = withOverrides(known, { contextWindow: 65_536, toolProtocol: 'text', effort: undefined });

  expect(profile).toEqual({ ...known, contextWindow: 65_536, toolProtocol: 'text' });
});
