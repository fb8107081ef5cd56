# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What the suites of devices on disks share; sourced after suite.sh and domain.sh.
#
#   host                 pc or xen, from the suite's name; $disk is /dev/vd or /dev/xvd, to which
#                        a letter is added; $patience is how many seconds a domain waits for a
#                        disk, with a backend of emulated Xen's far longer than it should take
#   make_tools_archive   sets $tools: busybox, every tool, tests/guest/storage, and a blob whose
#                        MD5 sum is $blob_sum; $blob is the file
#   make_disks MB NAME...  empty disks of that size in $work
#   in_domain TEST OUTCOME WORDS [OPTION]...
#                        a domain of $from (default $tools) with these words on its command line;
#                        passed if it ends so. Its console is $console
#   tells TEST NAME RESULT  what the domain told last about NAME
#   refuses TEST OUTCOME PATTERN WORDS DISKS [OPTION]...
#                        a domain that does not start: it ends so, its only line matches the
#                        pattern, and not a byte of its disks, the files DISKS, has changed
#   with_key VALUE       sets $key, what the configuration says of where a key is, and
#                        $key_option, the option for in_domain that puts it there

host=${suite##*-}
case $host in
pc) disk=/dev/vd patience=2 ;;
xen) disk=/dev/xvd patience=20 ;;
esac
DOMAIN_KERNEL=${STORAGE_KERNEL:-$BUILD/kernel/storage/vmlinux}
all_tools=mdadm,cryptsetup,veritysetup,integritysetup,lvm,dmsetup,blkid
blob=$work/parts/test/blob

make_parts() {
	need busybox busybox-static
	mkdir -p "$work/parts/bin" "$work/parts/test"
	cp /bin/busybox "$work/parts/bin/busybox"
	for applet in sh cat head md5sum cut dd awk ls tr sleep readlink basename mkdir rm grep; do
		ln -sf busybox "$work/parts/bin/$applet"
	done
	cp "$project/tests/guest/storage" "$work/parts/bin/storage"
	head -c 3145728 /dev/urandom >"$blob"
	printf correct-horse >"$work/parts/test/key"
	blob_sum=$(md5sum <"$blob" | cut -c1-32)
}

make_tools_archive() {
	make_parts
	tools=$work/tools.cpio
	"$project/image/from-directory" -o "$tools" --tools "$all_tools" \
		${INIT:+--init "$INIT"} "$work/parts"
}

make_disks() {
	disk_megabytes=$1
	shift
	for made; do
		rm -f "$work/$made"
		truncate -s "${disk_megabytes}M" "$work/$made"
	done
}

run_storage() {
	storage_folder=$1
	storage_words=$2
	shift 2
	run_domain "$host" "$storage_folder" "${from-$tools}" --memory 384 --seconds 300 \
		--append "$storage_words" "$@"
	tr -d '\r' <"$storage_folder/console" >"$storage_folder/lines"
}

in_domain() {
	tested=$1
	wanted=$2
	words=$3
	shift 3
	console=$work/$tested/console
	selected "$tested" || return 0
	run_storage "$work/$tested" "$words" "$@"
	if [ "$(cat "$work/$tested/outcome")" = "$wanted" ]; then
		passed "$tested"
	else
		failed "$tested" "the domain ended by $(cat "$work/$tested/outcome"), not $wanted" \
			"$work/$tested/console" "$work/$tested/qemu"
	fi
}

tells() {
	selected "$1" || return 0
	told=$(tr -d '\r' <"$console" | sed -n "s/^@ $2 //p" | tail -n 1)
	if [ "$told" = "$3" ]; then
		passed "$1"
	else
		failed "$1" "the domain told \"$told\" of $2, not \"$3\"" "$console"
	fi
}

# says TEST PATTERN: a line of the last domain matches.
says() {
	selected "$1" || return 0
	check_that "$1" "no line matches $2: $(tail -n 5 "$console")" grep -Eq -- "$2" "$console"
}

refuses() {
	tested=$1
	wanted=$2
	pattern=$3
	words=$4
	disks=$5
	shift 5
	selected "$tested" || return 0
	for refused_disk in $disks; do
		md5sum "$refused_disk"
		set -- "$@" --disk "$refused_disk"
	done >"$work/sums"
	run_storage "$work/$tested" "$words" "$@"
	console=$work/$tested/lines
	if [ "$disks" ] && ! md5sum --quiet -c "$work/sums" >"$work/output" 2>&1; then
		failed "$tested" "a disk was written to" "$work/output"
	else
		one_line "$tested" "$wanted" "$pattern" "$work/$tested" '^rumproast: warning: '
	fi
}

# Without blanks or commas; on QEMU from fw_cfg, on Xen from xenstore.
with_key() {
	case $host in
	pc)
		key='{"fw_cfg":"opt/test/key"}'
		key_option="--qemu"
		key_place="-fw_cfg name=opt/test/key,string=$1"
		;;
	xen)
		key='{"xenstore":"vm-data/keys/disk"}'
		key_option=--xenstore
		key_place="vm-data/keys/disk=$1"
		;;
	esac
}

# clean TEST DISK...: mdadm says that nothing was under way when the array was last used.
clean() {
	selected "$1" || return 0
	clean_test=$1
	shift
	for member; do
		mdadm --examine "$member" || :
	done >"$work/examined" 2>&1
	check_that "$clean_test" "a member was not left clean: $(cat "$work/examined")" \
		test "$(grep -c '^ *State : clean$' "$work/examined")" = $#
}
