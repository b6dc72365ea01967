import { describe, expect, test } from 'vitest';
import { encloseDescription, renewDescription } from '../../../src/run/publishing/renew-description.ts';

const first = encloseDescription('Verified once.\n\nFixes #1');

describe('a description that is made anew', () => {
  test('has our new part alone where nobody wrote anything', () => {
    expect(renewDescription(first, 'Verified twice.')).toBe(encloseDescription('Verified twice.'));
  });

  test('has it where nobody left anything', () => {
    expect(renewDescription('', 'Verified twice.')).toBe(encloseDescription('Verified twice.'));
  });

  test('keeps what people wrote around it, in the line ends of their browser', () => {
    const current = `Before.\n\n${first}\n\nAfter.`.replaceAll('\n', '\r\n');

    expect(renewDescription(current, 'Verified twice.')).toBe(
      `Before.\n\n${encloseDescription('Verified twice.')}\n\nAfter.`,
    );
  });

  test('keeps what people wrote into it as a quotation, once', () => {
    const once =
      renewDescription(first.replace('Fixes #1', 'Fixes #1 @everyone, see *there*'), 'Verified twice.') ?? '';
    const twice = renewDescription(once, 'Verified three times.') ?? '';

    expect(once.startsWith(encloseDescription('Verified twice.'))).toBe(true);
    expect(twice.startsWith(encloseDescription('Verified three times.'))).toBe(true);
    expect(once).toContain('see *there*\n```');
    expect(twice.split('see *there*')).toHaveLength(2);
  });

  test.for([
    ['the first mark', /<!-- sandpiper:description -->/],
    ['the last mark', /<!-- sandpiper:description-ends=.*-->/],
  ] as const)('is all kept when somebody took away %s', ([, mark]) => {
    const renewed = renewDescription(`${first}\n\nAfter.`.replace(mark, ''), 'Verified twice.');

    expect(renewed).toContain('Verified once.');
    expect(renewed).toContain('After.');
  });

  test('stays as it is where there is no room for both', () => {
    expect(renewDescription(`${first}\n\n${'x'.repeat(60_000)}`, 'y'.repeat(10_000))).toBeNull();
  });
});
