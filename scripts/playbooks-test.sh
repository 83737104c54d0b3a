#!/bin/bash
# Tests the host program, the callback plugin and the form of the playbooks; playbooks-rehearse.sh boots a machine.
set -euo pipefail
cd "$(dirname "$0")/.."
export PYTHONDONTWRITEBYTECODE=1 ANSIBLE_CONFIG=$PWD/playbooks/ansible.cfg

say() { printf '== %s\n' "$*"; }

# The distribution's ansible-lint if it has the production profile (6.13 does), otherwise a separate one.
find_lint() {
    if command -v ansible-lint >/dev/null && ansible-lint --help | grep -q -- --profile; then
        lint=ansible-lint
        return
    fi
    local environment=.build/ansible-lint
    if [ ! -x "$environment/bin/ansible-lint" ]; then
        say "ansible-lint from PyPI, into $environment"
        python3 -m venv "$environment"
        "$environment/bin/pip" --quiet --disable-pip-version-check install ansible-core==2.18.6 ansible-lint==25.6.1
    fi
    lint=$PWD/$environment/bin/ansible-lint
}

say "host program and callback plugin"
python3 -m unittest discover --start-directory playbooks/tests --top-level-directory playbooks

say "example application"
if python3 -c 'import celery, psycopg2, redis' 2>/dev/null; then
    python3 -m unittest discover --start-directory examples/workspace-app/tests \
        --top-level-directory examples/workspace-app
elif [ "$(id -u)" = 0 ]; then
    say "celery, psycopg2 or redis is not installed here: scripts/playbooks-rehearse.sh runs them on a machine"
else
    echo "SKIPPED the example application's tests: celery, psycopg2 or redis is not installed"
fi

say "syntax"
for playbook in playbooks/*.yml; do
    ansible-playbook --syntax-check -i localhost, "$playbook" >/dev/null
done

say "ansible-lint, production profile"
find_lint
# Newer versions leave a cache in the folder, which is identified by its digest.
trap 'rm -rf playbooks/.ansible' EXIT
(cd playbooks && "$lint" --offline --nocolor -q --profile production ./*.yml roles)

if command -v shellcheck >/dev/null; then
    say "shellcheck"
    shellcheck scripts/playbooks-*.sh
else
    say "shellcheck skipped: it is not installed"
fi
say "playbooks: all tests passed"
