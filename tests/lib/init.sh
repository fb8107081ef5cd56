# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What the suites of init share; sourced after suite.sh and domain.sh.
#
#   make_archives        makes $full (busybox, users, programs that cannot run) and $bare
#                        (the same without configuration)
#   try TEST OUTCOME PATTERN [OPTION]...
#                        one domain; options are those of run_domain. Passed if it ends with
#                        OUTCOME and a line of its console matches PATTERN, an extended regular
#                        expression. host says where, $from the archive (default $full).

parts=$work/parts

# Scripts and configurations, the applets they use, and files that are no programs.
make_files() {
	mkdir -p "$parts/bin" "$parts/etc" "$parts/srv"
	printf 'root:x:0:0:root:/root:/bin/sh\nweb:x:33:34:web:/srv/web:/bin/sh\n' >"$parts/etc/passwd"
	printf 'root:x:0:\nweb:x:34:\nlogs:x:44:web\n' >"$parts/etc/group"
	cp /bin/busybox "$parts/bin/busybox"
	for applet in sh cat cut echo grep id ip kill seq setsid sleep stat tr true tty wc; do
		ln -sf busybox "$parts/bin/$applet"
	done
	printf '#!/nowhere/sh\n' >"$parts/bin/script"
	echo "no program" >"$parts/bin/text"
	chmod +x "$parts/bin/script" "$parts/bin/text"
}

# The same program for another machine: ELF's e_machine is at offset 18.
make_foreign_program() {
	cp /bin/busybox "$parts/bin/arm"
	printf '\267\000' | dd of="$parts/bin/arm" bs=1 seek=18 conv=notrunc 2>/dev/null
}

# A dynamic program, without its library and, under another name, without its linker.
make_dynamic_programs() {
	mkdir -p "$parts/lib64"
	echo 'int absent(void); int absent(void) { return 0; }' |
		gcc -shared -o "$work/libabsent.so" -x c -
	echo 'int absent(void); int main(void) { return absent(); }' >"$work/needs.c"
	gcc -o "$parts/bin/needs" "$work/needs.c" -L"$work" -labsent
	gcc -o "$parts/bin/unlinked" "$work/needs.c" -L"$work" -labsent \
		-Wl,--dynamic-linker=/nowhere/ld.so
	cp -L /lib64/ld-linux-x86-64.so.2 "$parts/lib64/"
	cp -L /lib/x86_64-linux-gnu/libc.so.6 "$parts/lib64/"
}

make_archives() {
	need gcc gcc
	need busybox busybox-static
	make_files
	make_foreign_program
	make_dynamic_programs
	full=$work/all.cpio
	bare=$work/bare.cpio
	make_archive "$full" '{ "program": { "argv": ["/bin/echo", "as", "configured"] } }' \
		"$project/tests/guest/init" "$parts"
	"$project/image/from-directory" -o "$bare" "$project/tests/guest/init" "$parts"
}

try() {
	tried=$1
	wanted=$2
	line=$3
	shift 3
	selected "$tried" || return 0
	run_domain "$host" "$work/$tried" "${from:-$full}" "$@"
	outcome=$(cat "$work/$tried/outcome")
	if [ "$outcome" != "$wanted" ]; then
		failed "$tried" "the domain ended by $outcome, not $wanted" \
			"$work/$tried/console" "$work/$tried/qemu"
	elif tr -d '\r' <"$work/$tried/console" | grep -Eq -- "$line"; then
		passed "$tried"
	else
		failed "$tried" "no line matches $line" "$work/$tried/console"
	fi
}

# try_words TEST OUTCOME PATTERN WORDS [OPTION]...: WORDS are for the kernel command line.
try_words() {
	words_test=$1 words_outcome=$2 words_pattern=$3 words=$4
	shift 4
	try "$words_test" "$words_outcome" "$words_pattern" --append "$words" "$@"
}
