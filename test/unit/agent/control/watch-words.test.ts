import { expect, test } from 'vitest';
import { repeatsItself } from '../../../../src/agent/control/repeats-itself.ts';
import { watchWords } from '../../../../src/agent/control/watch-words.ts';

const long =
  'I have looked at the function and it seems to me that the loop ends one element too early, so I will fix it.';

test.for([
  ['the same long words four times', [long, long, long, long], 1],
  ['the same long words six times', Array(6).fill(long), 1],
  ['the same but for white space', [long, `${long}\n`, ` ${long}`, long.replace(' ', '  ')], 1],
  ['the same long words three times', [long, long, long], 0],
  ['with others in between', [long, long, long, 'Now the tests.', long, long, long], 0],
  ['the same short words', Array(9).fill('Now I run the tests.'), 0],
  ['no words', Array(9).fill(''), 0],
] as const)('%s', ([, texts, times]) => {
  const watch = watchWords();

  expect(texts.flatMap((text) => watch(text))).toHaveLength(times);
});

test.for([
  ['a sentence without end', `Let me think. ${'The answer is in the loop. '.repeat(60)}`, true],
  ['a paragraph without end', `${'x'.repeat(50)}${long}`.repeat(12), true],
  ['a word without end', 'no '.repeat(400), true],
  ['a sentence six times', 'The answer is in the loop. '.repeat(6), false],
  ['a ruled line', `Done.\n${'-'.repeat(3_000)}`, false],
  [
    'a long text that says many things',
    Array.from({ length: 300 }, (_, at) => `Line ${at} of the file.`).join('\n'),
    false,
  ],
  ['repeated words that came to an end', `${'so so so '.repeat(200)} and then it was fixed.`, false],
] as const)('%s: repeats itself %s', ([, text, expected]) => {
  expect(repeatsItself(text)).toBe(expected);
});
