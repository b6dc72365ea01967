/** An installation token as GitHub's side knows it. */
export type MintedToken = {
  readonly token: string;
  readonly permissions: Readonly<Record<string, string>>;
  /** Full names, or `all` that the installation covers. */
  readonly repositories: readonly string[] | 'all';
  readonly state: 'active' | 'expired' | 'revoked';
};

type Bearer =
  | 'missing'
  | 'unknown'
  | { readonly kind: 'app' }
  | { readonly kind: 'installation'; readonly token: MintedToken };

/** Which tokens exist and what each may do: emulate would take any string for a person. */
export type TokenLedger = {
  readonly add: (token: Omit<MintedToken, 'state'>) => void;
  readonly revoke: (token: string) => void;
  readonly expireAll: () => void;
  readonly all: () => readonly MintedToken[];
  /** Who an `Authorization` header speaks for. An app's signature is checked later, by emulate. */
  readonly identify: (authorization: string | undefined) => Bearer;
};

export function createTokenLedger(): TokenLedger {
  const tokens = new Map<string, MintedToken>();
  const set = (token: MintedToken, state: MintedToken['state']) => tokens.set(token.token, { ...token, state });
  return {
    add: (token) => tokens.set(token.token, { ...token, state: 'active' }),
    revoke: (value) => {
      const token = tokens.get(value);
      if (token !== undefined) set(token, 'revoked');
    },
    expireAll: () => {
      for (const token of tokens.values()) if (token.state === 'active') set(token, 'expired');
    },
    all: () => [...tokens.values()],
    identify: (authorization) => identify(tokens, authorization),
  };
}

/** Whether a token's repositories include this one. */
export function tokenCovers(token: MintedToken, fullName: string): boolean {
  if (token.repositories === 'all') return true;
  return token.repositories.some((name) => name.toLowerCase() === fullName.toLowerCase());
}

export function tokenHolds(token: MintedToken, permission: string, level: 'read' | 'write'): boolean {
  const held = token.permissions[permission];
  return held === 'write' || (held !== undefined && held === level);
}

function identify(tokens: ReadonlyMap<string, MintedToken>, authorization: string | undefined): Bearer {
  if (authorization === undefined) return 'missing';
  const value = credentialOf(authorization);
  if (value.startsWith('eyJ')) return { kind: 'app' };
  const token = tokens.get(value);
  return token?.state === 'active' ? { kind: 'installation', token } : 'unknown';
}

/** The token, or the app's signature, in an `Authorization` header; empty when there is none. */
export function credentialOf(authorization: string | undefined): string {
  if (authorization === undefined) return '';
  const [scheme = '', value = ''] = authorization.split(' ', 2);
  if (scheme.toLowerCase() !== 'basic') return value;
  const [user, ...password] = Buffer.from(value, 'base64').toString('utf8').split(':');
  return user === 'x-access-token' ? password.join(':') : '';
}
