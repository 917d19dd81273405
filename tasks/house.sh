# shellcheck shell=bash
# What every task needs: where the house stands, and how a task speaks. Sourced, not run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)
export root

# Debian's own, where it is: another python3 on the path lacks Debian's packages.
python=/usr/bin/python3
[[ -x $python ]] || python=python3
export python

say() { printf '%s\n' "$*"; }

# Ends the task with a plain sentence: what is wrong, and where possible what to do about it.
fail() {
    printf '%s\n' "$*" >&2
    exit 1
}

# Where cargo puts what it builds.
target_folder() { printf '%s\n' "${CARGO_TARGET_DIR:-$root/target}"; }

# A process's identity is its number and its start: numbers are used again, the pair is not.
born() { sed 's/.*) //' "/proc/$1/stat" 2>/dev/null | cut -d ' ' -f 20; }

# Is the process written in this file (number and start) still running?
alive() {
    local pid start
    [[ -f $1 ]] && read -r pid start <"$1" && [[ -n $start && $(born "$pid") == "$start" ]]
}

# Ends the process written in this file, and nothing else: it has ten seconds to end in good order.
end_process() {
    local pid
    if alive "$1"; then
        read -r pid _ <"$1"
        kill -TERM "$pid" 2>/dev/null || true
        for _ in $(seq 100); do
            alive "$1" || break
            sleep 0.1
        done
        if alive "$1"; then kill -KILL "$pid" 2>/dev/null || true; fi
    fi
    rm -f "$1"
}
