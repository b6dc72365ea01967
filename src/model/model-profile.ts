import type { Price } from './find-price.ts';

/** What is known of a model and its endpoint, as data. Nothing else in the product depends on which model it is. */
export type ModelProfile = {
  /** The wire API it is asked over. */
  readonly wire: 'chat' | 'responses';
  /** Input and output together, in tokens. */
  readonly contextWindow: number;
  /** The longest answer, in tokens; `null` leaves it to the provider. */
  readonly maxOutputTokens: number | null;
  /** `null`: not known; answers then carry no cost. */
  readonly price: Price | null;
  /** How hard it is asked to think; `null` leaves it to the provider. */
  readonly effort: 'minimal' | 'low' | 'medium' | 'high' | 'xhigh' | null;
  /** The way of changing files it was trained in. It is offered exactly one. */
  readonly editStyle: 'edit' | 'apply-patch';
  /** `text`: its server has no tool calls, they are written in the text. `auto`: native, and what stands in the text is understood too. */
  readonly toolProtocol: 'native' | 'text' | 'auto';
  /** Whether its thoughts are sent back. `auto`: until the server refuses them, or refuses to go on without. */
  readonly echoReasoning: 'auto' | 'always' | 'never';
};
