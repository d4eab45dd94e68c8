# Interactive shells: the cluster's environment and a prompt that says where one is.
if [ -r '{profile}' ] && ! shopt -q login_shell; then . '{profile}'; fi
PS1='\u@\h:\w\$ '
HISTCONTROL=ignoreboth
