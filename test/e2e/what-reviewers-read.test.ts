import { expect, test } from 'vitest';
import { startSandpiper } from '../support/start-sandpiper.ts';
import { finish, fixAdd, tinyRepository } from '../support/tiny-repository.ts';

const template =
  '<!-- Fixes #9 -->\n## Description\n\n## Testing\n\n- [ ] Tests pass\n- [ ] I asked @everyone\n\n## Screenshots\n';

test('a reviewer finds the verdict, the template, the commit that GitHub made, who asked for it, and the full logs', async () => {
  const seed = tinyRepository({ 'docs/PULL_REQUEST_TEMPLATE.md': template });
  await using sandpiper = await startSandpiper({ seed, steps: [fixAdd, finish()] });
  const { gitHub } = sandpiper;

  await sandpiper.label();

  const [pull] = await gitHub.pulls();
  const sha = pull?.head.sha ?? '';
  const [check] = await gitHub.checkRuns(sha);
  const body = pull?.body ?? '';
  expect(body).toMatch(/^<!-- sandpiper:description -->\n\*\*Verified\.\*\*.*\n\nFixes #1\n\n/);
  expect(body).toContain(`| \`${sha.slice(0, 12)}\` |`);
  expect(check?.output.summary).toContain(`| \`${sha.slice(0, 12)}\` |`);
  expect(body).toMatch(new RegExp(`\\]\\(http://[^)]*/wader/tiny/commit/${sha}/checks\\)`));
  expect(body).toContain('in order to sign it');
  expect(body).toMatch(/a fresh sandbox of `\S+` \(`sha256:[0-9a-f]{12}…`\), without/);
  expect(body).toContain("### Description\n\n#### In the model's own words");
  expect(body).toContain('- [x] Tests pass — measured: `npm test` exited with code 0\n- [ ] I asked @\u2060everyone');
  expect(body).toContain('### Screenshots\n\n_Not filled in by Sandpiper._');
  expect(body).not.toMatch(/#9|@everyone/);
  expect(check?.output.text).toMatch(
    /#### Tests with this change: it exited with code 0[^#]*```text\n[^#]*adds nothing/,
  );
  expect(check?.output.text).toContain('#### Tests at base: it exited with code 1');
  expect(await gitHub.commitMessage(sha)).toMatch(/^Co-authored-by: wader <\d+\+wader@users\.noreply\.\S+>$/m);
  expect(gitHub.contractViolations()).toEqual([]);
});
