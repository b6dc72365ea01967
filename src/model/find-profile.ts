import { findPrice } from './find-price.ts';
import type { ModelProfile } from './model-profile.ts';

/** What is known of `model` as served at `baseUrl`; sane for one that nobody has heard of. */
export function findProfile(model: string, _baseUrl: string): ModelProfile {
  return {
    wire: 'chat',
    contextWindow: 128_000,
    maxOutputTokens: null,
    price: findPrice(model),
    effort: null,
    editStyle: 'edit',
    toolProtocol: 'auto',
    echoReasoning: 'auto',
  };
}
