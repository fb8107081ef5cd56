# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Arrays: made in a domain, assembled in another, degraded, rebuilt; sourced after storage.sh.
# try_raid LEVEL... runs all but the arrays of other systems, which are take_over VERSION.

# raid KEYS: a list of one device.
raid() {
	echo "rump.devices=[{\"type\":\"raid\",\"name\":\"data\",\"wait\":$patience,$1}]"
}

# members COUNT: as JSON.
members() {
	echo "\"members\":[$(echo abcdefgh | cut -c1-"$1" | sed "s|.|\"$disk&\",|g; s|,\$||")]"
}

make_and_find_again() {
	make_disks 24 one two three four
	set -- "$1" --disk "$work/one" --disk "$work/two" --disk "$work/three" --disk "$work/four"
	level=$1
	shift
	in_domain "level-$level-created" exit:0 "$(raid "$(members 4),\"create\":{\"level\":\"$level\"}") \
-- /bin/storage write /dev/md/data settle /dev/md/data" "$@"
	tells "level-$level-written" write finished
	in_domain "level-$level-assembled" exit:0 \
		"$(raid "$(members 4)") -- /bin/storage sum /dev/md/data 3145728" "$@"
	tells "level-$level-read" sum "$blob_sum"
	clean "level-$level-clean" "$work/one" "$work/two" "$work/three" "$work/four"
}

# A member is lost while the array is written to, and another disk takes its place.
lose_and_replace() {
	make_disks 24 one two three spare
	in_domain "lost-$1" exit:0 "$(raid "$(members "$2"),\"create\":{\"level\":\"$1\"}") \
-- /bin/storage settle /dev/md/data lose /dev/md/data ${disk}b sum /dev/md/data 3145728 \
add /dev/md/data ${disk}d settle /dev/md/data" \
		--disk "$work/one" --disk "$work/two" --disk "$work/three" --disk "$work/spare"
	tells "lost-$1-degraded" lose 1
	tells "lost-$1-read" sum "$blob_sum"
	tells "lost-$1-rebuilt" settle 0
	clean "lost-$1-clean" "$work/one" "$work/spare"
}

# What is on the disk that was added is the data: for level 1 the old members are not needed.
read_replacement() {
	in_domain replacement-alone exit:0 "$(raid "$(members 1),\"degraded\":\"start\"") \
-- /bin/storage sum /dev/md/data 3145728" --disk "$work/spare"
	tells replacement-read sum "$blob_sum"
	says replacement-warned 'warning: devices\[0\] data: the array is degraded: 1 of its 2'
	in_domain replacement-left exit:0 "$(raid "$(members 2),\"degraded\":\"start\",\"replace\":true") \
-- /bin/storage settle /dev/md/data sum /dev/md/data 3145728" \
		--disk "$work/spare" --disk "$work/three"
	says replaced-by-configuration "${disk}b takes the place of a missing member"
	tells replaced-rebuilt settle 0
	clean replaced-clean "$work/spare" "$work/three"
}

refuse_degraded() {
	refuses member-missing exit:99 \
		"data: disk ${disk}b did not appear within $patience s; the array would be degraded" \
		"$(raid "$(members 2)")" "$work/spare"
	refuses member-out-of-date exit:103 'data: .*the array would be degraded|out of date' \
		"$(raid "$(members 2)")" "$work/spare $work/one"
	uuid=$(mdadm --examine --export "$work/spare" | sed -n 's/^MD_UUID=//p')
	in_domain by-uuid exit:0 "$(raid "\"uuid\":\"$uuid\"") -- /bin/storage sum /dev/md/data 3145728" \
		--disk "$work/three" --disk "$work/spare"
	tells by-uuid-read sum "$blob_sum"
	refuses uuid-missing exit:103 'data: 1 of 2 members are there; the array would be degraded' \
		"$(raid "\"uuid\":\"$uuid\"")" "$work/three"
	refuses no-array exit:99 "data: no disk of the array 0000.* appeared within $patience s" \
		"$(raid '"uuid":"00000000:00000000:00000000:00000001"')" "$work/three"
}

refuse_to_create() {
	make_disks 24 blank other
	mke2fs -q -F -t ext4 "$work/other"
	create='"create":{"level":1}'
	refuses create-over-files exit:103 "data: ${disk}b is not empty: it holds ext4; nothing" \
		"$(raid "$(members 2),$create")" "$work/blank $work/other"
	sfdisk -q "$work/other" <<-END
		label: gpt
		start=2048
	END
	refuses create-over-partitions exit:103 "data: ${disk}b is not empty: it holds (gpt|ext4)" \
		"$(raid "$(members 2),$create")" "$work/blank $work/other"
	refuses create-one-missing exit:99 "data: disk ${disk}b did not appear within $patience s$" \
		"$(raid "$(members 2),$create")" "$work/blank"
	refuses nothing-to-assemble exit:103 'data: no member has a part of an array' \
		"$(raid "$(members 1)")" "$work/blank"
	refuses all-missing exit:99 "data: disk ${disk}a did not appear" "$(raid "$(members 1)")" ""
}

# A mirror of another system's: another version of metadata, in another place of its members, made
# and filled by mdadm alone.
take_over() {
	version=$1
	make_disks 24 one two
	in_domain "metadata-$version-made" exit:0 \
		"-- /bin/storage mirror $version /test/blob ${disk}a ${disk}b" \
		--disk "$work/one" --disk "$work/two"
	tells "metadata-$version-written" mirror finished
	check_that "metadata-$version-is-it" "the members have another version" \
		sh -c 'mdadm --examine "$1" | grep -q "^ *Version : $2\(\.00\)*\$"' - "$work/one" "$version"
	refuses "metadata-$version-degraded" exit:99 \
		"data: disk ${disk}b did not appear within $patience s; the array would be degraded" \
		"$(raid "$(members 2)")" "$work/one"
	in_domain "metadata-$version-assembled" exit:0 \
		"$(raid "$(members 2)") -- /bin/storage settle /dev/md/data sum /dev/md/data 3145728" \
		--disk "$work/two" --disk "$work/one"
	tells "metadata-$version-complete" settle 0
	tells "metadata-$version-read" sum "$blob_sum"
	uuid=$(mdadm --examine --export "$work/one" | sed -n 's/^MD_UUID=//p')
	in_domain "metadata-$version-by-uuid" exit:0 "$(raid "\"uuid\":\"$uuid\"") \
-- /bin/storage sum /dev/md/data 3145728 write /dev/md/data" \
		--disk "$work/one" --disk "$work/two"
	tells "metadata-$version-by-uuid-read" sum "$blob_sum"
	clean "metadata-$version-clean" "$work/one" "$work/two"
}

# A disk of QEMU's whose flushes fail, but for the first three: the array is put together, and written
# to once.
disk_that_fails_to_flush() { # disk_that_fails_to_flush FILE
	{
		for state in 1 2 3; do
			printf '[set-state]\nevent = "flush_to_disk"\nstate = "%d"\nnew_state = "%d"\n' \
				$state $((state + 1))
		done
		printf '[inject-error]\nevent = "flush_to_disk"\nstate = "4"\niotype = "flush"\n'
		printf 'errno = "5"\nonce = "off"\n'
	} >"$1.conf"
	printf '%s ' "-drive if=none,id=${1##*/},format=raw,werror=report,\
file=blkdebug:$1.conf:$1 -device virtio-blk-pci,drive=${1##*/}"
}

# A member that cannot flush leaves the mirror; when none is left the program is told. The disk itself
# is told of at the end of the domain: status 104.
fail_to_flush() {
	make_disks 24 flush-one flush-two
	in_domain flush-made exit:0 "$(raid "$(members 2),\"create\":{\"level\":\"1\"}") \
-- /bin/storage settle /dev/md/data" --disk "$work/flush-one" --disk "$work/flush-two"
	cp "$work/flush-one" "$work/whole"
	cp "$work/flush-two" "$work/flush-here"
	in_domain flush-fails exit:104 \
		"$(raid "$(members 2)") -- /bin/storage write /dev/md/data write /dev/md/data sum /dev/md/data 3145728" \
		--disk "$work/whole" --qemu "$(disk_that_fails_to_flush "$work/flush-here")"
	says flush-fails-leaves "md: ${disk##*/}b: flush failed: error -5"
	tells flush-fails-written write finished
	tells flush-fails-read sum "$blob_sum"
	in_domain flush-fails-everywhere exit:104 \
		"$(raid "$(members 2)") -- /bin/storage write /dev/md/data write /dev/md/data" \
		--qemu "$(disk_that_fails_to_flush "$work/flush-one")\
$(disk_that_fails_to_flush "$work/flush-two")"
	tells flush-fails-is-told write failed
}

prepare_raid() {
	need mdadm mdadm
	need mke2fs e2fsprogs
	need sfdisk fdisk
	make_tools_archive
}

try_raid() {
	prepare_raid
	for level; do
		make_and_find_again "$level"
	done
	lose_and_replace 5 3
	lose_and_replace 1 2
	read_replacement
	refuse_degraded
	refuse_to_create
}
