import { expect, test } from 'vitest';
import { createTokenLedger, tokenCovers, tokenHolds } from '../../../src/demo/github/token-ledger.ts';

const token = {
  token: 'ghs_one',
  permissions: { contents: 'read', issues: 'write' },
  repositories: ['wader/tidewords'],
};

test.for([
  ['no header', undefined, 'missing'],
  ['a token nobody minted', 'token ghs_other', 'unknown'],
  ['a basic login of another name', `Basic ${btoa('wader:ghs_one')}`, 'unknown'],
  ['a password that only begins like a token', `Basic ${btoa('x-access-token:ghs_one:more')}`, 'unknown'],
] as const)('%s speaks for nobody', ([, header, expected]) => {
  const ledger = createTokenLedger();
  ledger.add(token);

  expect(ledger.identify(header)).toBe(expected);
});

test.for(['token ghs_one', 'Bearer ghs_one', `Basic ${btoa('x-access-token:ghs_one')}`])(
  '%s speaks for the installation',
  (header) => {
    const ledger = createTokenLedger();
    ledger.add(token);

    expect(ledger.identify(header)).toMatchObject({ kind: 'installation', token });
  },
);

test.for(['revoked', 'expired'] as const)('a token that is %s is unknown, and stays on record', (end) => {
  const ledger = createTokenLedger();
  ledger.add(token);

  if (end === 'revoked') ledger.revoke('ghs_one');
  else ledger.expireAll();

  expect(ledger.identify('token ghs_one')).toBe('unknown');
  expect(ledger.all()).toMatchObject([{ token: 'ghs_one', state: end }]);
});

test('write includes read, read does not include write', () => {
  const active = { ...token, state: 'active' } as const;

  expect(tokenHolds(active, 'issues', 'read')).toBe(true);
  expect(tokenHolds(active, 'contents', 'read')).toBe(true);
  expect(tokenHolds(active, 'contents', 'write')).toBe(false);
  expect(tokenHolds(active, 'checks', 'read')).toBe(false);
});

test('a token covers the repositories it was asked for, however they are written', () => {
  const active = { ...token, state: 'active' } as const;

  expect(tokenCovers(active, 'Wader/TideWords')).toBe(true);
  expect(tokenCovers(active, 'wader/other')).toBe(false);
});
