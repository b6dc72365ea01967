/** Whether workflows run on a pull request of ours: `none` are there, or what the maintainers set. */
export type WorkflowsShown = 'none' | 'held' | 'at-once';

/** For the description of a pull request; empty where there is nothing to be said. */
export function describeWorkflows(workflows: WorkflowsShown): string {
  switch (workflows) {
    case 'none':
      return '';
    case 'held':
      return 'No workflow has run on these commits, which an agent wrote. Once you have read them, press “Ready for review”: that starts the workflows, with a commit that changes no file.';
    case 'at-once':
      return 'Workflows run on these commits at once, as the settings of this repository want it.';
  }
}
