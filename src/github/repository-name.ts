export type RepositoryName = { readonly owner: string; readonly name: string };
