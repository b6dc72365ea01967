const defaults = { method: 'GET', headers: { accept: 'application/json' } };

/** What is sent to `url`; `options` go before the defaults. */
export function makeRequest(url, options = {}) {
  const request = Object.assign({}, defaults, { url, method: options.method ?? defaults.method });
  for (const [name, value] of Object.entries(options.headers ?? {})) request.headers[name.toLowerCase()] = value;
  return request;
}
