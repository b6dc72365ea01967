import { type Answer, jsonAnswer } from './answer.ts';
import type { ApiCall } from './github-state.ts';

/** One page of a list, with the way to the next. */
export function paged(origin: string, { request }: ApiCall, all: readonly object[]): Answer {
  const size = Number(request.query.get('per_page') ?? 30);
  const page = Number(request.query.get('page') ?? 1);
  const next = new URLSearchParams({ ...Object.fromEntries(request.query), page: String(page + 1) });
  const link = `<${origin}/api/v3${request.path}?${next}>; rel="next"`;
  return jsonAnswer(200, all.slice((page - 1) * size, page * size), page * size < all.length ? { link } : {});
}
