# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What the suites of devices share; sourced after suite.sh and domain.sh.
#
#   start_peer            the network's other end: sets receive_port and send_port
#   stop_peer
#   make_disk FILE        a disk of 8 MiB whose first half is the blob
#   device_archive FILE NETWORK WORD...
#                         an archive whose program is tests/guest/devices with these words;
#                         NETWORK is the configuration's "net"
#   said FOLDER NAME      what the program told about NAME
#   wait_for_word FOLDER NAME RESULT
#                         waits until the program of a running domain told that

blob=$work/peer/blob
received=$work/peer/received
peer_processes=

make_blob() {
	mkdir -p "$work/peer"
	head -c 4194304 /dev/urandom >"$blob"
	blob_sum=$(md5sum <"$blob" | cut -c1-32)
}

# Ports that nobody listens at; another suite that runs now starts at another place.
free_port() {
	port=$((20000 + ($$ * 7 + ${1:-0}) % 20000))
	while grep -qi ":$(printf %04X $port) " /proc/net/tcp; do port=$((port + 1)); done
	echo $port
}

start_peer() {
	need busybox busybox-static
	need socat socat
	make_blob
	receive_port=$(free_port 0)
	busybox httpd -f -p "127.0.0.1:$receive_port" -h "$work/peer" 9>&- &
	peer_processes=$!
	send_port=$(free_port 5)
	: >"$received"
	socat -u "TCP-LISTEN:$send_port,bind=127.0.0.1,reuseaddr,fork" "OPEN:$received,append" 9>&- &
	peer_processes="$peer_processes $!"
	trap stop_peer EXIT
}

stop_peer() {
	# shellcheck disable=SC2086 # one word per process
	[ -z "$peer_processes" ] || kill $peer_processes 2>/dev/null || :
	peer_processes=
}

make_disk() {
	cp "$blob" "$1"
	truncate -s 8M "$1"
}

disk_was_written() {
	dd if="$1" bs=64k skip=64 2>/dev/null | cmp -s - "$blob"
}

words_as_json() {
	printf '"/bin/devices"'
	for word; do
		printf ', "%s"' "$word"
	done
}

device_archive() {
	device_out=$1
	device_net=$2
	shift 2
	make_archive "$device_out" "{
		\"program\": { \"argv\": [ $(words_as_json "$@") ], \"stop_timeout\": 60 },
		\"net\": $device_net
	}" --add /bin/busybox:/bin/busybox --add "$project/tests/guest/devices:/bin/devices"
}

said() {
	tr -d '\r' <"$1/console" | sed -n "s/^@ $2 //p" | tail -n 1
}

wait_for_word() {
	waited=0
	while ! tr -d '\r' 2>/dev/null <"$1/console" | grep -qx "@ $2 $3"; do
		waited=$((waited + 1))
		[ $waited -lt 3000 ] || return 1
		sleep 0.1
	done
}

# expect TEST FOLDER NAME RESULT
expect() {
	selected "$1" || return 0
	if [ "$(said "$2" "$3")" = "$4" ]; then
		passed "$1"
	else
		failed "$1" "the domain told \"$(said "$2" "$3")\", not \"$4\"; it ended by \
$(cat "$2/outcome")" "$2/console" "$2/qemu"
	fi
}

# expect_outcome TEST FOLDER OUTCOME
expect_outcome() {
	selected "$1" || return 0
	if [ "$(cat "$2/outcome")" = "$3" ]; then
		passed "$1"
	else
		failed "$1" "the domain ended by $(cat "$2/outcome"), not $3" "$2/console" "$2/qemu"
	fi
}
