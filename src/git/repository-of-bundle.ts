/**
 * Lines of a bash script that reads a `Bundle` from standard input, in a folder that has no `.git`: they make a repository whose
 * branch `main` has that commit alone, with no remote and no hooks. `hard`: the files become those of the commit.
 */
export function repositoryOfBundle(reset: 'hard' | 'mixed'): string {
  return `git init --quiet --template= --initial-branch=main .
git config user.name Sandpiper
git config user.email sandpiper@localhost
cat > .git/base.bundle
base=$(git bundle unbundle .git/base.bundle | cut -d ' ' -f 1)
rm .git/base.bundle
git reset --quiet --${reset} "$base"
`;
}
