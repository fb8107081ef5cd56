# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Domains on networks of a router that may be odd or hostile (tests/network/segments); sourced after
# suite.sh and domain.sh.
#
#   on_networks TEST OUTCOME SCRIPT WORDS SEGMENT... -- CHECK...
#     SCRIPT   what the domain's shell runs; it has all applets of busybox
#     WORDS    for the kernel's command line
#     SEGMENT  a network, the next card's
#     CHECK    a line "PATTERN" that the console has to have, "!PATTERN" that it must not have,
#              "net PATTERN" and "net !PATTERN" of what the routers have seen

make_network_tree() {
	need busybox busybox-static
	need python3 python3
	rm -rf "$work/tree"
	mkdir -p "$work/tree/bin"
	cp /bin/busybox "$work/tree/bin/busybox"
	for applet in $(/bin/busybox --list); do
		[ "$applet" = busybox ] || ln -s busybox "$work/tree/bin/$applet"
	done
}

# The sockets' paths may not be long.
on_networks() {
	net_test=$1 net_outcome=$2 net_script=$3 net_words=$4
	shift 4
	selected "$net_test" || return 0
	net_folder=$work/$net_test
	mkdir -p "$net_folder"
	net_sockets=$(mktemp -d /tmp/networks.XXXXXX)
	net_count=0 net_devices=''
	for net_argument; do
		[ "$net_argument" != -- ] || break
		net_devices="$net_devices -netdev dgram,id=n$net_count,local.type=unix,\
local.path=$net_sockets/$net_count.card,remote.type=unix,remote.path=$net_sockets/$net_count.net \
-device virtio-net-pci,netdev=n$net_count"
		net_count=$((net_count + 1))
	done
	mkdir -p "$net_folder/tree"
	printf '%s\n' "$net_script" >"$net_folder/tree/script"
	make_archive "$net_folder/archive" \
		'{ "program": { "argv": ["/bin/sh", "/script"] } }' "$work/tree" "$net_folder/tree"
	start_segments "$@"
	while [ "$1" != -- ]; do shift; done
	shift
	run_domain pc "$net_folder/domain" "$net_folder/archive" --append "$net_words" \
		--qemu "$net_devices" --seconds 300
	kill "$net_segments"
	wait "$net_segments" 2>/dev/null || :
	rm -rf "$net_sockets"
	check_networks "$@"
}

# Their sockets are there when this returns. The segments end at the argument --.
start_segments() {
	net_left=$net_count
	while [ $# -gt "$net_count" ] && [ "$net_left" -gt 0 ]; do
		set -- "$@" "$1"
		shift
		net_left=$((net_left - 1))
	done
	# What was first is last now, in its order.
	while [ $# -gt "$net_count" ]; do shift; done
	"$project/tests/network/segments" "$net_sockets" "$@" >"$net_folder/net" 2>&1 &
	net_segments=$!
	while ! grep -q '^ready$' "$net_folder/net"; do
		kill -0 "$net_segments" || break
		sleep 0.1
	done
}

# has FILE PATTERN: with ! before it, that it does not.
net_has() {
	case $2 in
	!*) ! tr -d '\r' <"$1" | grep -Eq -- "${2#!}" ;;
	*) tr -d '\r' <"$1" | grep -Eq -- "$2" ;;
	esac
}

check_networks() {
	if [ "$(cat "$net_folder/domain/outcome")" != "$net_outcome" ]; then
		failed "$net_test" "the domain ended by $(cat "$net_folder/domain/outcome"), not \
$net_outcome" "$net_folder/domain/console" "$net_folder/domain/qemu" "$net_folder/net"
		return
	fi
	for net_check; do
		case $net_check in
		"net "*) net_file=$net_folder/net net_check=${net_check#net } ;;
		*) net_file=$net_folder/domain/console ;;
		esac
		net_has "$net_file" "$net_check" && continue
		failed "$net_test" "this does not hold: $net_check" "$net_folder/domain/console" \
			"$net_folder/net"
		return
	done
	passed "$net_test"
}
