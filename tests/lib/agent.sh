# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What suites of the control channel share; sourced after suite.sh and domain.sh.
#
#   make_tree            makes $tree: busybox and accounts
#   speak TEST OUTCOME CONFIGURATION STEP...
#                        a domain with that configuration (JSON, without "control") on $host
#                        (pc), whose control channel is $channel (port or console), and
#                        build/tests/roast/agent/talk, which takes the steps. Passed if talk
#                        finds all as it should be, and the domain ends with OUTCOME. What came
#                        is in $work/TEST/talk. $more are further options for run_domain.
#   speak_and TEST OUTCOME CONFIGURATION CHECK STEP...
#                        as speak; CHECK, a function, has to succeed as well, in that folder.

tree=$work/tree
more=''

make_tree() {
	need busybox busybox-static
	rm -rf "$tree"
	mkdir -p "$tree/bin" "$tree/etc"
	cp /bin/busybox "$tree/bin/busybox"
	for applet in cat echo env grep id kill logger pwd seq sh sleep stat stty tty wc yes; do
		ln -s busybox "$tree/bin/$applet"
	done
	printf 'root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:web:/srv/web:/bin/sh\n' >"$tree/etc/passwd"
	printf 'root:x:0:\nweb:x:34:\n' >"$tree/etc/group"
}

# QEMU does not start the domain before somebody is there. A serial port is no channel: QEMU takes a
# byte at a time, and what nobody takes in time is lost.
speak_on_pc() {
	speak_devices="-chardev socket,id=control,path=$speak_socket,server=on,wait=on \
-device virtio-serial-pci"
	case $channel in
	port)
		DOMAIN_CONSOLE=hvc0
		speak_devices="$speak_devices \
-device virtserialport,name=org.rumproast.control,chardev=control"
		;;
	console)
		DOMAIN_CONSOLE=hvc1
		speak_devices="$speak_devices -device virtconsole,chardev=control"
		;;
	esac
	# shellcheck disable=SC2086 # words
	run_domain pc "$work/$speak_test/domain" "$work/$speak_test/archive" \
		--qemu "$speak_devices" --seconds 400 $more &
	speak_domain=$!
	speak_channel=unix:$speak_socket
}

speak() {
	speak_test=$1 speak_outcome=$2 speak_configuration=$3
	shift 3
	speak_and "$speak_test" "$speak_outcome" "$speak_configuration" true "$@"
}

speak_and() {
	speak_test=$1 speak_outcome=$2 speak_configuration=$3 speak_check=$4
	shift 4
	selected "$speak_test" || return 0
	speak_folder=$work/$speak_test
	rm -rf "$speak_folder"
	mkdir -p "$speak_folder/talk"
	# The path of a socket may not be long.
	speak_socket=$(mktemp -u /tmp/control.XXXXXX)
	make_archive "$speak_folder/archive" \
		"{ \"control\": \"$channel\", ${speak_configuration#\{}" "$tree"
	"speak_on_$host"
	speak_status=0
	timeout 300 "$BUILD/tests/roast/agent/talk" "$speak_folder/talk" "$speak_channel" "$@" \
		2>"$speak_folder/said" || speak_status=$?
	[ $speak_status != 124 ] || echo "a step was not over within 300 s" >>"$speak_folder/said"
	wait "$speak_domain"
	rm -f "$speak_socket"
	if [ $speak_status != 0 ]; then
		speak_failed "a step went wrong"
	elif [ "$(cat "$speak_folder/domain/outcome")" != "$speak_outcome" ]; then
		speak_failed "the domain did not end with $speak_outcome"
	elif ! (cd "$speak_folder/talk" && "$speak_check"); then
		speak_failed "what came is not as it should be ($speak_check)"
	else
		passed "$speak_test"
	fi
}

speak_failed() {
	failed "$speak_test" "$1" "$speak_folder/said" "$speak_folder/domain/outcome" \
		"$speak_folder/domain/console" "$speak_folder/talk/log" "$speak_folder/talk/1.error"
}
