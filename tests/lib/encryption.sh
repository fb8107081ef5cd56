# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Encrypted disks, and disks that tell of changes; sourced after storage.sh. try_encryption runs
# all that is the same on every host, try_keys the sources of keys that only QEMU has.

# What makes a volume slow to open is what a test does not need.
quick="--batch-mode --pbkdf-force-iterations 1000"

# luks KEY [KEYS]: a list of one device.
luks() {
	echo "rump.devices=[{\"type\":\"luks\",\"name\":\"secret\",\"device\":\"${disk}a\",\
\"wait\":$patience,\"key\":$1${2:-}}]"
}

read_secret="-- /bin/storage sum /dev/mapper/secret 3145728"

# One domain writes through the volume, the next one reads.
write_and_read() {
	name=$1
	shift
	in_domain "$name-written" exit:0 "$(luks "$key") -- /bin/storage write /dev/mapper/secret" \
		"$@" "$key_option" "$key_place"
	tells "$name-write" write finished
	in_domain "$name-opened" exit:0 "$(luks "$key") $read_secret" "$@" "$key_option" "$key_place"
	tells "$name-read" sum "$blob_sum"
}

make_volumes() {
	printf 'correct-horse' >"$work/key"
	make_disks 32 luks1 luks2 argon large
	# shellcheck disable=SC2086 # words
	cryptsetup luksFormat --type luks1 $quick "$work/luks1" "$work/key"
	# shellcheck disable=SC2086 # words
	cryptsetup luksFormat --type luks2 --pbkdf pbkdf2 $quick "$work/luks2" "$work/key"
	cryptsetup luksFormat --type luks2 --batch-mode --pbkdf argon2id --pbkdf-memory 32768 \
		--pbkdf-parallel 4 --pbkdf-force-iterations 4 "$work/argon" "$work/key"
	# With the memory that cryptsetup takes by default, where there is enough.
	cryptsetup luksFormat --type luks2 --batch-mode --pbkdf argon2id --pbkdf-memory 1048576 \
		--pbkdf-force-iterations 4 "$work/large" "$work/key"
}

# A file system that was there before, encrypted in its place.
read_encrypted_files() {
	rm -f "$work/files"
	mkdir -p "$work/tree"
	cp "$blob" "$work/tree/blob"
	mke2fs -q -F -t ext4 -d "$work/tree" "$work/files" 12M
	truncate -s 44M "$work/files"
	# shellcheck disable=SC2086 # words
	cryptsetup reencrypt --encrypt --type luks2 --reduce-device-size 32M --pbkdf pbkdf2 $quick \
		--key-file "$work/key" "$work/files" >"$work/output" 2>&1 || cat "$work/output"
	in_domain encrypted-files exit:0 "$(luks "$key") \
rump.mounts=[{\"source\":\"/dev/mapper/secret\",\"target\":\"/data\"}] \
-- /bin/storage type /data sum /data/blob 0" --disk "$work/files" "$key_option" "$key_place"
	tells encrypted-files-type type "ext4 rw"
	tells encrypted-files-read sum "$blob_sum"
}

refuse_wrong_keys() {
	with_key wrong-horse
	for volume in luks1 luks2; do
		refuses "$volume-wrong-key" exit:102 "secret: the key does not open ${disk}a$" \
			"$(luks "$key")" "$work/$volume" "$key_option" "$key_place"
		refuses "$volume-missing-key" exit:102 "secret: there is no key in " "$(luks "$key")" \
			"$work/$volume"
	done
	with_key correct-horse
	refuses memory-too-small exit:103 "secret: ${disk}a cannot be opened: its key takes more memory" \
		"$(luks "$key")" "$work/large" "$key_option" "$key_place"
	refuses key-disk-missing exit:99 "secret: disk ${disk}b did not appear" \
		"$(luks "{\"device\":\"${disk}b\",\"size\":13}")" "$work/luks2"
	refuses disk-missing exit:99 "secret: disk ${disk}a did not appear" "$(luks "$key")" "" \
		"$key_option" "$key_place"
}

# damaged NAME FROM OFFSET COUNT: a copy of a volume with other bytes there.
damaged() {
	cp --sparse=always "$work/$2" "$work/$1"
	head -c "$4" /dev/urandom |
		dd of="$work/$1" bs=1k seek="$3" conv=notrunc 2>/dev/null iflag=fullblock
}

refuse_damaged_headers() {
	damaged no-header luks2 0 65536
	damaged first-header luks2 0 4096
	damaged first-text luks2 8 64
	damaged second-header luks2 20 64
	damaged luks1-header luks1 0 4096
	damaged luks1-slot luks1 4 65536
	for volume in no-header luks1-header; do
		refuses "damaged-$volume" exit:103 "secret: ${disk}a: it has no LUKS header$" \
			"$(luks "$key")" "$work/$volume" "$key_option" "$key_place"
	done
	for volume in first-header first-text second-header; do
		refuses "damaged-$volume" exit:103 "secret: ${disk}a: .*header is damaged" \
			"$(luks "$key")" "$work/$volume" "$key_option" "$key_place"
	done
	refuses damaged-luks1-slot exit:102 "secret: the key does not open" "$(luks "$key")" \
		"$work/luks1-slot" "$key_option" "$key_place"
}

# A header on another disk, and a volume that is only read.
try_detached_header() {
	make_disks 16 header detached
	# shellcheck disable=SC2086 # words
	cryptsetup luksFormat --type luks2 --pbkdf pbkdf2 $quick --header "$work/header" \
		"$work/detached" "$work/key"
	in_domain detached-header exit:0 "$(luks "$key" ",\"header\":\"${disk}b\"") \
-- /bin/storage write /dev/mapper/secret sum /dev/mapper/secret 3145728" \
		--disk "$work/detached" --disk "$work/header" "$key_option" "$key_place"
	tells detached-header-read sum "$blob_sum"
	in_domain read-only-volume exit:0 "$(luks "$key" ",\"read_only\":true") \
-- /bin/storage write /dev/mapper/secret" --disk "$work/luks2:ro" "$key_option" "$key_place"
	tells read-only-volume-kept write failed
}

try_key_disk() {
	rm -rf "$work/keys" "$work/key-files"
	mkdir -p "$work/key-files/a"
	cp "$work/key" "$work/key-files/a/key"
	mke2fs -q -F -t ext4 -L keys -d "$work/key-files" "$work/keys" 4M
	in_domain key-in-file exit:0 "$(luks '{"file":"/a/key","device":"LABEL=keys"}') $read_secret" \
		--disk "$work/luks2" --disk "$work/keys:ro"
	tells key-in-file-read sum "$blob_sum"
	make_disks 1 raw-key
	dd if="$work/key" of="$work/raw-key" bs=1 seek=100 conv=notrunc 2>/dev/null
	in_domain key-in-bytes exit:0 "$(luks "{\"device\":\"${disk}b\",\"offset\":100,\"size\":13}") \
$read_secret" --disk "$work/luks2" --disk "$work/raw-key"
	tells key-in-bytes-read sum "$blob_sum"
	refuses key-file-missing exit:102 "secret: the key /none on ${disk}b cannot be read: No such" \
		"$(luks "{\"file\":\"/none\",\"device\":\"${disk}b\"}")" "$work/luks2 $work/keys"
}

plain() {
	echo "rump.devices=[{\"type\":\"plain\",\"name\":\"secret\",\"device\":\"${disk}a\",\
\"cipher\":\"aes-xts-plain64\",\"key_size\":512,\"hash\":\"sha512\",\"key\":$key}]"
}

try_plain() {
	make_disks 16 plain
	in_domain plain-written exit:0 "$(plain) -- /bin/storage write /dev/mapper/secret" \
		--disk "$work/plain" "$key_option" "$key_place"
	check_that plain-encrypted "the disk has the data as they are" \
		sh -c '! head -c 3145728 "$1" | cmp -s - "$2"' - "$work/plain" "$blob"
	in_domain plain-opened exit:0 "$(plain) $read_secret" \
		--disk "$work/plain" "$key_option" "$key_place"
	tells plain-read sum "$blob_sum"
}

integrity() {
	echo "rump.devices=[{\"type\":\"integrity\",\"name\":\"sure\",\"device\":\"${disk}a\",\"wait\":$patience${1:-}}]"
}

try_integrity_with_key() {
	make_disks 24 sure
	keyed=",\"integrity\":\"hmac-sha256\",\"key\":$key"
	in_domain integrity-key-made exit:0 "-- /bin/storage seal-with-key ${disk}a" --disk "$work/sure"
	tells integrity-key-sealed seal finished
	in_domain integrity-key-opened exit:0 "$(integrity "$keyed") \
-- /bin/storage write /dev/mapper/sure sum /dev/mapper/sure 3145728" --disk "$work/sure" \
		"$key_option" "$key_place"
	tells integrity-key-read sum "$blob_sum"
}

try_integrity() {
	make_disks 24 sure
	refuses integrity-missing exit:103 "sure: ${disk}a cannot be opened: " "$(integrity)" "$work/sure"
	in_domain integrity-made exit:0 "-- /bin/storage seal ${disk}a" --disk "$work/sure"
	tells integrity-sealed seal finished
	in_domain integrity-written exit:0 "$(integrity) -- /bin/storage write /dev/mapper/sure" \
		--disk "$work/sure"
	tells integrity-write write finished
	in_domain integrity-opened exit:0 "$(integrity) -- /bin/storage sum /dev/mapper/sure 3145728" \
		--disk "$work/sure"
	tells integrity-read sum "$blob_sum"
	damage_data "$work/sure"
	in_domain integrity-damaged exit:0 "$(integrity) -- /bin/storage copy /dev/mapper/sure /dev/null" \
		--disk "$work/sure"
	tells integrity-damage-found copy failed
}

# Changes a byte of what the blob became on a disk that has its bytes as they are.
damage_data() {
	place=$(grep -obUaF "$(dd if="$blob" bs=1 skip=100000 count=12 2>/dev/null | tr -d '\000\n')" \
		"$1" | head -n 1 | cut -d: -f1)
	printf '!' | dd of="$1" bs=1 seek="${place:-3000000}" conv=notrunc 2>/dev/null
}

verity() {
	echo "rump.devices=[{\"type\":\"verity\",\"name\":\"sealed\",\"device\":\"${disk}a\",\
\"root_hash\":\"$1\",$2}]"
}

root_hash() {
	sed -n 's/^Root hash:[[:space:]]*//p'
}

try_verity() {
	make_disks 4 sealed
	make_disks 1 hashes
	dd if="$blob" of="$work/sealed" conv=notrunc 2>/dev/null
	cp "$work/sealed" "$work/both"
	hash=$(veritysetup format "$work/sealed" "$work/hashes" | root_hash)
	both=$(veritysetup format --hash-offset 4194304 "$work/both" "$work/both" | root_hash)
	on_other="\"hash_device\":\"${disk}b\""
	in_domain verity-opened exit:0 "$(verity "$hash" "$on_other") \
-- /bin/storage sum /dev/mapper/sealed 3145728" --disk "$work/sealed:ro" --disk "$work/hashes:ro"
	tells verity-read sum "$blob_sum"
	in_domain verity-one-disk exit:0 "$(verity "$both" '"hash_offset":4194304') \
-- /bin/storage sum /dev/mapper/sealed 3145728" --disk "$work/both"
	tells verity-one-disk-read sum "$blob_sum"
	refuses verity-wrong-root-hash exit:103 "sealed: ${disk}a does not fit the root hash" \
		"$(verity "$(echo "$hash" | tr 0-9a-f 1-9a-f0)" "$on_other")" \
		"$work/sealed $work/hashes"
	make_disks 1 no-hashes
	refuses verity-no-hashes exit:103 "sealed: ${disk}a cannot be opened: " \
		"$(verity "$hash" "$on_other")" "$work/sealed $work/no-hashes"
	cp "$work/sealed" "$work/changed"
	printf '!' | dd of="$work/changed" bs=1 seek=2000000 conv=notrunc 2>/dev/null
	in_domain verity-changed exit:0 "$(verity "$hash" "$on_other") \
-- /bin/storage copy /dev/mapper/sealed /dev/null" --disk "$work/changed" --disk "$work/hashes"
	tells verity-change-found copy failed
}

# ---- keys that only QEMU has a place for

from_fw_cfg() {
	in_domain "$1" exit:0 "$(luks "$2") $read_secret" --disk "$work/luks2" --qemu "$3"
	tells "$1-read" sum "$blob_sum"
}

# A person at the console, who is wrong at first.
type_keys() {
	mkfifo "$work/typed"
	(
		exec 3>"$work/typed"
		for typed; do
			waited=0
			until [ "$(grep -c '^rumproast: passphrase' "$work/said-at-console")" -ge "$typed" ]; do
				waited=$((waited + 1))
				[ $waited -lt 1200 ] || exit
				sleep 0.1
			done
			[ "$typed" = 2 ] && echo correct-horse >&3 || echo wrong-horse >&3
		done
		sleep 100 >&3
	) 9>&- &
	typist=$!
}

try_console_key() {
	selected console-key || return 0
	rm -f "$work/typed"
	: >"$work/said-at-console"
	type_keys 1 2
	timeout 200 qemu-system-x86_64 -accel tcg -cpu max,-la57 -machine pc -m 384 \
		-kernel "$DOMAIN_KERNEL" -initrd "$tools" -nodefaults -no-user-config -display none \
		-no-reboot -serial stdio -device isa-debug-exit,iobase=0xf4,iosize=0x04 \
		-drive "if=none,id=disk,format=raw,file=$work/luks2" \
		-device virtio-blk-pci,drive=disk \
		-append "console=hvc0 loglevel=4 $(luks '{"console":true}') -- /bin/storage say opened" \
		<"$work/typed" >"$work/said-at-console" 2>&1 || :
	kill $typist 2>/dev/null || :
	console=$work/lines-at-console
	tr -d '\r' <"$work/said-at-console" >"$console"
	says console-key '^@ say opened$'
	says console-key-wrong-at-first 'secret: the key does not open /dev/vda; once more'
	check_that console-key-not-shown "the console shows the key" \
		sh -c '! grep -q horse "$1"' - "$console"
}

try_keys() {
	printf correct-horse | base64 >"$work/encoded"
	from_fw_cfg key-in-base64 '{"fw_cfg":"opt/test/b64","encoding":"base64"}' \
		"-fw_cfg name=opt/test/b64,file=$work/encoded"
	printf 'xxcorrect-horseyy' | od -An -tx1 >"$work/encoded"
	from_fw_cfg key-in-hex '{"fw_cfg":"opt/test/hex","encoding":"hex","offset":7,"size":39}' \
		"-fw_cfg name=opt/test/hex,file=$work/encoded"
	from_fw_cfg key-in-smbios '{"smbios":"rumproast.key="}' \
		"-smbios type=11,value=other,value=rumproast.key=correct-horse"
	refuses smbios-missing exit:102 'secret: no OEM string of SMBIOS begins with none=' \
		"$(luks '{"smbios":"none="}')" "$work/luks2"
	refuses xenstore-missing exit:102 'secret: the key is to come from xenstore, and there is none' \
		"$(luks '{"xenstore":"vm-data/key"}')" "$work/luks2"
	try_console_key
}

need_encryption_tools() {
	need cryptsetup cryptsetup-bin
	need veritysetup cryptsetup-bin
	need mke2fs e2fsprogs
	make_tools_archive
	make_volumes
	with_key correct-horse
}

try_encryption() {
	write_and_read luks1 --disk "$work/luks1"
	write_and_read luks2 --disk "$work/luks2"
	in_domain argon2id exit:0 "$(luks "$key") -- /bin/storage say opened" --disk "$work/argon" \
		"$key_option" "$key_place"
	read_encrypted_files
	try_detached_header
	try_key_disk
	try_plain
	try_integrity
	try_integrity_with_key
	try_verity
	refuse_wrong_keys
	refuse_damaged_headers
}
