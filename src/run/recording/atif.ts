/**
 * The Agent Trajectory Interchange Format, version 1.7, as far as Sandpiper writes it: harbor's RFC 0001 and its reference
 * models. Members that are not known are left out, never null.
 */
export type AtifTrajectory = {
  readonly schema_version: 'ATIF-v1.7';
  /** The id of the run. */
  readonly session_id: string;
  readonly agent: AtifAgent;
  readonly steps: readonly AtifStep[];
  readonly final_metrics: AtifFinalMetrics;
  readonly extra?: Extra;
};

export type AtifAgent = {
  readonly name: string;
  readonly version: string;
  readonly model_name?: string;
  readonly extra?: Extra;
};

export type AtifStep = {
  /** From 1, without gaps. */
  readonly step_id: number;
  /** ISO 8601. */
  readonly timestamp?: string;
  readonly message: string;
  readonly extra?: Extra;
} & (
  | { readonly source: 'system' | 'user' }
  | {
      readonly source: 'agent';
      readonly reasoning_content?: string;
      readonly tool_calls?: readonly AtifToolCall[];
      readonly observation?: { readonly results: readonly AtifResult[] };
      readonly metrics?: AtifMetrics;
      readonly llm_call_count?: number;
    }
);

export type AtifToolCall = {
  readonly tool_call_id: string;
  readonly function_name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly extra?: Extra;
};

export type AtifResult = {
  /** A call of the same step. */
  readonly source_call_id?: string;
  readonly content: string;
  readonly extra?: Extra;
};

export type AtifMetrics = {
  /** Those from the cache included. */
  readonly prompt_tokens: number;
  readonly completion_tokens: number;
  readonly cached_tokens: number;
  readonly cost_usd?: number;
};

export type AtifFinalMetrics = {
  readonly total_prompt_tokens: number;
  readonly total_completion_tokens: number;
  readonly total_cached_tokens: number;
  readonly total_cost_usd?: number;
  readonly total_steps: number;
};

type Extra = Readonly<Record<string, unknown>>;
