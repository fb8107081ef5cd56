# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
# Results of a script in TAP: is NAME GOT EXPECTED; at the end, plan.

count=0
failures=0

is() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
	else
		failures=$((failures + 1))
		echo "not ok $count - $1"
		echo "# got: $2"
		echo "# expected: $3"
	fi
}

plan() {
	echo "1..$count"
	[ $failures = 0 ]
}
