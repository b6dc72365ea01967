/** Who answers at a base URL, as far as its host tells. */
export type Endpoint = {
  readonly kind: 'openai' | 'azure' | 'openrouter' | 'vendor' | 'local' | 'other';
  /** Newer name of the limit of the answer. What does not know it may pass over it, and then there is no limit at all. */
  readonly knowsMaxCompletionTokens: boolean;
};

export function endpointOf(baseUrl: string): Endpoint {
  const kind = kindOf(new URL(baseUrl).hostname.toLowerCase());
  return { kind, knowsMaxCompletionTokens: kind === 'openai' || kind === 'azure' || kind === 'openrouter' };
}

function kindOf(host: string): Endpoint['kind'] {
  if (isLocal(host)) return 'local';
  return HOSTS.find(([, pattern]) => pattern.test(host))?.[0] ?? 'other';
}

const HOSTS: readonly (readonly [Endpoint['kind'], RegExp])[] = [
  ['openai', /^(?:\w{2}\.)?api\.openai\.com$/],
  ['azure', /\.(?:openai\.azure\.com|services\.ai\.azure\.com|cognitiveservices\.azure\.com)$/],
  ['openrouter', /^openrouter\.ai$/],
  [
    'vendor',
    /^(?:api\.deepseek\.com|api\.moonshot\.(?:ai|cn)|api\.mistral\.ai|api\.x\.ai|api\.anthropic\.com|generativelanguage\.googleapis\.com|api\.z\.ai|open\.bigmodel\.cn|dashscope(?:-intl|-us)?\.aliyuncs\.com|api\.minimax\.(?:io|chat))$/,
  ],
];

/** This machine, one beside it, or one of a private network: vLLM, Ollama, llama.cpp, or a proxy of one's own. */
function isLocal(host: string): boolean {
  if (host.startsWith('[')) return /^\[(?:::1|f[cd][\da-f]{2}:|fe80:)/.test(host);
  if (!/^[\d.]+$/.test(host)) return !host.includes('.') || /\.(?:localhost|local|internal|lan|home\.arpa)$/.test(host);
  return /^(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.|100\.(?:6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|0\.0\.0\.0$)/.test(
    host,
  );
}
