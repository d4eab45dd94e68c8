# Login shells: the cluster's environment, then the same as in every interactive shell.
if [ -r '{profile}' ]; then . '{profile}'; fi
if [ -r ~/.bashrc ]; then . ~/.bashrc; fi
