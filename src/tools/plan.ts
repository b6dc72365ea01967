export type PlanStep = { readonly text: string; readonly status: 'pending' | 'in_progress' | 'done' | 'dropped' };
