import type { RunView, ShownStep } from './run-view.ts';
import type { ShownEvent, ShownOf } from './shown-events.ts';

const stepsPerPage = 40;
const most = { stages: 50, commands: 60, denied: 60, observations: 30 };

export type Collected = Omit<RunView, 'runId' | 'lastAt' | 'commands'> & {
  readonly commands: { readonly shown: readonly ShownOf<'command'>[]; readonly leftOut: number };
};

type AboutAll = ShownOf<'run.started' | 'run.ended' | 'run.budget' | 'run.work' | 'canary'>;

/** Takes events in order and keeps of them what fits on a page. `page` counts pages of steps from 1; `null` is the last one. */
export function collectRunView(page: number | null): { take(event: ShownEvent): void; result(): Collected } {
  const steps = pageOfSteps(page);
  const stages = lastOf<ShownOf<'stage'>>(most.stages, () => true);
  const commands = lastOf<ShownOf<'command'>>(most.commands, ({ purpose }) => !purpose.startsWith('agent'));
  const denied = lastOf<ShownOf<'egress'>>(most.denied, ({ decision }) => decision === 'denied');
  let [started, ended]: [Collected['started'], Collected['ended']] = [null, null];
  let [costUsd, budgetUsd, pull]: (number | null)[] = [0, null, null];
  let isCompromised = false;
  const addCost = (more: number | null) => {
    costUsd = costUsd === null || costUsd === undefined || more === null ? null : costUsd + more;
  };
  const takeCourse = (event: Exclude<ShownEvent, AboutAll>): void => {
    switch (event.type) {
      case 'stage':
        stages.add(event);
        break;
      case 'egress':
        denied.add(event);
        break;
      case 'command':
        commands.add(event);
        break;
      case 'agent.shrunk':
        addCost(event.usage === undefined ? 0 : event.usage.costUsd);
        break;
      case 'agent.answer':
        addCost(event.usage.costUsd);
        steps.begin(event);
        break;
      case 'agent.observation':
        steps.observe(event);
        break;
    }
  };
  const take = (event: ShownEvent): void => {
    switch (event.type) {
      case 'run.started':
        started = event;
        break;
      case 'run.ended':
        ended = event;
        break;
      case 'run.budget':
        budgetUsd = event.budget.costUsd;
        break;
      case 'run.work':
        pull = event.work.pull;
        break;
      case 'canary':
        isCompromised = true;
        break;
      default:
        takeCourse(event);
    }
  };
  return {
    take,
    result: () => ({
      started,
      ended,
      pull: pull ?? null,
      stages: stages.result().shown,
      spent: { steps: steps.count(), costUsd: costUsd ?? null, budgetUsd: budgetUsd ?? null },
      page: steps.result(),
      commands: commands.result(),
      denied: denied.result(),
      isCompromised,
    }),
  };
}

function pageOfSteps(page: number | null) {
  let kept: (ShownStep & { observations: ShownOf<'agent.observation'>[] })[] = [];
  let current: (typeof kept)[number] | null = null;
  let answers = 0;
  return {
    begin(answer: ShownOf<'agent.answer'>): void {
      if (page === null && answers % stepsPerPage === 0) kept = [];
      answers += 1;
      const isShown = page === null || Math.ceil(answers / stepsPerPage) === page;
      current = isShown ? { answer, observations: [] } : null;
      if (current !== null) kept.push(current);
    },
    observe(observation: ShownOf<'agent.observation'>): void {
      if (current !== null && current.observations.length < most.observations) current.observations.push(observation);
    },
    count: () => answers,
    result(): RunView['page'] {
      const count = Math.max(1, Math.ceil(answers / stepsPerPage));
      return { number: page ?? count, count, steps: kept };
    },
  };
}

/** The last so many, since what went wrong is told at the end. */
function lastOf<Item>(size: number, isShown: (item: Item) => boolean) {
  const kept: Item[] = [];
  let count = 0;
  return {
    add(item: Item): void {
      if (!isShown(item)) return;
      count += 1;
      kept.push(item);
      if (kept.length > size) kept.shift();
    },
    result: () => ({ shown: kept, leftOut: count - kept.length }),
  };
}
