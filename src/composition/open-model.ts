import type { Logger } from 'pino';
import type { OperatorSettings } from '../config/operator-settings.ts';
import { Fault } from '../errors.ts';
import type { AskModel, Wait } from '../model/ask-model.ts';
import { findProfile } from '../model/find-profile.ts';
import type { ModelProfile } from '../model/model-profile.ts';
import { openAiModel } from '../model/openai-model.ts';
import { withOverrides } from '../model/with-overrides.ts';

export type NamedProfile = ModelProfile & { readonly name: string };

export function modelOf({ model }: OperatorSettings, log: Logger): NamedProfile {
  if (model.name === null) throw noModel();
  const profile = withOverrides(findProfile(model.name, model.baseUrl), model.profile);
  if (profile.price === null)
    log.warn({ model: model.name }, 'The price of the model is not known: runs have no limit of cost');
  return { ...profile, name: model.name };
}

export function askModelOf({ model }: OperatorSettings, { name, ...profile }: NamedProfile, log: Logger): AskModel {
  if (model.apiKey === null) throw noModel();
  const ask = openAiModel({
    baseUrl: model.baseUrl,
    apiKey: model.apiKey,
    model: name,
    profile,
    idleTimeoutMs: 120_000,
    requestTimeoutMs: 15 * 60_000,
    retries: { attempts: 6 },
  });
  return (request, patience, signal) => {
    const onWait = (wait: Wait) => {
      log.warn(wait, 'The model is asked again');
      patience.onWait(wait);
    };
    return ask(request, { ...patience, onWait }, signal);
  };
}

function noModel(): Fault {
  return new Fault('No model is configured.', {
    nextAction: 'Set SANDPIPER_MODEL and OPENAI_API_KEY, and OPENAI_BASE_URL when it is not OpenAI.',
  });
}
