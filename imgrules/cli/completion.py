"""``imgrules completion``: the script that lets a shell complete what is half typed."""

from __future__ import annotations

import os
from typing import Any

import click
from click.shell_completion import (
    BashComplete,
    CompletionItem,
    add_completion_class,
    get_completion_class,
    split_arg_string,
)

PLACES = {
    "bash": ("~/.bashrc", 'eval "$(imgrules completion bash)"'),
    "zsh": ("~/.zshrc, after compinit", 'eval "$(imgrules completion zsh)"'),
    "fish": ("~/.config/fish/config.fish", "imgrules completion fish | source"),
    "powershell": ("$PROFILE", "imgrules completion powershell | Out-String | Invoke-Expression"),
}
"""Shell to the file its users keep such lines in, and the line."""

_BASH = """\
%(complete_func)s() {
    local completion type value
    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain) COMPREPLY+=("$value") ;;
        esac
    done < <(env COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_BREAKS="$COMP_WORDBREAKS" \\
        %(complete_var)s=bash_complete "$1" 2>/dev/null)
    [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == */ ]] && compopt -o nospace
    return 0
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class Bash(BashComplete):
    """Completion for bash, which takes ``amazon@2026-07-22`` and ``json=out.json`` apart.

    What stands before the last of its word breaks is not completed again.
    """

    source_template = _BASH

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ["COMP_WORDS"]
        words = split_arg_string(line)[1:]
        if not words or line[-1].isspace():
            return words, ""
        return words[:-1], words[-1]

    def format_completion(self, item: CompletionItem[Any]) -> str:
        _, incomplete = self.get_completion_args()
        breaks = set(os.environ.get("COMP_BREAKS", "")) & set("@=:")
        done = max((incomplete.rfind(sign) for sign in breaks), default=-1) + 1
        return f"{item.type},{item.value[done:]}"


add_completion_class(Bash)


@click.command()
@click.argument("shell", type=click.Choice(list(PLACES)))
def completion(shell: str) -> None:
    """Print the completion script of a shell.

    It completes commands, options, rulebooks with their editions, rules and formats. A line in
    the shell's own settings loads it:

    \b
    bash   eval "$(imgrules completion bash)"             in ~/.bashrc
    zsh    eval "$(imgrules completion zsh)"              in ~/.zshrc, after compinit
    fish   imgrules completion fish | source              in ~/.config/fish/config.fish
    """  # noqa: D301
    from imgrules.cli import VARIABLE, app
    from imgrules.cli.terminal import show

    made = get_completion_class(shell)
    if made is None:
        raise click.UsageError(f"nothing completes {shell}")
    file, line = PLACES[shell]
    script = made(app, {}, "imgrules", VARIABLE).source()
    show(f"{script.rstrip()}\n\n# Loaded by this line in {file}:\n#   {line}\n")
