export type Person = { readonly name: string; readonly email: string };

/** What makes somebody the author and the committer of a commit, at a moment. */
export function identityOf({ name, email }: Person, at: Date): Readonly<Record<string, string>> {
  const date = `@${Math.floor(at.getTime() / 1000)} +0000`;
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_AUTHOR_DATE: date,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
    GIT_COMMITTER_DATE: date,
  };
}
