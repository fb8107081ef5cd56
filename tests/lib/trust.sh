# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What the suites trust-* share; sourced after suite.sh and roast.sh. A test of theirs is what
# docs/security.md promises. $roast is the program, $work the suite's folder.

# An account without a name, a home or any right.
other_user=65533

# as_user COMMAND...: as an ordinary user. Root becomes one; an ordinary user is one.
as_user() {
	if [ "$(id -u)" = 0 ]; then
		setpriv --reuid "$other_user" --regid "$other_user" --clear-groups "$@"
	else
		"$@"
	fi
}

# as_root COMMAND...: as root, or as root of a user namespace, where this user is root's equal.
as_root() {
	if [ "$(id -u)" = 0 ]; then
		"$@"
	else
		unshare --user --map-root-user "$@"
	fi
}

# for_everybody FILE: a copy of it that any user can execute, whoever owns the way to the original.
# Prints its path; the folder is the caller's to remove.
for_everybody() {
	place=$(mktemp -d)
	chmod 755 "$place"
	cp "$1" "$place/"
	chmod 755 "$place/${1##*/}"
	echo "$place/${1##*/}"
}

# user_folder NAME: a folder of the ordinary user's below $work, new and empty. Prints its path.
user_folder() {
	rm -rf "${work:?}/$1"
	mkdir -p "$work/$1"
	chmod 711 "$RESULTS" "$work"
	[ "$(id -u)" != 0 ] || chown "$other_user:$other_user" "$work/$1"
	echo "$work/$1"
}

need setpriv util-linux
need unshare util-linux
