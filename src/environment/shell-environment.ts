/** Sourced by every `bash -c` of a box whose `BASH_ENV` names it, so that what was installed is found without a shell that stays. */
export const shellEnvironmentPath = '/tmp/sandpiper/env.sh';

/**
 * Programs installed for the user, and those of the virtual environment, come first on the path. Once in a process and what it
 * starts. A folder that is not there is passed over.
 */
export const shellEnvironment = `if [ -z "\${SANDPIPER_SHELL-}" ]; then
  export SANDPIPER_SHELL=1
  export UV_PROJECT_ENVIRONMENT="$HOME/venv" UV_PYTHON_DOWNLOADS=never POETRY_VIRTUALENVS_CREATE=false PIPENV_VERBOSITY=-1
  export PATH="$HOME/venv/bin:$HOME/.local/bin:$HOME/go/bin:$HOME/.cargo/bin:$PATH"
fi
if [ -x "$HOME/venv/bin/python" ]; then export VIRTUAL_ENV="$HOME/venv"; fi
`;
