/**
 * ATIF v1.7 as JSON Schema, written out by hand from harbor's reference models (harbor-framework/harbor,
 * src/harbor/models/trajectories/{trajectory,agent,step,tool_call,observation,observation_result,content,metrics,
 * final_metrics,subagent_trajectory_ref}.py, as released in 0.23.0 with `schema_version` up to "ATIF-v1.7"), each of which
 * forbids unknown members. Their validators that no schema can express are in `atifProblems`.
 */
const text = { type: 'string' };
const extra = { type: 'object' };
const count = { type: 'integer' };

const contentParts = {
  type: 'array',
  items: {
    type: 'object',
    required: ['type'],
    additionalProperties: false,
    properties: { type: { enum: ['text', 'image'] }, text, source: { type: 'object' } },
  },
};

const subagentReference = {
  type: 'object',
  additionalProperties: false,
  anyOf: [{ required: ['trajectory_id'] }, { required: ['trajectory_path'] }],
  properties: { trajectory_id: text, trajectory_path: text, session_id: text, extra },
};

const toolCall = {
  type: 'object',
  required: ['tool_call_id', 'function_name', 'arguments'],
  additionalProperties: false,
  properties: { tool_call_id: text, function_name: text, arguments: { type: 'object' }, extra },
};

const observation = {
  type: 'object',
  required: ['results'],
  additionalProperties: false,
  properties: {
    results: {
      type: 'array',
      items: {
        type: 'object',
        additionalProperties: false,
        properties: {
          source_call_id: text,
          content: { anyOf: [text, contentParts] },
          subagent_trajectory_ref: { type: 'array', items: subagentReference },
          extra,
        },
      },
    },
  },
};

const metrics = {
  type: 'object',
  additionalProperties: false,
  properties: {
    prompt_tokens: count,
    completion_tokens: count,
    cached_tokens: count,
    cost_usd: { type: 'number' },
    prompt_token_ids: { type: 'array', items: count },
    completion_token_ids: { type: 'array', items: count },
    logprobs: { type: 'array', items: { type: 'number' } },
    extra,
  },
};

const forAgentsAlone = ['model_name', 'reasoning_effort', 'reasoning_content', 'tool_calls', 'metrics'];

const step = {
  type: 'object',
  required: ['step_id', 'source', 'message'],
  additionalProperties: false,
  properties: {
    step_id: { type: 'integer', minimum: 1 },
    timestamp: {
      type: 'string',
      pattern: '^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d{3}(\\d{3})?)?(Z|[+-]\\d{2}:\\d{2})$',
    },
    source: { enum: ['system', 'user', 'agent'] },
    model_name: text,
    reasoning_effort: { anyOf: [text, { type: 'number' }] },
    message: { anyOf: [text, contentParts] },
    reasoning_content: text,
    tool_calls: { type: 'array', items: toolCall },
    observation,
    metrics,
    is_copied_context: { type: 'boolean' },
    llm_call_count: { type: 'integer', minimum: 0 },
    extra,
  },
  allOf: [
    {
      if: { properties: { source: { enum: ['system', 'user'] } } },
      // biome-ignore lint/suspicious/noThenProperty: the word is JSON Schema's
      then: { not: { anyOf: forAgentsAlone.map((name) => ({ required: [name] })) } },
    },
    {
      if: { required: ['llm_call_count'], properties: { source: { const: 'agent' }, llm_call_count: { const: 0 } } },
      // biome-ignore lint/suspicious/noThenProperty: the word is JSON Schema's
      then: { not: { anyOf: [{ required: ['metrics'] }, { required: ['reasoning_content'] }] } },
    },
  ],
};

export const atifSchema = {
  type: 'object',
  required: ['schema_version', 'agent', 'steps'],
  additionalProperties: false,
  properties: {
    schema_version: { const: 'ATIF-v1.7' },
    session_id: text,
    trajectory_id: text,
    agent: {
      type: 'object',
      required: ['name', 'version'],
      additionalProperties: false,
      properties: {
        name: text,
        version: text,
        model_name: text,
        tool_definitions: { type: 'array', items: { type: 'object' } },
        extra,
      },
    },
    steps: { type: 'array', minItems: 1, items: step },
    notes: text,
    final_metrics: {
      type: 'object',
      additionalProperties: false,
      properties: {
        total_prompt_tokens: count,
        total_completion_tokens: count,
        total_cached_tokens: count,
        total_cost_usd: { type: 'number' },
        total_steps: { type: 'integer', minimum: 0 },
        extra,
      },
    },
    continued_trajectory_ref: text,
    extra,
    subagent_trajectories: { type: 'array', items: { $ref: '#' } },
  },
};
