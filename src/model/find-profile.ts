import { bareModelName } from './bare-model-name.ts';
import { findPrice, type Price } from './find-price.ts';
import type { ModelProfile } from './model-profile.ts';
import { type Endpoint, endpointOf } from './profiles/endpoint-of.ts';
import { type ModelFamily, modelFamilies } from './profiles/model-families.ts';

/** What a server of one's own holds at least, when it was set up to be worked with. */
const LOCAL_WINDOW = 32_768;

const UNKNOWN: ModelFamily = { pattern: /^/, contextWindow: 128_000, maxOutputTokens: null, isOpen: true };

/** What is known of `model` as served at `baseUrl`; sane for one that nobody has heard of. */
export function findProfile(model: string, baseUrl: string): ModelProfile {
  const { kind } = endpointOf(baseUrl);
  const name = bareModelName(model).toLowerCase();
  const family = modelFamilies.find(({ pattern }) => pattern.test(name)) ?? UNKNOWN;
  const isReasoner = family.isOpenAiReasoner === true;
  const isOpenAi = kind === 'openai' || kind === 'azure' || kind === 'openrouter';
  const isOwn = kind === 'local' && family.isOpen === true;
  return {
    wire: kind === 'openai' && isReasoner ? 'responses' : 'chat',
    contextWindow: isOwn ? Math.min(family.contextWindow, LOCAL_WINDOW) : family.contextWindow,
    maxOutputTokens: isOwn ? null : family.maxOutputTokens,
    price: priceOf(model, family, kind),
    effort: isOpenAi ? (family.effort ?? null) : null,
    // Behind any other address the name may be that of another model.
    editStyle: isOpenAi && isReasoner ? 'apply-patch' : 'edit',
    toolProtocol: 'auto',
    echoReasoning: family.echoReasoning ?? 'auto',
  };
}

/** What everybody may serve has a price only where its maker serves it. */
function priceOf(model: string, family: ModelFamily, kind: Endpoint['kind']): Price | null {
  return family.isOpen === true && kind !== 'vendor' ? null : findPrice(model);
}
