# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Whether what was acknowledged survives the domain's sudden end; sourced after suite.sh and
# domain.sh.
#
#   crash_rounds HOST FILESYSTEM   $ROUNDS (default 3) times: programs write, and say each time
#                                  that something must last; the domain is destroyed at a random
#                                  moment; everything they told of is still there, and the file
#                                  system's own tool finds nothing wrong
#
#   crash_control                  the test's own test
#
# On QEMU the disk has a cache that is lost with the domain (tests/durability/powercut.c). On Xen
# it is what dom0 has been given. A seed repeats a round's writes and losses, not
# its moment: SEED=N.

ROUNDS=${ROUNDS:-3}
WRITERS=4
DURABLE=$BUILD/tests/durability/durable
POWERCUT=$BUILD/tests/durability/powercut
DISK_SIZE=${DISK_SIZE:-192M}

# Small journals and logs, so that they come around in the time of a round.
make_filesystem() {
	rm -f "$2"
	truncate -s $DISK_SIZE "$2"
	case $1 in
	ext4) mkfs.ext4 -q -J size=4 -E lazy_itable_init=0,lazy_journal_init=0 "$2" ;;
	xfs) mkfs.xfs -q -f "$2" ;;
	btrfs) mkfs.btrfs -q "$2" ;;
	esac
}

check_filesystem() {
	case $1 in
	ext4) e2fsck -fn "$2" ;;
	xfs) xfs_repair -n "$2" ;;
	btrfs) btrfs check --readonly "$2" ;;
	esac
}

need_filesystem_tools() {
	case $1 in
	ext4) need mkfs.ext4 e2fsprogs ;;
	xfs) need mkfs.xfs xfsprogs ;;
	btrfs) need mkfs.btrfs btrfs-progs ;;
	esac
}

durability_archive() {
	case $2 in xen) device=/dev/xvda ;; *) device=/dev/vda ;; esac
	make_archive "$1" "{
		\"program\": { \"argv\": [ \"/bin/durable\" ] },
		\"mounts\": [ { \"source\": \"$device\", \"target\": \"/data\", \"type\": \"$3\",
			\"options\": \"$4\" } ],
		\"net\": {}
	}" --add "$DURABLE:/bin/durable"
}

new_seed() {
	od -An -N4 -tu4 /dev/urandom | tr -d ' '
}

# The last step that each writer told of.
heard_of() {
	writer=0
	while [ $writer -lt $WRITERS ]; do
		tr -d '\r' <"$1" | sed -n "s/^@ ack $writer \([0-9]*\)\$/\1/p" | sort -n | tail -n 1 |
			grep . || echo 0
		writer=$((writer + 1))
	done | tr '\n' ' '
}

wait_for_first() {
	waited=0
	until grep -q '^@ ack ' "$1" 2>/dev/null; do
		waited=$((waited + 1))
		[ $waited -lt 1200 ] || return 1
		sleep 0.1
	done
}

logged_disk() {
	printf '%s' "-pidfile $1/pid -blockdev driver=blklogwrites,node-name=disk,\
file.driver=file,file.filename=$2,file.cache.no-flush=on,\
log.driver=file,log.filename=$3,log.cache.no-flush=on,\
log-sector-size=512,log-super-update-interval=1 -device virtio-blk-pci,drive=disk"
}

# From 0 to 4 seconds after the first.
random_moment() {
	sleep "$(($1 % 5)).$(($1 / 7 % 10))"
}

crash_on_qemu() {
	cp --sparse=always "$1" "$folder.written"
	: >"$folder.log"
	run_domain pc "$folder" "$work/$filesystem.cpio" --append "-- /bin/durable write $seed $WRITERS \
/data" --qemu "$(logged_disk "$work" "$folder.written" "$folder.log")" &
	if wait_for_first "$folder/console"; then random_moment "$seed"; fi
	kill -KILL "$(cat "$work/pid")"
	wait $!
	"$POWERCUT" "$folder.log" "$1" "$seed" >"$folder/powercut" 2>&1
}

crash_on_xen() {
	start_live_console
	run_domain xen "$folder" "$work/$filesystem.cpio" --disk "$1" \
		--append "-- /bin/durable write $seed $WRITERS /data" &
	if wait_for_first "$live/console"; then random_moment "$seed"; fi
	"$project/xen/machine" run "xl destroy test-$suite-$$" >"$work/destroy" 2>&1 || :
	wait $!
}

# Sets verdict: whole, or what is wrong.
judge_round() {
	run_domain "$host" "$folder.after" "$work/$filesystem.cpio" --disk "$folder.disk" \
		--append "-- /bin/durable check $seed /data $steps"
	if [ ! "$(echo "$steps" | tr -d '0 ')" ]; then
		verdict="nothing was acknowledged before the end"
	elif ! tr -d '\r' <"$folder.after/console" | grep -qx '@ durable whole' ||
		[ "$(cat "$folder.after/outcome")" != exit:0 ]; then
		verdict="what was acknowledged is not there; steps $steps"
	elif ! check_filesystem "$filesystem" "$folder.disk" >"$work/output" 2>&1; then
		verdict="the file system is damaged"
	else
		verdict=whole
	fi
}

crash_round() {
	folder=$work/$filesystem-$round
	seed=${SEED:-$(new_seed)}
	cp --sparse=always "$work/$filesystem.disk" "$folder.disk"
	case $host in
	xen) crash_on_xen "$folder.disk" ;;
	*) crash_on_qemu "$folder.disk" ;;
	esac
	steps=$(heard_of "$folder/console")
	judge_round
}

prepare_rounds() {
	host=$1 filesystem=$2
	need_filesystem_tools "$filesystem"
	make_filesystem "$filesystem" "$work/$filesystem.disk" >"$work/output" 2>&1 || {
		failed "$filesystem" "the file system cannot be made" "$work/output"
		return 1
	}
	durability_archive "$work/$filesystem.cpio" "$host" "$filesystem" "$3"
}

crash_rounds() {
	prepare_rounds "$1" "$2" defaults || return 0
	for round in $(seq "$ROUNDS"); do
		selected "$filesystem-$round" || continue
		crash_round
		if [ "$verdict" = whole ]; then
			passed "$filesystem-$round"
			rm -rf "$folder".*
		else
			failed "$filesystem-$round" "$verdict (SEED=$seed)" "$folder/console" \
				"$folder.after/console" "$work/output" "$folder/powercut"
		fi
	done
}

# The test itself is tested: without barriers a file system loses what it said it had.
crash_control() {
	selected loss-is-noticed || return 0
	prepare_rounds pc ext4 barrier=0 || return 0
	round=control
	crash_round
	case $verdict in
	what*) passed loss-is-noticed ;;
	*) failed loss-is-noticed "without barriers nothing was lost: $verdict" "$folder/console" ;;
	esac
	rm -rf "$folder".*
}
