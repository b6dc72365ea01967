/** What a server has turned out to want, learnt from its refusals. A value: each change makes a new one. */
export type Dialect = {
  /** How a model's thoughts are sent back. `complete`: also where there were none, for servers that ask for the field. */
  readonly echo: 'verbatim' | 'complete' | 'never';
  readonly tools: 'native' | 'text';
  /** What the server does not know, and is no longer sent. */
  readonly without: ReadonlySet<OptionalField>;
};

/** What a request can do without. `max_completion_tokens` has an older name instead. */
export type OptionalField =
  | 'max_completion_tokens'
  | 'parallel_tool_calls'
  | 'reasoning_effort'
  | 'reasoning_summary'
  | 'encrypted_reasoning'
  | 'prompt_cache_key'
  | 'stream_options';
