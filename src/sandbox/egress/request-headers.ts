/** What a reader needs to say. Everything else the box sends stays behind: credentials under any name, cookies, hops. */
export const requestHeaders = [
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'if-match',
  'if-modified-since',
  'if-none-match',
  'if-range',
  'if-unmodified-since',
  'pragma',
  'range',
  'user-agent',
] as const;
