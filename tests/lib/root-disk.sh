# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Domains whose root is a disk; sourced after storage.sh. try_root_disk runs all.

overlay='rump.root.overlay=true'

# The files of a root that tells of itself: its type, what it was told last time, and tells
# something for the next time.
make_roots() {
	make_parts
	mkdir -p "$work/parts/etc"
	cat >"$work/parts/bin/tell-root" <<-'END'
		#!/bin/busybox sh
		echo "@ type $(awk '$2 == "/" { print $3 }' /proc/mounts)"
		echo "@ blob $(md5sum /test/blob | cut -c1-32)"
		echo "@ before $(cat /written 2>/dev/null)"
		echo "$1" >/written
		echo "@ now $(cat /written)"
		echo "@ first $(ls /proc/1/root/init /etc/only-in-archive 2>/dev/null | tr '\n' ' ')"
	END
	chmod +x "$work/parts/bin/tell-root"
	cat >"$work/root.json" <<-'END'
		{ "hostname": "on-disk", "program": { "argv": ["/bin/tell-root", "first"] } }
	END
	for form in erofs squashfs ext4; do
		"$project/image/from-directory" -o "$work/root.$form" --format $form \
			${INIT:+--init "$INIT"} --config "$work/root.json" "$work/parts"
	done
}

make_small_archive() {
	mkdir -p "$work/archive/etc"
	echo yes >"$work/archive/etc/only-in-archive"
	small=$work/small.cpio
	"$project/image/from-directory" -o "$small" ${INIT:+--init "$INIT"} "$work/archive"
}

# root TEST TYPE: the domain's root is of that type and has all files, and no longer the archive's.
root_is() {
	tells "$1-type" type "$2"
	tells "$1-files" blob "$blob_sum"
	tells "$1-writable" now "${3:-first}"
	tells "$1-is-the-root" first "/proc/1/root/init "
}

try_read_only_disks() {
	for form in erofs squashfs; do
		in_domain "$form-overlay" exit:0 "rump.root.source=${disk}a $overlay" \
			--disk "$work/root.$form:ro"
		root_is "$form-overlay" overlay
		from=
		in_domain "$form-by-kernel" exit:0 "root=${disk}a rootfstype=$form $overlay" \
			--disk "$work/root.$form:ro"
		from=$small
		root_is "$form-by-kernel" overlay
	done
	from=
	in_domain erofs-without-archive exit:0 "root=${disk}a rootfstype=erofs" \
		--disk "$work/root.erofs:ro"
	from=$small
	tells erofs-without-archive-type type erofs
	tells erofs-without-archive-files blob "$blob_sum"
}

ext4_is_clean() {
	check_that "$1" "the file system was not left clean" sh -c 'e2fsck -fn "$1" &&
		dumpe2fs -h "$1" 2>&1 | grep -q "^Filesystem state: *clean$" &&
		! dumpe2fs -h "$1" 2>&1 | grep -q needs_recovery' - "$2"
}

try_writable_disks() {
	in_domain ext4-by-init exit:0 "rump.root.source=${disk}a -- /bin/tell-root second" \
		--disk "$work/root.ext4"
	root_is ext4-by-init ext4 second
	ext4_is_clean ext4-by-init-clean "$work/root.ext4"
	from=
	in_domain ext4-by-kernel exit:0 "root=${disk}a rw -- /bin/tell-root third" \
		--disk "$work/root.ext4"
	from=$small
	root_is ext4-by-kernel ext4 third
	tells ext4-kept before second
	ext4_is_clean ext4-by-kernel-clean "$work/root.ext4"
}

try_overlay_on_disk() {
	rm -f "$work/changes"
	mke2fs -q -F -t ext4 "$work/changes" 16M
	kept="rump.root.source=${disk}a rump.root.overlay={\"source\":\"${disk}b\",\"type\":\"ext4\"}"
	in_domain overlay-first exit:0 "$kept" --disk "$work/root.erofs:ro" --disk "$work/changes"
	in_domain overlay-second exit:0 "$kept" --disk "$work/root.erofs:ro" --disk "$work/changes"
	tells overlay-kept before first
	ext4_is_clean overlay-clean "$work/changes"
}

try_archive_overlay() {
	from=$work/archive.cpio
	make_archive "$from" '{ "root": { "overlay": true },
		"program": { "argv": ["/bin/tell-root", "first"] } }' "$work/parts"
	in_domain archive-overlay exit:0 ""
	tells archive-overlay-type type overlay
	tells archive-overlay-files blob "$blob_sum"
	from=$small
}

try_wrong_roots() {
	refuses root-missing exit:99 "root: disk ${disk}a did not appear within 2 s" \
		"rump.root.source=${disk}a rump.root.wait=2" ""
	make_disks 2 nothing
	refuses root-empty exit:103 "root: ${disk}a cannot be mounted: it holds no file system" \
		"rump.root.source=${disk}a" "$work/nothing"
	rm -rf "$work/bare"
	mkdir -p "$work/bare/bin"
	cp /bin/busybox "$work/bare/bin"
	mkfs.erofs --quiet "$work/root.bare" "$work/bare" >"$work/output" 2>&1
	refuses root-without-places exit:103 'root: it has no /proc, and none can be made: Read-only' \
		"rump.root.source=${disk}a" "$work/root.bare"
	refuses root-without-program exit:125 'the configuration names no program|no configuration' \
		"rump.root.source=${disk}a" "$work/root.none"
}

prepare_root_disk() {
	need mkfs.erofs erofs-utils
	need mksquashfs squashfs-tools
	need mke2fs e2fsprogs
	make_roots
	make_small_archive
	from=$small
	"$project/image/from-directory" -o "$work/root.none" --format erofs ${INIT:+--init "$INIT"}
}

try_root_disk() {
	prepare_root_disk
	try_writable_disks
	try_read_only_disks
	try_overlay_on_disk
	try_archive_overlay
	try_wrong_roots
}
