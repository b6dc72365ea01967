/** Where servers of this dialect put a model's thoughts. Some refuse a later request that does not repeat them, others one that does. */
export const echoedFields = ['reasoning_content', 'reasoning', 'reasoning_details'] as const;
