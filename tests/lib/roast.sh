# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What suites of roast share; sourced after suite.sh. $roast is the program; its domains are in
# $ROAST_STATE.

# No command may take for ever, and none may fall over.
roast() {
	timeout -k 1 100 "$roast" "$@"
}

equal() { # equal WANTED GOT
	[ "$1" = "$2" ] || {
		echo "expected: $1"
		echo "found:    $2"
		return 1
	}
}

# wait_until COMMAND...: for at most 20 seconds
wait_until() {
	for _ in $(seq 200); do
		"$@" >/dev/null 2>&1 && return
		sleep 0.1
	done
	echo "never: $*"
	return 1
}

logged() { # logged DOMAIN PATTERN [TIMES]
	[ "$(roast logs "$1" | grep -c "$2")" -ge "${3:-1}" ]
}

state() { # state DOMAIN MEMBER
	directory=$(readlink "$ROAST_STATE/domains/name:$1") || return
	jq -r ".$2" "$ROAST_STATE/domains/$directory/state.json"
}

status_is() { # status_is STATUS COMMAND...
	wanted_status=$1
	shift
	got=0
	"$@" || got=$?
	equal "$wanted_status" "$got"
}

# run_tests FUNCTION...: each is a test, with dashes in its name. The first command in it that
# fails ends it. It is run in $work.
run_tests() {
	for test in "$@"; do
		name=$(echo "$test" | tr _ -)
		selected "$name" || continue
		# Not as a condition, within which the shell would go on after a failure.
		set +e
		(
			set -e
			"$test"
		) >"$work/output" 2>&1
		result=$?
		set -e
		if [ $result = 0 ]; then
			passed "$name"
			continue
		fi
		failed "$name" "$test does not hold" "$work/output" "$work/err"
		# What is left of it would disturb the others.
		for left in $(roast ps -aq); do
			roast rm -f "$left" >/dev/null 2>&1 || :
		done
	done
}
