# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# File systems on disks that Debian's tools made, in domains; sourced after suite.sh and domain.sh.
#
#   try_file_systems HOST NAME...  images of these file systems, made by their tools, in a domain
#                                  that reads and writes them, in another one that reads them again,
#                                  and before their tools
#
# The table: a name, the type to mount, the features of the file system as trees has them, rw or ro,
# the directory of the tree that a tool put there (- for none), and mount options.

trees=$BUILD/tests/trees

table="
ext2 ext2 lhmxn rw given
ext3 ext3 lhmxn rw given
ext4 ext4 lhmxnf rw given
xfs xfs lhmxnf rw given
btrfs btrfs lhmxnf rw given
f2fs f2fs lhmxnf rw given
vfat vfat - rw given
exfat exfat n rw -
ntfs3 ntfs3 lhn rw .
udf udf lhm rw -
ufs1 ufs lhmn rw given ufstype=44bsd
ufs2 ufs lhmn rw given ufstype=ufs2
iso9660 iso9660 lm ro given ro
squashfs-gzip squashfs lhmxn ro given
squashfs-lzo squashfs lhmxn ro given
squashfs-lz4 squashfs lhmxn ro given
squashfs-xz squashfs lhmxn ro given
squashfs-zstd squashfs lhmxn ro given
erofs erofs lhmx ro given
erofs-lz4 erofs lhmx ro given
tmpfs tmpfs lhmxnf rw - size=16m
overlay overlay lmxnf rw given lowerdir=/m/squashfs-zstd,upperdir=/m/ext4/upper,workdir=/m/ext4/work
"

# row NAME: sets type, features, access, given, options.
row() {
	# shellcheck disable=SC2046 # words
	set -- $(echo "$table" | sed -n "s/^$1 //p")
	type=$1 features=$2 access=$3 given=$4 options=${5:-}
	# What the tool keeps of a tree.
	case ${type} in
	xfs) given_features=l ;;
	f2fs) given_features=lhmn ;;
	*) given_features=$features ;;
	esac
}

need_tools() {
	need mke2fs e2fsprogs
	need mkfs.xfs xfsprogs
	need mkfs.btrfs btrfs-progs
	need sload.f2fs f2fs-tools
	need mkfs.vfat dosfstools
	need mcopy mtools
	need mkfs.exfat exfatprogs
	need mkntfs ntfs-3g
	need mkudffs udftools
	need makefs makefs
	need xorriso xorriso
	need mksquashfs squashfs-tools
	need mkfs.erofs erofs-utils
}

# ---- trees

# populated/FEATURES/given is a tree that the host's kernel made with these features.
tree() {
	[ -d "$work/populated/$1" ] && return
	mkdir -p "$work/populated/$1"
	"$trees" make "$work/populated/$1/given" 1 "-$1"
	# What overlayfs wants, for the image that it lies on.
	mkdir "$work/populated/$1/upper" "$work/populated/$1/work"
}

# What the domain has to find, as the host's kernel sees it.
expect_tree() { # expect_tree NAME WHAT DIRECTORY FEATURES
	"$trees" list "$3" "-$4" >"$work/expected/$1.$2"
	"$trees" sum "$3" "-$4" >"$work/expected/$1.$2.sum"
}

expect_trees() { # expect_trees NAME
	row "$1"
	mkdir -p "$work/expected" "$work/made"
	if [ "$access" = rw ]; then
		[ -d "$work/made/$features" ] || "$trees" make "$work/made/$features" 2 "-$features"
		expect_tree "$1" made "$work/made/$features" "$features"
	fi
	[ "$given" = - ] || expect_tree "$1" given "$source" "$given_features"
}

# ---- images

empty() { # empty MEGABYTES
	truncate -s "$1M" "$image"
}

# A prototype of mkfs.xfs: names without blanks, one mode, no second links.
xfs_prototype() {
	source=$work/populated/xfs/given
	mkdir -p "${source%/*}"
	cp -a "$from/given" "${source%/*}"
	rm "$source"/*' '*
	printf '/\n0 0\nd--755 0 0\ngiven '
	xfs_directory "$source"
	printf '$\n$\n'
}

xfs_directory() {
	printf 'd--755 0 0\n'
	for entry in "$1"/*; do
		if [ -L "$entry" ]; then
			printf '%s l--777 0 0 %s\n' "${entry##*/}" "$(readlink "$entry")"
		elif [ -d "$entry" ]; then
			printf '%s ' "${entry##*/}"
			(xfs_directory "$entry")
			printf '$\n'
		elif [ -f "$entry" ]; then
			printf '%s ---644 0 0 %s\n' "${entry##*/}" "$entry"
		fi
	done
}

# Debian's makefs puts the superblock of UFS2 at 8 KiB, the BSDs and Linux look for it at 64 KiB. It
# is copied there, over inodes that nobody has. So that nobody gets them, they are marked as used, in
# the map (at 168) of the first group (at 32 KiB): with these sizes, inodes begin at 48 KiB, and those
# from 64 KiB to 72 KiB are 64 to 95.
make_ufs2() {
	source=$work/populated/ufs2/given
	mkdir -p "${source%/*}" && cp -a "$from/given" "${source%/*}" && rm -r "$source/many" &&
		makefs -t ffs -s 24m -f 2000 -o version=2,bsize=16384,fsize=4096 "$image" "${source%/*}" &&
		dd if="$image" of="$image" bs=8192 skip=1 seek=8 count=1 conv=notrunc &&
		printf '\377\377\377\377' |
		dd of="$image" bs=1 seek=$((32768 + 168 + 64 / 8)) conv=notrunc
}

# make_image NAME: its output is shown if it fails. Sets source, the tree that it holds.
make_image() {
	row "$1"
	image=$work/$1.disk
	rm -f "$image"
	from=$work/populated/$features
	[ "$given" = - ] || tree "$features"
	[ "$1" != overlay ] || from=$work/populated/lhmxn
	source=$from/given
	export LC_ALL=C.UTF-8
	case $1 in
	ext*) empty 24 && mke2fs -q -F -b 4096 -t "$1" -d "$from" "$image" ;;
	xfs)
		xfs_prototype >"$work/prototype"
		empty 64 && mkfs.xfs -q --unsupported -p "$work/prototype" "$image"
		;;
	btrfs) empty 120 && mkfs.btrfs -q --rootdir "$from" "$image" ;;
	f2fs) empty 96 && mkfs.f2fs -q -O extra_attr,inode_checksum,sb_checksum "$image" &&
		sload.f2fs -P -f "$from" -t / "$image" ;;
	vfat) empty 40 && mkfs.vfat -F 32 "$image" && mcopy -s -i "$image" "$source" ::given ;;
	exfat) empty 24 && mkfs.exfat "$image" ;;
	ntfs3)
		source=$work/populated/ntfs
		mkdir -p "$source" && cp "$work/populated/$features/given/big" "$source"
		empty 24 && mkntfs -q -F -Q "$image" && ntfscp -q -f "$image" "$source/big" big
		;;
	udf) empty 24 && mkudffs -b 2048 "$image" ;;
	ufs1) makefs -t ffs -s 24m -f 2000 -o version=1 "$image" "$from" ;;
	ufs2) make_ufs2 ;;
	iso9660) xorriso -as mkisofs -quiet -R -J -joliet-long -o "$image" "$from" ;;
	squashfs-*) mksquashfs "$from" "$image" -quiet -no-progress -comp "${1#squashfs-}" ;;
	erofs) mkfs.erofs "$image" "$from" ;;
	erofs-lz4) mkfs.erofs -zlz4hc "$image" "$from" ;;
	tmpfs | overlay) ;;
	*) false ;;
	esac >"$work/$1.tool" 2>&1
	image_status=$?
	export LC_ALL=C
	return $image_status
}

# ---- domains

on_disk() { # on_disk NAME: whether the file system has a disk
	case $1 in tmpfs | overlay) return 1 ;; esac
}

# The configuration's "mounts": disks in their order; the second time only for reading.
mounts_as_json() { # mounts_as_json DISKS again|"" NAME...
	prefix=$1 again=$2 number=0 comma=
	shift 2
	for name; do
		row "$name"
		device=$name
		if on_disk "$name"; then
			number=$((number + 1))
			device=/dev/$prefix$(echo abcdefghijklmnopqrstuvwxyz | cut -c$number)
		elif [ "$again" ]; then
			[ "$name" = overlay ] || continue
			options=lowerdir=/m/ext4/upper:/m/squashfs-zstd
		fi
		case $again,$options in
		,* | *,ro*) ;;
		*) options=ro${options:+,$options} ;;
		esac
		printf '%s{ "source": "%s", "type": "%s", "target": "/m/%s", "options": "%s" }' \
			"$comma" "$device" "$type" "$name" "$options"
		comma=', '
	done
}

matrix() { # matrix again|"" NAME...
	matrix_again=$1
	shift
	for name; do
		row "$name"
		[ -z "$matrix_again" ] || [ "$name" != tmpfs ] || continue
		# What the tool put into the root directory has company now.
		[ "$matrix_again$given" != again. ] || given=-
		echo "$name $given $given_features $features $access"
	done
}

file_systems_domain() { # file_systems_domain HOST FOLDER again|"" NAME...
	domain_of=$1 folder_of=$2 again_of=$3
	shift 3
	case $domain_of in xen) disks_of=xvd ;; *) disks_of=vd ;; esac
	matrix "$again_of" "$@" >"$folder_of.matrix"
	# Whose machine it is makes no difference to a full disk, and Xen's is slow.
	case $domain_of$again_of in
	xen) words_of='"make", "made"' ;;
	*again) words_of='"made"' ;;
	*) words_of='"make", "fill", "made"' ;;
	esac
	make_archive "$folder_of.cpio" "{
		\"program\": { \"argv\": [ \"/bin/file-systems\", \"/etc/matrix\", $words_of ] },
		\"mounts\": [ $(mounts_as_json "$disks_of" "$again_of" "$@") ]
	}" --add /bin/busybox:/bin/busybox --add "$trees:/bin/trees" \
		--add "$project/tests/guest/file-systems:/bin/file-systems" \
		--add "$folder_of.matrix:/etc/matrix" --add "$work/expected:/expected"
	names_of=$*
	set --
	for name in $names_of; do
		! on_disk "$name" || set -- "$@" --disk "$work/$name.disk"
	done
	DOMAIN_KERNEL=$BUILD/kernel/storage/vmlinux run_domain "$domain_of" "$folder_of" \
		"$folder_of.cpio" --memory 256 --seconds 1800 "$@"
}

# ---- results

told() { # told FOLDER NAME WHAT
	tr -d '\r' <"$1/console" | sed -n "s/^@ $2 $3 //p" | head -n 1
}

compare_sum() { # compare_sum TEST FOLDER NAME WHAT
	if [ "$(told "$2" "$3" "$4")" = "$(cat "$work/expected/$3.$4.sum")" ]; then
		passed "$1"
	else
		{
			grep -a "^@ $3 $4 \|^  $3: " "$2/console" | tr -d '\r'
			echo "(< is what was expected)"
			tail -n 5 "$2/console"
		} >"$2/shown"
		failed "$1" "the tree is not what it has to be; the domain ended by $(cat "$2/outcome")" \
			"$2/shown"
	fi
}

# More than nothing was written before there was no room, and the domain says nothing else.
compare_fill() {
	case $(told "$2" "$3" fill) in
	[1-9] | [1-9]*[0-9]) passed "$1" ;;
	*) failed "$1" "a full file system: $(told "$2" "$3" fill)" "$2/console" ;;
	esac
}

# The file system's own check, which changes nothing. Status 0: clean.
check_image() {
	image=$work/$1.disk
	case $1 in
	ext*) e2fsck -f -n "$image" ;;
	xfs) xfs_repair -n "$image" ;;
	btrfs) btrfs check --check-data-csum "$image" ;;
	f2fs) fsck.f2fs --dry-run "$image" | tee "$work/f2fs.check" && ! grep -q Fail "$work/f2fs.check" ;;
	vfat) fsck.vfat -n "$image" ;;
	exfat) fsck.exfat -n "$image" ;;
	ntfs3) ntfsfix -n "$image" ;;
	udf) udfinfo "$image" | grep -x integrity=closed ;;
	esac
}

# read_by_tool NAME DIRECTORY: what the domain made, read without any kernel. 2: no tool can.
read_by_tool() {
	image=$work/$1.disk
	export LC_ALL=C.UTF-8
	case $1 in
	ext*) debugfs -R "rdump made $2" "$image" ;;
	btrfs) btrfs restore -S --path-regex '^/(|made(|/.*))$' "$image" "$2" ;;
	vfat) mcopy -s -i "$image" ::made "$2" ;;
	*) return 2 ;;
	esac >"$work/$1.read" 2>&1
	read_status=$?
	export LC_ALL=C
	return $read_status
}

# Second names are files of their own to tools, and modes and attributes not always kept.
compare_by_tool() {
	rm -rf "$work/read"
	mkdir "$work/read"
	read_by_tool "$1" "$work/read" || {
		[ $? = 2 ] || failed "$1-read-by-tool" "the tool cannot read the image" "$work/$1.read"
		return 0
	}
	"$trees" sum "$work/made/$features" -l >"$work/$1.by-kernel"
	"$trees" sum "$work/read/made" -l >"$work/$1.by-tool" 2>&1 || :
	check_that "$1-read-by-tool" "the tool reads something else than was made" \
		cmp "$work/$1.by-kernel" "$work/$1.by-tool"
}

judge_file_system() { # judge_file_system NAME
	row "$1"
	[ "$given" = - ] || compare_sum "$1-read" "$work/first" "$1" given
	[ "$access" = ro ] || compare_sum "$1-write" "$work/first" "$1" made
	[ "$access$tried_host" != rwpc ] || compare_fill "$1-full" "$work/first" "$1"
	[ "$1" != tmpfs ] || return 0
	case $given in
	- | .) ;;
	*) compare_sum "$1-read-again" "$work/again" "$1" given ;;
	esac
	[ "$access" = rw ] || return 0
	compare_sum "$1-kept" "$work/again" "$1" made
	case $1 in
	ufs* | overlay) ;;
	*) check_that "$1-check" "its own check finds faults" check_image "$1" ;;
	esac
	compare_by_tool "$1"
}

judge_end() { # judge_end TEST FOLDER
	if [ "$(cat "$2/outcome")" = exit:0 ]; then
		passed "$1"
	else
		failed "$1" "the domain ended by $(cat "$2/outcome")" "$2/console" "$2/qemu"
	fi
}

try_file_systems() {
	tried_host=$1
	shift
	need_tools
	made_images=
	for name; do
		if make_image "$name"; then
			expect_trees "$name"
			made_images="$made_images $name"
		else
			failed "$name-image" "the tool makes no image" "$work/$name.tool"
		fi
	done
	# shellcheck disable=SC2086 # one word per name
	set -- $made_images
	file_systems_domain "$tried_host" "$work/first" "" "$@"
	judge_end end "$work/first"
	file_systems_domain "$tried_host" "$work/again" again "$@"
	judge_end end-again "$work/again"
	for name; do
		judge_file_system "$name"
	done
}
