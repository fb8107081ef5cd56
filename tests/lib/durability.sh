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
DISK_SIZE=64M

# Small journals and logs, so that they come around in the time of a round. XFS and Btrfs take no
# less.
make_filesystem() {
	rm -f "$2"
	truncate -s $DISK_SIZE "$2"
	case $1 in
	ext4 | raid1) mkfs.ext4 -q -J size=4 -E lazy_itable_init=0,lazy_journal_init=0 "$2" ;;
	xfs) truncate -s 320M "$2" && mkfs.xfs -q -f "$2" ;;
	btrfs) truncate -s 192M "$2" && mkfs.btrfs -q "$2" ;;
	esac
}

# Where the file system is on a member, as e2fsck wants it.
data_offset() {
	echo $(($(mdadm --examine "$1" | sed -n 's/^ *Data Offset : \([0-9]*\) sectors/\1/p') * 512))
}

# check_filesystem FILESYSTEM DISK...
check_filesystem() {
	case $1 in
	ext4) e2fsck -fn "$2" ;;
	xfs) xfs_repair -n "$2" ;;
	btrfs) btrfs check --readonly "$2" ;;
	raid1) e2fsck -fn "$2?offset=$(data_offset "$2")" && e2fsck -fn "$3?offset=$(data_offset "$3")" ;;
	esac
}

need_filesystem_tools() {
	need e2fsck e2fsprogs
	case $1 in
	xfs) need mkfs.xfs xfsprogs ;;
	btrfs) need mkfs.btrfs btrfs-progs ;;
	raid1) need mdadm mdadm ;;
	esac
}

# What the domain is told of its disks: one, or two that are an array.
durability_disks() {
	case $filesystem in
	raid1)
		echo "\"devices\": [ { \"type\": \"raid\", \"name\": \"data\", \"degraded\": \"start\",
			\"members\": [ \"${disk}a\", \"${disk}b\" ]${1-} } ]"
		;;
	*) echo '"devices": []' ;;
	esac
}

durability_archive() {
	case $filesystem in
	raid1) device=/dev/md/data type=ext4 ;;
	*) device=${disk}a type=$filesystem ;;
	esac
	make_archive "$1" "{
		\"program\": { \"argv\": [ \"/bin/durable\" ] },
		$(durability_disks),
		\"mounts\": [ { \"source\": \"$device\", \"target\": \"/data\", \"type\": \"$type\",
			\"options\": \"$2\" } ],
		\"net\": {}
	}" --add "$DURABLE:/bin/durable"
}

# The array is made by a domain, of two empty disks, and gets the file system from a third.
make_array() {
	make_archive "$work/array.cpio" "{
		\"program\": { \"argv\": [ \"/bin/busybox\", \"dd\", \"if=${disk}c\", \"of=/dev/md/data\",
			\"bs=1M\", \"conv=fsync\" ] },
		$(durability_disks ', "create": { "level": 1 }'),
		\"net\": {}
	}" --add /bin/busybox:/bin/busybox
	mv "$work/raid1.disk0" "$work/raid1.image"
	rm -f "$work/raid1.disk0" "$work/raid1.disk1"
	truncate -s 80M "$work/raid1.disk0" "$work/raid1.disk1"
	run_domain "$host" "$work/array" "$work/array.cpio" --disk "$work/raid1.disk0" \
		--disk "$work/raid1.disk1" --disk "$work/raid1.image" --seconds 600
	cat "$work/array/console"
	[ "$(cat "$work/array/outcome")" = exit:0 ]
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

# logged_disk NUMBER FILE LOG
logged_disk() {
	printf '%s ' "-blockdev driver=blklogwrites,node-name=disk$1,\
file.driver=file,file.filename=$2,file.cache.no-flush=on,\
log.driver=file,log.filename=$3,log.cache.no-flush=on,\
log-sector-size=512,log-super-update-interval=1 -device virtio-blk-pci,drive=disk$1"
}

# From 0 to 4 seconds after the first.
random_moment() {
	sleep "$(($1 % 5)).$(($1 / 7 % 10))"
}

crash_on_qemu() {
	options="-pidfile $work/pid "
	for number in $numbers; do
		cp --sparse=always "$folder.disk$number" "$folder.written$number"
		: >"$folder.log$number"
		options="$options$(logged_disk "$number" "$folder.written$number" "$folder.log$number")"
	done
	run_domain pc "$folder" "$work/$filesystem.cpio" --qemu "$options" \
		--append "-- /bin/durable write $seed $WRITERS /data" --seconds 600 &
	if wait_for_first "$folder/console"; then random_moment "$seed"; fi
	kill -KILL "$(cat "$work/pid" 2>/dev/null)" 2>/dev/null || :
	wait $!
	for number in $numbers; do
		"$POWERCUT" "$folder.log$number" "$folder.disk$number" "$((seed + number))"
	done >"$folder/powercut" 2>&1
}

disk_options() {
	for number in $numbers; do
		printf -- '--disk %s ' "$folder.disk$number"
	done
}

crash_on_xen() {
	start_live_console
	# shellcheck disable=SC2046 # words
	run_domain xen "$folder" "$work/$filesystem.cpio" $(disk_options) \
		--append "-- /bin/durable write $seed $WRITERS /data" --seconds 600 &
	if wait_for_first "$live/console"; then random_moment "$seed"; fi
	"$project/xen-in-qemu/machine" run "xl destroy test-$suite-$$" >"$work/destroy" 2>&1 || :
	wait $!
}

# Sets verdict: whole, or what is wrong.
judge_round() {
	# shellcheck disable=SC2046 # words
	run_domain "$host" "$folder.after" "$work/$filesystem.cpio" $(disk_options) \
		--append "-- /bin/durable check $seed /data $steps" --seconds 600
	if [ ! "$(echo "$steps" | tr -d '0 ')" ]; then
		verdict="nothing was acknowledged before the end"
	elif ! tr -d '\r' <"$folder.after/console" | grep -qx '@ durable whole' ||
		[ "$(cat "$folder.after/outcome")" != exit:0 ]; then
		verdict="what was acknowledged is not there; steps $steps"
	elif ! check_filesystem "$filesystem" "$folder".disk? >"$work/output" 2>&1; then
		verdict="the file system is damaged"
	else
		verdict=whole
	fi
}

crash_round() {
	folder=$work/$filesystem-$round
	seed=${SEED:-$(new_seed)}
	for number in $numbers; do
		cp --sparse=always "$work/$filesystem.disk$number" "$folder.disk$number"
	done
	case $host in
	xen) crash_on_xen ;;
	*) crash_on_qemu ;;
	esac
	steps=$(heard_of "$folder/console")
	judge_round
}

prepare_rounds() {
	host=$1 filesystem=$2 numbers=0
	case $host in xen) disk=/dev/xvd ;; *) disk=/dev/vd ;; esac
	need_filesystem_tools "$filesystem"
	make_filesystem "$filesystem" "$work/$filesystem.disk0" >"$work/output" 2>&1 || {
		failed "$filesystem" "the file system cannot be made" "$work/output"
		return 1
	}
	if [ "$filesystem" = raid1 ]; then
		numbers="0 1"
		make_array >"$work/output" 2>&1 || {
			failed "$filesystem" "the array cannot be made" "$work/output"
			return 1
		}
	fi
	durability_archive "$work/$filesystem.cpio" "$3"
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
