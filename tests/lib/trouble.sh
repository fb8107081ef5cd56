# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Disks that are full or broken; sourced after suite.sh, domain.sh and durability.sh.
#
#   full_disk HOST FILESYSTEM    a full disk is ENOSPC, loses nothing, and has room again
#   broken_disk HOST FILESYSTEM  a place that cannot be written is EIO, and loses nothing else
# broken_disk calls run_with_bad_place FOLDER ARCHIVE DISK, the suite's own.

TROUBLE=$BUILD/tests/durability/trouble
BAD_SECTOR=65536 # 32 MiB from the start: data

trouble_archive() {
	case $2 in xen) device=/dev/xvda ;; *) device=/dev/vda ;; esac
	make_archive "$1" "{
		\"program\": { \"argv\": [ \"/bin/trouble\", \"$4\", \"/data\" ] },
		\"mounts\": [ { \"source\": \"$device\", \"target\": \"/data\", \"type\": \"$3\" } ],
		\"net\": {}
	}" --add "$TROUBLE:/bin/trouble"
}

told() {
	tr -d '\r' <"$1/console" | grep -qx "@ $2"
}

# expect_told TEST FOLDER LINE
expect_told() {
	selected "$1" || return 0
	if told "$2" "$3"; then
		passed "$1"
	else
		failed "$1" "the program did not tell \"$3\"" "$2/console" "$2/qemu" "$2/said"
	fi
}

prepare_trouble() {
	need_filesystem_tools "$2"
	make_filesystem "$2" "$work/$3.disk" >"$work/output" 2>&1 || {
		failed "$3" "the file system cannot be made" "$work/output"
		return 1
	}
	trouble_archive "$work/$3.cpio" "$1" "$2" "${3%%-*}"
}

full_disk() {
	prepare_trouble "$1" "$2" "full-$2" || return 0
	run_domain "$1" "$work/full-$2" "$work/full-$2.cpio" --disk "$work/full-$2.disk" --seconds 300
	expect_told "full-$2-error" "$work/full-$2" "full ENOSPC"
	expect_told "full-$2-kept" "$work/full-$2" "kept all"
	expect_told "full-$2-again" "$work/full-$2" "again yes"
	check_that "full-$2-intact" "the file system is damaged" \
		check_filesystem "$2" "$work/full-$2.disk"
}

broken_disk() {
	prepare_trouble "$1" "$2" "broken-$2" || return 0
	run_with_bad_place "$work/broken-$2" "$work/broken-$2.cpio" "$work/broken-$2.disk"
	expect_told "broken-$2-error" "$work/broken-$2" "broken EIO"
	expect_told "broken-$2-kept" "$work/broken-$2" "kept all"
}
