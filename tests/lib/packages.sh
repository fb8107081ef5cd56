# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Programs as Debian packages them, in domains; sourced after programs.sh.

scripts=$project/tests/packages

# NAME INTERPRETER SCRIPT
package_scripts="busybox /bin/busybox:sh busybox.sh
bash /bin/bash bash.bash
sqlite3 /bin/bash sqlite.sh
redis /bin/bash redis.sh
python3 /usr/bin/python3 python.py"

package_list() {
	echo "$package_scripts" | while read -r name interpreter script; do
		selected "$name" || continue
		echo "$name 900 $(echo "$interpreter" | tr : ' ') /tests/$script"
	done
}

# Everything is in one archive, whatever part of the list is left to be run.
package_archive() {
	"$project/image/from-packages" -o "$1" --compress none --config "$scripts/domain.json" \
		--add "$programs/batch.static:/tests/batch" --add "$2:/tests/list" \
		--add "$scripts:/tests" --directory /home ${INIT:+--init "$INIT"} \
		--path /bin --path /usr/bin --path /usr/lib/python3.11 \
		bash busybox-static coreutils dash grep mawk procps python3 redis-server \
		redis-tools sed sqlite3
}

# The address that a load goes to: a free port of this machine.
nginx_archive() {
	sed 's/error_log stderr;/error_log stderr;\nworker_rlimit_nofile 1024;/' \
		"$project/image/nginx/nginx.conf" >"$work/nginx.conf"
	mkdir -p "$work/www"
	cp "$project/image/nginx/index.html" "$work/www/index.html"
	head -c 1000000 /dev/urandom >"$work/www/large"
	"$project/image/from-packages" -o "$1" --compress none \
		--config "$project/image/nginx/domain.json" ${INIT:+--init "$INIT"} \
		--program /usr/sbin/nginx --path /etc/nginx/mime.types \
		--add "$work/nginx.conf:/etc/nginx/nginx.conf" --add "$work/www:/srv/www" \
		--directory /var/lib/nginx --directory /var/log/nginx nginx
}

# answers URL FILE: whether the file is what comes from there.
answers() {
	curl -s -m 60 -o "$work/got" "$1" && cmp -s "$work/got" "$2"
}

wait_for_answer() {
	waited=0
	until answers "$1/" "$work/www/index.html"; do
		waited=$((waited + 1))
		if [ $waited -ge 600 ] || ! kill -0 "$2" 2>/dev/null; then
			return 1
		fi
		sleep 0.5
	done
}

# under_load URL: many clients at a time, none of which may get anything but the page.
under_load() {
	ab -q -r -n "$2" -c 16 -s 120 "$1/" >"$work/ab" 2>&1 || return 1
	grep -q "^Complete requests: *$2\$" "$work/ab" &&
		grep -q '^Failed requests: *0$' "$work/ab" && ! grep -q '^Non-2xx' "$work/ab"
}

# browse URL PROCESS CONSOLE: the tests of a server that a domain, run by PROCESS, is to become.
browse() {
	if ! wait_for_answer "$1" "$2"; then
		for name in page large load; do
			failed "nginx-$name" "no answer from $1" "$3"
		done
		return
	fi
	passed nginx-page
	check_that nginx-large "a file of a megabyte did not arrive as it is" \
		answers "$1/large" "$work/www/large"
	if under_load "$1" 600; then
		passed nginx-load
	else
		failed nginx-load "not all requests were answered well" "$work/ab" "$3"
	fi
}

# The master and its workers, in the domain, as it ends: they were asked to by SIGQUIT.
judge_end() {
	if [ "$(cat "$1/outcome")" = exit:0 ]; then
		passed nginx-ends
	else
		failed nginx-ends "asked to shut down, it ended by $(cat "$1/outcome")" "$1/console"
	fi
}

nginx_is_wanted() {
	for name in page large load ends; do
		if selected "nginx-$name"; then return 0; fi
	done
	return 1
}

test_nginx_on() {
	nginx_is_wanted || return 0
	nginx_archive "$work/nginx.cpio"
	rm -rf "$work/nginx"
	"nginx_on_$1" "$work/nginx"
	judge_end "$work/nginx"
}

nginx_on_pc() {
	port=$((20000 + $$ % 20000))
	run_domain pc "$1" "$work/nginx.cpio" --seconds 1200 \
		--qemu "-netdev user,id=net,hostfwd=tcp:127.0.0.1:$port-:80 \
-device virtio-net-pci,netdev=net -monitor unix:$work/monitor,server=on,wait=off" &
	process=$!
	browse "http://127.0.0.1:$port" $process "$1/console"
	echo system_powerdown | socat - "UNIX-CONNECT:$work/monitor" >/dev/null || :
	wait $process
}

nginx_on_xen() {
	start_xen_machine
	run_domain xen "$1" "$work/nginx.cpio" --seconds 1200 --network &
	process=$!
	browse "http://127.0.0.1:$XEN_FORWARD" $process "$1/console"
	"$project/xen-in-qemu/machine" run "xl shutdown test-$suite-$$" >"$work/xl" 2>&1 || :
	wait $process
}
