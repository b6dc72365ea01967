import type { ModelProfile } from './model-profile.ts';

export type ProfileOverrides = { readonly [Field in keyof ModelProfile]?: ModelProfile[Field] | undefined };

/** The profile, but for what somebody knows better. */
export function withOverrides(profile: ModelProfile, overrides: ProfileOverrides): ModelProfile {
  return {
    wire: overrides.wire ?? profile.wire,
    contextWindow: overrides.contextWindow ?? profile.contextWindow,
    maxOutputTokens: overrides.maxOutputTokens ?? profile.maxOutputTokens,
    price: overrides.price ?? profile.price,
    effort: overrides.effort ?? profile.effort,
    editStyle: overrides.editStyle ?? profile.editStyle,
    toolProtocol: overrides.toolProtocol ?? profile.toolProtocol,
    echoReasoning: overrides.echoReasoning ?? profile.echoReasoning,
  };
}
