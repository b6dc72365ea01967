import type { ScriptedStep } from '../../src/demo/model/start-scripted-model.ts';
import type { TaskScripts } from './start-task-model.ts';

/** For each task of `manifest.json` what the scripted model does, so that many classes of outcome come about. */
export const taskScripts: TaskScripts = {
  'page-range': {
    sandpiper: [bash(`sed -i 's/last - width)/last - width + 1)/' src/page-range.js && npm test`), finish('fixed')],
    'bash-only': { status: 401 },
  },
  'parse-duration': {
    // Mends the one example of the issue, and not what is wrong.
    sandpiper: [
      bash(`sed -i '/^export/a if (/^[0-9]+ms$/.test(text)) return Number.parseInt(text, 10);' src/parse-duration.js`),
      bash('npm test'),
      finish('fixed'),
    ],
    'bash-only': [bash(`sed -i 's/h|m|s|ms/h|ms|m|s/' src/parse-duration.js`), bash('npm test'), submit()],
  },
  'shared-defaults': {
    // Makes the test agree with the code.
    sandpiper: [
      bash(`sed -i 's/authorization, undefined/authorization, "Bearer of-somebody-else"/' test/*.js && node --test`),
      finish('fixed'),
    ],
    // Forgets the defaults with the headers.
    'bash-only': [bash(`sed -i 's/url, method:/url, headers: {}, method:/' src/make-request.js`), submit()],
  },
  slug: {
    sandpiper: [
      bash(
        `sed -i -e "s/\\.toLowerCase()/.toLowerCase().normalize('NFD').replace(\\/\\\\\\\\p{M}\\/gu, '')/" -e "s/-\\$\\/,/^-|-\\$\\/g,/" src/slug.js && cat src/slug.js && npm test`,
      ),
      finish('fixed'),
    ],
    // Half of what was asked for; the tests that are there do not show it.
    'bash-only': [bash(`sed -i "s/-\\$\\/,/^-|-\\$\\/g,/" src/slug.js && npm test`), submit()],
  },
  'csv-line': {
    sandpiper: [bash('cat src/*.js'), finish('blocked')],
    'bash-only': [bash('cat src/*.js'), submit()],
  },
  retry: {
    sandpiper: Array.from({ length: 20 }, (_, index) => bash(`echo "looking, ${index}"; ls src`)),
    'bash-only': [bash('cat src/*.js'), { text: 'It looks fine to me.', calls: [] }],
  },
  'leap-year': {
    sandpiper: [bash('npm test'), finish('no_change_needed')],
    'bash-only': [bash('echo "// Looked at" >> src/is-leap-year.js'), submit()],
  },
};

function bash(command: string): ScriptedStep {
  return { text: 'Next.', calls: [{ tool: 'bash', arguments: { command } }] };
}

function submit(): ScriptedStep {
  return bash('echo COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT');
}

function finish(outcome: string): ScriptedStep {
  return { calls: [{ tool: 'finish', arguments: { outcome, summary: 'I did what I could.' } }] };
}
