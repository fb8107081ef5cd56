# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Domains for tests, on both hosts by one set of words; sourced after suite.sh.
#
#   run_domain HOST FOLDER ARCHIVE [OPTION]...
#     HOST           pc, microvm, q35 (QEMU machines) or xen
#     FOLDER         gets console (what the domain said) and outcome, one word:
#                    exit:N (powered off with status N), crash, timeout, or error
#     ARCHIVE        a cpio archive, or "" for none
#   --memory MB      (default 128)
#   --seconds N      how long it may take (default 120)
#   --append WORDS   for the kernel's command line
#   --network        a network with a DHCP server
#   --disk FILE      a disk
#   --qemu WORDS     further options for QEMU, not on xen
#   --xenstore NODE=VALUE  set before the domain starts, only on xen; VALUE without blanks
#   --vif SPEC       a network interface in xl's words, only on xen
#   --xl LINE        a further line of xl's configuration, only on xen
# Returns 0 whatever happened; the outcome tells.

# The part of the command line that every domain gets: quiet but for what is wrong.
DOMAIN_APPEND=${DOMAIN_APPEND-loglevel=4}

run_domain() {
	host=$1 folder=$2 archive=$3
	shift 3
	memory=128 seconds=120 append= network= disk= more= xl_lines= nodes= vif=
	while [ $# -gt 0 ]; do
		case $1 in
		--network) network=yes ;;
		--memory) memory=$2 && shift ;;
		--seconds) seconds=$2 && shift ;;
		--append) append=$2 && shift ;;
		--disk) disk=$2 && shift ;;
		--qemu) more=$2 && shift ;;
		--vif) vif=$2 && shift ;;
		--xl) xl_lines=$2 && shift ;;
		--xenstore) nodes="$nodes $2" && shift ;;
		*) echo "run_domain: unknown option $1" >&2 && return 1 ;;
		esac
		shift
	done
	rm -rf "$folder"
	mkdir -p "$folder"
	if [ "$host" = xen ]; then run_on_xen; else run_on_qemu; fi
}

run_on_qemu() {
	set -- -accel tcg,thread=single -cpu max,-la57 -m "$memory" -kernel "${DOMAIN_KERNEL:-$KERNEL}" \
		-nodefaults -no-user-config -display none -no-reboot -serial "file:$folder/console" \
		-device isa-debug-exit,iobase=0xf4,iosize=0x04
	case $host in
	microvm) set -- "$@" -machine microvm,rtc=on && device=device ;;
	*) set -- "$@" -machine "$host" && device=pci ;;
	esac
	[ -z "$archive" ] || set -- "$@" -initrd "$archive"
	[ -z "$network" ] || set -- "$@" -netdev user,id=net -device "virtio-net-$device,netdev=net"
	[ -z "$disk" ] || set -- "$@" -drive "if=none,id=disk,format=raw,file=$disk" \
		-device "virtio-blk-$device,drive=disk"
	# shellcheck disable=SC2086 # words
	set -- "$@" $more
	code=0
	timeout "$seconds" qemu-system-x86_64 "$@" \
		-append "console=hvc0 $DOMAIN_APPEND $append" </dev/null >"$folder/qemu" 2>&1 || code=$?
	outcome_of_qemu $code >"$folder/outcome"
}

# isa-debug-exit ends QEMU with (status << 1) | 1, and 101 is a crash (rumproast/exit.h); a
# domain that powers off otherwise ends it with 0.
outcome_of_qemu() {
	if [ "$1" = 124 ]; then
		echo timeout
	elif [ "$1" = 203 ]; then
		echo crash
	elif [ $(($1 & 1)) = 1 ]; then
		echo "exit:$(($1 >> 1))"
	elif [ "$1" = 0 ]; then
		echo exit:0
	else
		echo error
	fi
}

# The port of this machine that leads to port 80 of the domain with --network on Xen.
XEN_FORWARD=${XEN_FORWARD:-8099}

start_xen_machine() {
	(
		flock 8
		"$project/xen/machine" status >/dev/null 2>&1 && exit 0
		"$project/xen/machine" start --forward "$XEN_FORWARD:80" >"$RESULTS/xen-machine.log" 2>&1
	) 8>>"$RESULTS/xen-machine.lock" 9>&-
}

run_on_xen() {
	start_xen_machine || {
		echo error >"$folder/outcome"
		cp "$RESULTS/xen-machine.log" "$folder/console"
		return 0
	}
	set -- --output "$folder" --timeout "$seconds" --memory "$memory" \
		--name "test-$suite-$$" --arguments "console=hvc0 $DOMAIN_APPEND $append"
	[ -z "$network" ] || set -- "$@" --network
	[ -z "$disk" ] || set -- "$@" --disk "$disk"
	[ -z "$vif" ] || set -- "$@" --vif "$vif"
	[ -z "$xl_lines" ] || set -- "$@" --set "$xl_lines"
	for node in $nodes; do
		set -- "$@" --xenstore "$node"
	done
	set -- "$@" "${DOMAIN_KERNEL:-$KERNEL}"
	[ -z "$archive" ] || set -- "$@" "$archive"
	test_domain "$@" >"$folder/printed" 2>"$folder/said" 9>&- || :
	[ -e "$folder/console" ] || cat "$folder/printed" "$folder/said" >"$folder/console"
	case $(cat "$folder/reason" 2>/dev/null) in
	poweroff | reboot) echo "exit:$(cat "$folder/exit-status" 2>/dev/null)" ;;
	crash) echo crash ;;
	timeout) echo timeout ;;
	*) echo error ;;
	esac >"$folder/outcome"
}

# One domain at a time has the network, for its address is the one that is forwarded to.
test_domain() {
	(
		[ -z "$network" ] || flock 7
		"$project/xen/test-domain" "$@"
	) 7>>"$RESULTS/xen-network.lock"
}

# make_archive OUT CONFIGURATION [from-directory's OPTION]...: the configuration is JSON text.
make_archive() {
	[ -z "${INIT:-}" ] || set -- "$@" --init "$INIT"
	archive_out=$1
	printf '%s\n' "$2" >"$archive_out.json"
	shift 2
	"$project/image/from-directory" -o "$archive_out" --compress none \
		--config "$archive_out.json" "$@"
}
