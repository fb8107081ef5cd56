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
#   --disk FILE[:ro] a disk, the next one if there are several (no blanks in its name)
#   --qemu WORDS     further options for QEMU, not on xen
#   --xenstore NODE=VALUE  set before the domain starts, only on xen; VALUE without blanks
#   --vif SPEC       a network interface in xl's words, only on xen
#   --xl LINE        a further line of xl's configuration, only on xen
# Returns 0 whatever happened; the outcome tells.

# The console on QEMU is DOMAIN_CONSOLE, hvc0 if that is not set.

# The part of the command line that every domain gets: quiet but for what is wrong.
DOMAIN_APPEND=${DOMAIN_APPEND-loglevel=4}

run_domain() {
	domain_host=$1 domain_folder=$2 domain_archive=$3
	shift 3
	domain_memory=128 domain_seconds=120
	domain_append='' domain_network='' domain_disks='' domain_more=''
	domain_xl_lines='' domain_nodes='' domain_vif=''
	while [ $# -gt 0 ]; do
		case $1 in
		--network) domain_network=yes ;;
		--memory) domain_memory=$2 && shift ;;
		--seconds) domain_seconds=$2 && shift ;;
		--append) domain_append=$2 && shift ;;
		--disk) domain_disks="$domain_disks $2" && shift ;;
		--qemu) domain_more=$2 && shift ;;
		--vif) domain_vif=$2 && shift ;;
		--xl) domain_xl_lines=$2 && shift ;;
		--xenstore) domain_nodes="$domain_nodes $2" && shift ;;
		*) echo "run_domain: unknown option $1" >&2 && return 1 ;;
		esac
		shift
	done
	rm -rf "$domain_folder"
	mkdir -p "$domain_folder"
	if [ "$domain_host" = xen ]; then run_on_xen; else run_on_qemu; fi
}

run_on_qemu() {
	set -- -accel tcg,thread=single -cpu max,-la57 -m "$domain_memory" \
		-kernel "${DOMAIN_KERNEL:-$KERNEL}" -nodefaults -no-user-config -display none \
		-no-reboot -serial "file:$domain_folder/console" \
		-device isa-debug-exit,iobase=0xf4,iosize=0x04
	case $domain_host in
	microvm) set -- "$@" -machine microvm,rtc=on && domain_device=device ;;
	*) set -- "$@" -machine "$domain_host" && domain_device=pci ;;
	esac
	[ -z "$domain_archive" ] || set -- "$@" -initrd "$domain_archive"
	[ -z "$domain_network" ] || set -- "$@" -netdev user,id=net \
		-device "virtio-net-$domain_device,netdev=net"
	domain_count=0
	for domain_disk in $domain_disks; do
		domain_count=$((domain_count + 1))
		domain_access=off
		[ "$domain_disk" = "${domain_disk%:ro}" ] || domain_access=on
		set -- "$@" -drive "if=none,id=disk$domain_count,format=raw,file=${domain_disk%:ro},\
readonly=$domain_access" -device "virtio-blk-$domain_device,drive=disk$domain_count"
	done
	# shellcheck disable=SC2086 # words
	set -- "$@" $domain_more
	domain_code=0
	timeout "$domain_seconds" qemu-system-x86_64 "$@" \
		-append "console=${DOMAIN_CONSOLE:-hvc0} $DOMAIN_APPEND $domain_append" </dev/null \
		>"$domain_folder/qemu" 2>&1 || domain_code=$?
	outcome_of_qemu $domain_code >"$domain_folder/outcome"
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
		"$project/xen-in-qemu/machine" status >/dev/null 2>&1 && exit 0
		"$project/xen-in-qemu/machine" start --forward "$XEN_FORWARD:80" >"$RESULTS/xen-machine.log" 2>&1
	) 8>>"$RESULTS/xen-machine.lock" 9>&-
}

run_on_xen() {
	start_xen_machine || {
		echo error >"$domain_folder/outcome"
		cp "$RESULTS/xen-machine.log" "$domain_folder/console"
		return 0
	}
	set -- --output "$domain_folder" --timeout "$domain_seconds" --memory "$domain_memory" \
		--name "test-$suite-$$" --arguments "console=hvc0 $DOMAIN_APPEND $domain_append"
	[ -z "$domain_network" ] || set -- "$@" --network
	for domain_disk in $domain_disks; do
		set -- "$@" --disk "$domain_disk"
	done
	[ -z "$domain_vif" ] || set -- "$@" --vif "$domain_vif"
	[ -z "$domain_xl_lines" ] || set -- "$@" --set "$domain_xl_lines"
	for domain_node in $domain_nodes; do
		set -- "$@" --xenstore "$domain_node"
	done
	set -- "$@" "${DOMAIN_KERNEL:-$KERNEL}"
	[ -z "$domain_archive" ] || set -- "$@" "$domain_archive"
	test_domain "$@" >"$domain_folder/printed" 2>"$domain_folder/said" 9>&- || :
	[ -e "$domain_folder/console" ] ||
		cat "$domain_folder/printed" "$domain_folder/said" >"$domain_folder/console"
	case $(cat "$domain_folder/reason" 2>/dev/null) in
	poweroff | reboot) echo "exit:$(cat "$domain_folder/exit-status" 2>/dev/null)" ;;
	crash) echo crash ;;
	timeout) echo timeout ;;
	*) echo error ;;
	esac >"$domain_folder/outcome"
}

# One domain at a time has the network, for its address is the one that is forwarded to.
test_domain() {
	(
		[ -z "$domain_network" ] || flock 7
		"$project/xen-in-qemu/test-domain" "$@"
	) 7>>"$RESULTS/xen-network.lock"
}

# Before a domain is started on Xen in the background: its console, while it runs, is
# $live/console; an earlier domain's is gone.
start_live_console() {
	live=$work/live
	mkdir -p "$live"
	live_log=${XEN_MACHINE:-$BUILD/xen/machine}/shared/consoles/guest-test-$suite-$$.log
	rm -f "$live_log"
	ln -sf "$live_log" "$live/console"
}

# one_line TEST OUTCOME PATTERN FOLDER [OTHERS]: it ended so, and the only line of ours says that.
# How the program ended is not counted, nor are lines that match OTHERS.
one_line() {
	said=$(tr -d '\r' <"$4/console" | grep '^rumproast: ' | grep -v ' ended with status ' |
		grep -v "${5:-^\$}" || :)
	if [ "$(cat "$4/outcome")" != "$2" ]; then
		failed "$1" "the domain ended by $(cat "$4/outcome"), not $2" "$4/console" "$4/qemu"
	elif [ "$(echo "$said" | wc -l)" != 1 ]; then
		failed "$1" "there is not exactly one line that says what is wrong" "$4/console"
	elif echo "$said" | grep -Eq -- "$3"; then
		passed "$1"
	else
		failed "$1" "the line does not say $3" "$4/console"
	fi
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
