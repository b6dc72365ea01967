import { expect, test } from 'vitest';
import {
  type AskModel,
  type Message,
  ModelFault,
  type ModelRequest,
  type Usage,
} from '../../../src/model/ask-model.ts';
import { capSpending } from '../../../src/model/cap-spending.ts';
import type { CappedProfile } from '../../../src/model/spending/spending-cap.ts';
import { saying } from '../../support/scripted-model.ts';

const never = new AbortController().signal;
const patience = { maxWaitMs: 0, onWait: () => undefined };
const profile: CappedProfile = {
  contextWindow: 100_000,
  maxOutputTokens: 1_000,
  price: { input: 1, cachedInput: 0.1, output: 10 },
};

function usage(inputTokens: number, outputTokens: number, costUsd: number | null = null): Usage {
  return { inputTokens, cachedInputTokens: 0, outputTokens, costUsd };
}

function request(characters: number, changes: Partial<ModelRequest> = {}): ModelRequest {
  return { messages: [{ role: 'user', text: 'x'.repeat(characters) }], tools: [], ...changes };
}

/** Answers with these usages in turn, then for nothing; `asked` is what it was asked. */
function billing(...usages: readonly (Usage | Error)[]) {
  const asked: ModelRequest[] = [];
  const ask: AskModel = async (given) => {
    const next = usages[asked.length] ?? usage(0, 0, 0);
    asked.push(given);
    if (next instanceof Error) throw next;
    return { ...saying('Hi'), usage: next };
  };
  return Object.assign(ask, { asked });
}

async function kindOf(answer: Promise<unknown>): Promise<string> {
  return await answer.then(
    () => 'answered',
    (error) => (error instanceof ModelFault ? error.kind : String(error)),
  );
}

test('a request whose worst case fits is sent as it is', async () => {
  const model = billing(usage(50, 5, 0.001));

  await capSpending(model, { tokens: 10_000, costUsd: 1 }, profile)(request(100), patience, never);

  expect(model.asked).toEqual([request(100)]);
});

test('an answer is held to what can still be paid for, so that a small budget is of use', async () => {
  const model = billing();

  // 1,000 tokens around, some 150 of input: 0.0012 dollars, which leaves 0.0048 for output at ten dollars a million.
  await capSpending(model, { tokens: 1_000_000, costUsd: 0.006 }, profile)(request(100), patience, never);

  expect(model.asked[0]?.maxOutputTokens).toBeGreaterThan(450);
  expect(model.asked[0]?.maxOutputTokens).toBeLessThan(490);
});

test.for([
  ['tokens', { tokens: 1_300, costUsd: null }, profile],
  ['money', { tokens: 1_000_000, costUsd: 0.003 }, profile],
  ['tokens, where the price is not known', { tokens: 1_300, costUsd: 9 }, { ...profile, price: null }],
] as const)('nothing is asked when too little is left of %s', async ([, cap, known]) => {
  const model = billing();

  expect(await kindOf(capSpending(model, cap, known)(request(100), patience, never))).toBe('over-budget');
  expect(model.asked).toEqual([]);
});

test('money is no limit while the price is not known', async () => {
  const model = billing();

  await capSpending(model, { tokens: 1_000_000, costUsd: 0 }, { ...profile, price: null })(
    request(100),
    patience,
    never,
  );

  expect(model.asked).toHaveLength(1);
});

test('a caller that asks for ever, ever more, never goes over the cap', async () => {
  let spent = 0;
  let rounds = 0;
  const price = { input: 1, cachedInput: 0.1, output: 10 };
  // The worst that is possible: every byte a token, the longest answer it is allowed.
  const greedy: AskModel = async (given) => {
    const inputTokens = Buffer.byteLength(JSON.stringify(given.messages)) + 900;
    const outputTokens = given.maxOutputTokens ?? 1_000;
    const costUsd = (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
    spent += costUsd;
    return { ...saying('Hi'), usage: usage(inputTokens, outputTokens, costUsd) };
  };
  const capped = capSpending(greedy, { tokens: 100_000_000, costUsd: 1 }, { ...profile, price });
  const messages: Message[] = [];

  for (let last = 'answered'; last === 'answered' && rounds < 10_000; rounds += 1) {
    messages.push({ role: 'user', text: 'é'.repeat(500) });
    last = await kindOf(capped({ messages: [...messages], tools: [] }, patience, never));
  }

  expect(spent).toBeLessThanOrEqual(1);
  expect(spent).toBeGreaterThan(0.95);
});

test('requests that run at once share what is left', async () => {
  const gate = Promise.withResolvers<void>();
  let spent = 0;
  const slow: AskModel = async (given) => {
    await gate.promise;
    const costUsd = (1_000 + (given.maxOutputTokens ?? 1_000) * 10) / 1_000_000;
    spent += costUsd;
    return { ...saying('Hi'), usage: usage(1_000, given.maxOutputTokens ?? 1_000, costUsd) };
  };
  const capped = capSpending(slow, { tokens: 1_000_000, costUsd: 0.05 }, profile);

  const answers = Array.from({ length: 20 }, () => kindOf(capped(request(100), patience, never)));
  gate.resolve();
  const kinds = await Promise.all(answers);

  expect(kinds.filter((kind) => kind === 'answered').length).toBeGreaterThan(2);
  expect(kinds).toContain('over-budget');
  expect(spent).toBeLessThanOrEqual(0.05);
});

test('what a provider has counted is not bounded again, only what is new', async () => {
  const model = billing(usage(2_500, 10, 0.003));
  const capped = capSpending(model, { tokens: 30_000, costUsd: null }, profile);
  const first = request(10_000);

  await capped(first, patience, never);

  // By its bytes alone it would be more than is left.
  const longer = { ...first, messages: [...first.messages, { role: 'user', text: 'x'.repeat(15_000) } as const] };
  expect(await kindOf(capped(longer, patience, never))).toBe('answered');
  expect(await kindOf(capped(request(28_000), patience, never))).toBe('over-budget');
});

test('tools that were not part of what was counted are bounded', async () => {
  const model = billing(usage(2_500, 10, 0));
  const capped = capSpending(model, { tokens: 22_000, costUsd: null }, profile);
  const first = request(9_000);
  const tools = [{ name: 'bash', description: 'x'.repeat(15_000), parameters: {} }];

  await capped(first, patience, never);

  expect(await kindOf(capped({ ...first, tools }, patience, never))).toBe('answered');
  expect(model.asked[1]?.maxOutputTokens).toBeUndefined();
  expect(await kindOf(capped({ ...first, tools: [...tools, ...tools] }, patience, never))).toBe('over-budget');
});

test('a shortened conversation is bounded by what was counted and what is new in it', async () => {
  const model = billing(usage(2_500, 10, 0));
  const capped = capSpending(model, { tokens: 20_000, costUsd: null }, profile);
  const kept: Message = { role: 'system', text: 'x'.repeat(9_000) };

  await capped({ messages: [kept, { role: 'user', text: 'x'.repeat(6_000) }], tools: [] }, patience, never);
  await capped({ messages: [kept, { role: 'user', text: 'short' }], tools: [] }, patience, never);

  expect(model.asked[1]?.maxOutputTokens).toBeUndefined();
});

test('tries that came to nothing are paid for', async () => {
  const failed = new ModelFault('unavailable', 'x', { usage: usage(1_000, 3_000, 0.031) });
  const capped = capSpending(billing(failed), { tokens: 5_200, costUsd: null }, profile);

  await kindOf(capped(request(100), patience, never));

  expect(await kindOf(capped(request(100), patience, never))).toBe('over-budget');
});

test('a request that was refused costs nothing', async () => {
  const refused = new ModelFault('bad-request', 'x');
  const capped = capSpending(billing(refused, refused), { tokens: 3_000, costUsd: null }, profile);

  await kindOf(capped(request(100), patience, never));
  await kindOf(capped(request(100), patience, never));

  expect(await kindOf(capped(request(100), patience, never))).toBe('answered');
});

test('an answer that was not waited for costs what it may have cost', async () => {
  const capped = capSpending(billing(new Error('aborted')), { tokens: 2_900, costUsd: null }, profile);

  await kindOf(capped(request(100), patience, never));

  expect(await kindOf(capped(request(100), patience, never))).toBe('over-budget');
});

test('an estimate counts for four times what it says', async () => {
  const asked: ModelRequest[] = [];
  const estimating: AskModel = async (given) => {
    asked.push(given);
    return { ...saying('Hi'), usage: usage(500, 500, 0.01), isEstimate: true };
  };
  const capped = capSpending(estimating, { tokens: 6_000, costUsd: null }, profile);

  await capped(request(100), patience, never);

  expect(await kindOf(capped(request(100), patience, never))).toBe('answered');
  expect(await kindOf(capped(request(100), patience, never))).toBe('over-budget');
  expect(asked[1]?.maxOutputTokens).toBeLessThan(1_000);
});

test.for([
  [0.0005, true],
  [0.05, false],
] as const)('after tries that cost %d dollars another one may be made: %s', async ([costUsd, may]) => {
  const asked: unknown[] = [];
  const retrying: AskModel = async (_given, { maySpendAgain }) => {
    asked.push(maySpendAgain?.(usage(500, 5, costUsd), false));
    return saying('Hi');
  };

  await capSpending(retrying, { tokens: 1_000_000, costUsd: 0.05 }, profile)(request(100), patience, never);

  expect(asked).toEqual([may]);
});

test('the higher tariff of a long request, and of writing into the cache, is set aside for', async () => {
  const price = {
    input: 1,
    cachedInput: 0.1,
    output: 10,
    cacheWrite: 2,
    longContext: { aboveTokens: 500, inputTimes: 10, outputTimes: 10 },
  };
  const model = billing();

  // 1,150 tokens of input at twenty dollars a million are 0.023 dollars.
  await capSpending(model, { tokens: 1_000_000, costUsd: 0.1 }, { ...profile, price })(request(100), patience, never);

  expect(model.asked[0]?.maxOutputTokens).toBeGreaterThan(700);
  expect(model.asked[0]?.maxOutputTokens).toBeLessThan(800);
});

test('a server that adds input and answer up is not asked for more than fits', async () => {
  const model = billing();
  const local = { contextWindow: 32_768, maxOutputTokens: null, price: null };

  await capSpending(model, { tokens: 60_000, costUsd: null }, local)(request(40_000), patience, never);

  expect(model.asked[0]?.maxOutputTokens).toBe(32_768 - 16_000);
});
