import { APIError } from 'openai';
import { expect, test } from 'vitest';
import { explainFailure } from '../../../src/model/explain-failure.ts';

const subject = {
  model: 'small',
  baseUrl: 'http://127.0.0.1:9/v1',
  apiKey: 'sk-secret',
  profile: { wire: 'chat' } as const,
};

function faultFor(status: number, message: string) {
  return explainFailure(new APIError(status, { message }, undefined, new Headers()), subject);
}

test.for([
  ['an ordinary message', 'Bad key', '401 Bad key'],
  ['a message that begins with the status', '401 Bad key', '401 Bad key'],
  ['several lines and colours', 'Bad\r\n\u001b[31mkey', '401 Bad [31mkey'],
  ['the key itself', 'Bad key sk-secret', '401 Bad key [key]'],
] as const)('says status and text once, in one line, for %s', ([, message, words]) => {
  expect(faultFor(401, message).message).toBe(`The model small at 127.0.0.1:9 refused the API key: ${words}`);
});

test('keeps a long text short', () => {
  expect(faultFor(400, 'x'.repeat(5_000)).message.length).toBeLessThan(400);
});

test('carries no error of the provider into a log, where the key would be read', () => {
  expect(faultFor(401, 'Bad key sk-secret').cause).toBeUndefined();
});
