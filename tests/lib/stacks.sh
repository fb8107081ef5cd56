# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Devices on devices; sourced after storage.sh. try_stacks runs all.

quick="--batch-mode --pbkdf pbkdf2 --pbkdf-force-iterations 1000"

# A file system in an encrypted volume, made as a whole with Debian's tools.
make_encrypted_files() {
	rm -rf "$work/tree" "$work/$1"
	mkdir -p "$work/tree"
	cp "$blob" "$work/tree/blob"
	"$2" "$work/$1"
	truncate -s 44M "$work/$1"
	printf 'correct-horse' >"$work/key"
	# shellcheck disable=SC2086 # words
	cryptsetup reencrypt --encrypt --type luks2 --reduce-device-size 32M $quick \
		--key-file "$work/key" "$work/$1" >"$work/output" 2>&1 || cat "$work/output"
}

make_ext4() {
	mke2fs -q -F -t ext4 -d "$work/tree" "$1" 12M
}

# A root file system, with the tools to do it all once more.
make_root() {
	make_archive "$work/unused" '{ "program": { "argv": ["/bin/storage", "say", "root"] } }' \
		--format ext4 --size 12 "$work/parts"
	mv "$work/unused" "$1"
}

encrypted_array() {
	echo "{\"type\":\"raid\",\"name\":\"both\",\"members\":[\"${disk}a\",\"${disk}b\"]${1:-}},\
{\"type\":\"luks\",\"name\":\"secret\",\"device\":\"/dev/md/both\",\"key\":$key}"
}

# The volume is copied into the array by one domain; another has the files in it mounted.
try_files_on_luks_on_raid() {
	make_encrypted_files encrypted make_ext4
	make_disks 48 one two
	array=$(encrypted_array ",\"create\":{\"level\":1}")
	in_domain stack-made exit:0 "rump.devices=[${array%%,\{\"type\":\"luks\"*}] \
-- /bin/storage copy ${disk}c /dev/md/both settle /dev/md/both" --disk "$work/one" --disk "$work/two" \
		--disk "$work/encrypted:ro"
	in_domain stack exit:0 "rump.devices=[$(encrypted_array)] \
rump.mounts=[{\"source\":\"/dev/mapper/secret\",\"target\":\"/data\",\"type\":\"ext4\"}] \
-- /bin/storage type /data sum /data/blob 0 write /data/again" --disk "$work/one" --disk "$work/two" \
		"$key_option" "$key_place"
	tells stack-type type "ext4 rw"
	tells stack-read sum "$blob_sum"
	clean stack-clean "$work/one" "$work/two"
	# The members in another order, and with one of them alone.
	in_domain stack-degraded exit:0 "rump.devices=[$(encrypted_array ",\"degraded\":\"start\",\"wait\":$patience")] \
rump.mounts=[{\"source\":\"/dev/mapper/secret\",\"target\":\"/data\"}] \
-- /bin/storage sum /data/again 0" --disk "$work/two" "$key_option" "$key_place"
	tells stack-degraded-read sum "$blob_sum"
}

# At the end all of it is taken down from below the root.
try_root_on_luks_on_raid() {
	make_encrypted_files encrypted make_root
	make_disks 48 one two
	in_domain root-stack-made exit:0 "rump.devices=[${array%%,\{\"type\":\"luks\"*}] \
-- /bin/storage copy ${disk}c /dev/md/both settle /dev/md/both" --disk "$work/one" --disk "$work/two" \
		--disk "$work/encrypted:ro"
	set -- --disk "$work/one" --disk "$work/two" "$key_option" "$key_place"
	in_domain root-stack exit:0 "rump.devices=[$(encrypted_array)] \
rump.root.source=/dev/mapper/secret -- /bin/storage type / write /written" "$@"
	tells root-stack-type type "ext4 rw"
	clean root-stack-clean "$work/one" "$work/two"
	in_domain root-stack-overlay exit:0 "rump.devices=[$(encrypted_array)] \
rump.root={\"source\":\"/dev/mapper/secret\",\"options\":\"ro\",\"overlay\":true} \
-- /bin/storage type / sum /written 0" "$@"
	tells root-stack-overlay-type type "overlay rw"
	tells root-stack-overlay-read sum "$blob_sum"
	clean root-stack-overlay-clean "$work/one" "$work/two"
}

# Made by LVM's own tool, in a domain that only has the disks.
try_lvm() {
	make_disks 40 first second
	rm -f "$work/files"
	make_ext4 "$work/files"
	in_domain volumes-made exit:0 "-- /bin/storage volumes ${disk}a ${disk}b" \
		--disk "$work/first" --disk "$work/second"
	tells volumes-made-all volumes finished
	group='rump.devices=[{"type":"lvm","group":"vg0","wait":2}]'
	in_domain volumes-filled exit:0 "$group -- /bin/storage copy ${disk}c /dev/vg0/vol" \
		--disk "$work/second" --disk "$work/first" --disk "$work/files:ro"
	tells volumes-filled-all copy finished
	in_domain volumes exit:0 "$group rump.mounts=[{\"source\":\"/dev/vg0/vol\",\"target\":\"/data\"}] \
-- /bin/storage type /data sum /data/blob 0 list /dev/vg0" \
		--disk "$work/first" --disk "$work/second"
	tells volumes-read sum "$blob_sum"
	tells volumes-names list "other vol"
	in_domain one-volume exit:0 \
		'rump.devices=[{"type":"lvm","group":"vg0","volumes":["other"]}] -- /bin/storage list /dev/vg0' \
		--disk "$work/first" --disk "$work/second"
	tells one-volume-only list other
	refuses group-incomplete exit:99 'vg0: the volume group vg0 lacks 1 of its disks$' \
		"$group" "$work/first"
	refuses group-missing exit:99 'vg1: no volume group vg1 appeared within 2 s$' \
		'rump.devices=[{"type":"lvm","group":"vg1","wait":2}]' "$work/first $work/second"
	refuses volume-missing exit:103 'vg0: vg0/none cannot be activated: ' \
		'rump.devices=[{"type":"lvm","group":"vg0","volumes":["none"]}]' \
		"$work/first $work/second"
}

# A partition table, and an ext4 file system in its second partition.
partition() {
	make_disks 24 "$1"
	sfdisk -q "$work/$1" <<-END
		label: $2
		start=2048, size=2048
		start=4096, size=32768
	END
	dd if="$work/files" of="$work/$1" bs=1M seek=2 conv=notrunc 2>/dev/null
}

try_partitions() {
	for label in gpt dos; do
		partition $label $label
		in_domain "$label-partition" exit:0 \
			"rump.mounts=[{\"source\":\"${disk}a2\",\"target\":\"/data\"}] \
-- /bin/storage sum /data/blob 0" --disk "$work/$label"
		tells "$label-partition-read" sum "$blob_sum"
	done
	part=$(sfdisk --part-uuid "$work/gpt" 2)
	in_domain partition-by-uuid exit:0 \
		"rump.mounts=[{\"source\":\"PARTUUID=$(echo "$part" | tr A-F a-f)\",\"target\":\"/data\"}] \
-- /bin/storage sum /data/blob 0" --disk "$work/dos" --disk "$work/gpt"
	tells partition-by-uuid-read sum "$blob_sum"
	uuid=$(blkid -p -o value -s UUID "$work/files")
	in_domain files-by-uuid exit:0 "rump.mounts=[{\"source\":\"UUID=$uuid\",\"target\":\"/data\"}] \
-- /bin/storage sum /data/blob 0" --disk "$work/files"
	tells files-by-uuid-read sum "$blob_sum"
	refuses uuid-twice exit:103 "mounts\\[0\\]: several disks have UUID=$uuid" \
		"rump.mounts=[{\"source\":\"UUID=$uuid\",\"target\":\"/data\"}] \
-- /bin/storage list /data" "$work/gpt $work/dos"
	refuses label-missing exit:99 'mounts\[0\]: disk LABEL=none did not appear within 1 s$' \
		'rump.mounts=[{"source":"LABEL=none","target":"/data","wait":1}] -- /bin/storage list /data' \
		"$work/gpt"
}

# A disk whose cache cannot be written is told of by the domain, whatever its program thinks.
try_failing_flush() {
	rm -f "$work/failing"
	mke2fs -q -F -t ext2 "$work/failing" 16M
	printf '[inject-error]\nevent = "flush_to_disk"\nerrno = "5"\n' >"$work/failing.conf"
	in_domain flush-failed exit:104 \
		"rump.mounts=[{\"source\":\"${disk}a\",\"target\":\"/data\",\"type\":\"ext2\",\
\"options\":\"nobarrier\"}] -- /bin/storage write /data/blob" \
		--qemu "-drive if=none,id=failing,format=raw,werror=report,\
file=blkdebug:$work/failing.conf:$work/failing -device virtio-blk-pci,drive=failing"
	tells flush-failed-unnoticed write finished
	says flush-failed-said '^rumproast: /dev/vda: writing back failed: I/O error; data may be lost'
}

prepare_stacks() {
	need mdadm mdadm
	need cryptsetup cryptsetup-bin
	need sfdisk fdisk
	need blkid util-linux
	make_tools_archive
	with_key correct-horse
}

try_stacks() {
	prepare_stacks
	try_files_on_luks_on_raid
	try_root_on_luks_on_raid
	try_lvm
	try_partitions
}
