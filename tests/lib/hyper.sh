# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What the suites of the hypercall layer share; sourced after suite.sh.

hyper_kernel=$BUILD/tests/hyper/kernel
export hyper_kernel

# take_results NAME CONSOLE: hands on each TAP line of the conformance kernel as a test of its own,
# named after its text as far as that never changes.
# shellcheck disable=SC2154 # work: suite.sh
take_results() {
	tr -d '\r' <"$2" >"$work/tap"
	grep -E '^(not )?ok [0-9]+ - ' "$work/tap" >"$work/lines" || :
	while IFS= read -r line; do
		text=$(echo "${line#* - }" | sed 's/[:,].*//; s/  */-/g')
		case $line in
		ok*) passed "$1-$text" ;;
		*) failed "$1-$text" "$line" "$2" ;;
		esac
	done <"$work/lines"
	count=$(wc -l <"$work/lines")
	check_that "$1-complete" "its plan does not say $count checks" \
		grep -qx "1\.\.$count" "$work/tap"
}
