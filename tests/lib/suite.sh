# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What every suite of tests/suites needs; sourced first. A suite is a shell script that calls
# passed or failed once for each of its tests that is selected. tests/run sets
#   RESULTS   the folder of this run: every suite has $RESULTS/SUITE.tap and a folder
#   PATTERNS  which tests are wanted, shell patterns separated by blanks; empty: all
# and takes a suite that does not reach its last line (end_suite) for failed.

set -eu
export LC_ALL=C

project=${PROJECT:-$(cd "$(dirname "$0")/../.." && pwd)}
BUILD=${BUILD:-$project/build}
case $BUILD in /*) ;; *) BUILD=$project/$BUILD ;; esac
RESULTS=${RESULTS:-$BUILD/tests/results}
KERNEL=${KERNEL:-$BUILD/kernel/default/vmlinux}
suite=$(basename "$0")
work=$RESULTS/$suite
mkdir -p "$work"
: >"$RESULTS/$suite.tap"

# Prints a result with its explanation as one piece, whoever else prints at the same time.
tell() {
	{
		flock 9
		tee -a "$RESULTS/$suite.tap"
	} 9>>"$RESULTS/lock"
}

# passed TEST
passed() {
	selected "$1" || return 0
	echo "ok - $suite/$1" | tell
}

# failed TEST WHAT [FILE]...: the files are shown, each with a title.
failed() {
	selected "$1" || return 0
	{
		echo "not ok - $suite/$1"
		echo "# $2"
		shift 2
		for shown; do
			[ -s "$shown" ] || continue
			echo "# ---- $shown"
			tail -n "${SHOWN_LINES:-60}" "$shown" | tr -d '\r' | sed 's/^/# /'
		done
	} | tell
}

# skipped TEST WHY: neither passed nor failed, and counted as neither.
skipped() {
	echo "# skipped - $suite/$1: $2" | tell
}

# selected TEST: whether it is wanted.
selected() {
	[ "${PATTERNS:-}" ] || return 0
	set -f # they are of tests' names, not of files'
	for wanted_pattern in $PATTERNS; do
		set +f
		# shellcheck disable=SC2254 # a pattern is what it is
		case $suite/$1 in
		*$wanted_pattern*) return 0 ;;
		esac
	done
	return 1
}

# need TOOL PACKAGE: a suite without its tools has failed.
need() {
	command -v "$1" >/dev/null && return
	failed "$1 is there" "$1 is missing: install the package $2"
	end_suite
	exit 0
}

# check_that TEST WHAT COMMAND...: passed if the command succeeds, else its output is shown.
check_that() {
	checked=$1
	meaning=$2
	shift 2
	if "$@" >"$work/output" 2>&1; then
		passed "$checked"
	else
		failed "$checked" "$meaning" "$work/output"
	fi
}

end_suite() {
	echo "# end of $suite" >>"$RESULTS/$suite.tap"
}
