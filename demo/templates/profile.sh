# The cluster in a shell: Slurm, Lmod and the site's standard modules. Sourced by users' shells and by JupyterLab's job.
export SLURM_CONF='{slurm_conf}'
export LMOD_ADMIN_FILE='{etc}/admin.list'
export LMOD_SYSTEM_DEFAULT_MODULES='{default_environment}'
export MODULEPATH_ROOT='{modules}'   # where it is set, Debian's own start-up file leaves MODULEPATH alone
export BASH_ENV='{lmod}/init/bash'

if [ -z "${__Init_Default_Modules:-}" ]; then
    export __Init_Default_Modules=1
    export MODULEPATH='{modulepath}'
    . '{lmod}/init/bash'
    module --initial_load --no_redirect restore
else
    # A shell below one that has modules already. A login shell's /etc/profile has just set PATH anew:
    # Lmod remembers what it was, each folder with the number of modules that want it ("/a:2;/b:1").
    . '{lmod}/init/bash'
    if shopt -q login_shell && [ -n "${__LMOD_REF_COUNT_PATH:-}" ]; then
        PATH=$(printf '%s\n' "$__LMOD_REF_COUNT_PATH" | sed -e 's/:[0-9]*;/:/g' -e 's/:[0-9]*$//')
    fi
fi
