import examples from '@octokit/webhooks-examples' with { type: 'json' };
import { expect, test } from 'vitest';
import { z } from 'zod';
import { payloadSchema } from '../../../src/webhooks/events/payload-schema.ts';
import { fitsEvent } from '../../../src/webhooks/fits-event.ts';

const known = Object.keys(payloadSchema);
const published = z
  .array(z.object({ name: z.string(), examples: z.array(z.looseObject({})) }))
  .parse(examples)
  .filter(({ name }) => known.includes(name));

test('every event that is read has published examples', () => {
  expect(published.map(({ name }) => name).toSorted()).toEqual(known.toSorted());
});

test.for(published)("GitHub's own examples of $name fit that event and no other", ({ name, examples: payloads }) => {
  for (const payload of payloads) expect(known.filter((event) => fitsEvent(event, payload))).toEqual([name]);
});

test('what is no event of ours fits nothing', () => {
  expect(fitsEvent('toString', {})).toBe(false);
  expect(fitsEvent('push', { repository: {} })).toBe(false);
});
