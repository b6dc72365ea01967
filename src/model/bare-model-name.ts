const RELEASE_SUFFIX = /[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$/;

/** A model's name without its provider (`openai/…`) and its release (`…-2026-04-23`, `…-latest`). */
export function bareModelName(model: string): string {
  return model.slice(model.lastIndexOf('/') + 1).replace(RELEASE_SUFFIX, '');
}
