# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Test programs: their native results, and whole batches of them in a domain; sourced after
# suite.sh and domain.sh.

programs=$BUILD/tests/programs
reference=$RESULTS/reference
program_seconds=${PROGRAM_SECONDS:-240}

# Names (PROGRAM.WAY) of all programs that were built one way, or of all.
program_names() {
	for program in "$programs"/*.${1:-*}; do
		case ${program##*/} in
		batch.* | *.o | *.d) ;;
		*) echo "${program##*/}" ;;
		esac
	done
}

# What a program is called with: addresses of the kernel's own, for what must be protected.
arguments_of() {
	case $1 in
	kernel-protection.*)
		nm "$KERNEL" | awk '
			$3 == "_stext" || $3 == "__start_rodata" || $3 == "linux_banner" ||
			$3 == "sys_call_table" { printf " %s=0x%s", $3, $1 }
			$3 == "init_task" { printf " data:%s=0x%s", $3, $1 }'
		;;
	esac
}

# tap_lines FILE: the results alone. Everything a program says besides is for people.
tap_lines() {
	grep -E '^(not ok|ok|1\.\.)' "$1" || :
}

descriptions() {
	tap_lines "$1" | sed 's/^not //'
}

# Runs a program natively, unless that was done before in this run.
run_natively() {
	mkdir -p "$reference"
	[ ! -e "$reference/$1.status" ] || return 0
	native_status=0
	# shellcheck disable=SC2046 # words
	(cd /tmp && exec timeout -k 5 "$program_seconds" setsid -w "$programs/$1" $(arguments_of "$1")) \
		</dev/null >"$reference/$1" 2>&1 9>&- || native_status=$?
	echo "$native_status" >"$reference/$1.status"
}

# why_wrong STATUS OUTPUT [REFERENCE]: prints what is wrong with a program's run; nothing: good.
why_wrong() {
	if [ "$1" != 0 ]; then
		echo "it ended with: $1"
	elif grep -q '^not ok' "$2"; then
		echo "$(grep -c '^not ok' "$2") of its checks failed"
	elif ! tail -n 3 "$2" | grep -q '^1\.\.[1-9]'; then
		echo "it did not say how many checks there were"
	elif [ "$(grep -c '^ok' "$2")" != "$(sed -n 's/^1\.\.//p' "$2")" ]; then
		echo "the number of results is not the number announced"
	elif [ "${3:-}" ] && [ "$(descriptions "$2")" != "$(descriptions "$3")" ]; then
		echo "it checked other things than natively"
	fi
}

# all_skipped OUTPUT: the machine has nothing of what the program checks.
all_skipped() {
	grep -q '^ok' "$1" && ! grep '^ok' "$1" | grep -qv '# SKIP'
}

# judge TEST STATUS OUTPUT [REFERENCE [CONSOLE]]
judge() {
	judged=$1
	wrong=$(why_wrong "$2" "$3" "${4:-}")
	if [ "$wrong" ]; then
		{ grep -A 2 '^not ok' "$3" || tail -n 20 "$3"; } >"$3.shown"
		[ -z "${4:-}" ] || diff -u "$4" "$3" | grep '^[-+]not ok\|^[-+]ok' >>"$3.shown" || :
		failed "$judged" "$wrong" "$3.shown" ${5:+"$5"}
	elif all_skipped "$3"; then
		skipped "$judged" "$(grep -o '# SKIP.*' "$3" | head -n 1)"
	else
		passed "$judged"
	fi
}

# ---- batches

# Takes a domain's console apart: FOLDER/out/NAME is what a program said, FOLDER/ended has lines
# NAME STATUS, FOLDER/begun has NAME, FOLDER/complaints NAME TEXT.
take_apart() {
	mkdir -p "$1/out"
	: >"$1/begun" && : >"$1/ended" && : >"$1/complaints"
	tr -d '\r' <"$1/console" | awk -v folder="$1" '
		$1 == "@begin" { name = $2; print name >(folder "/begun"); printf "" >(folder "/out/" name) }
		/^\| / && name { print substr($0, 3) >(folder "/out/" name) }
		$1 == "@log" { print name, substr($0, 6) >(folder "/complaints") }
		$1 == "@end" && name {
			status = $0
			sub(/^@end [^ ]* /, "", status)
			print name, status >(folder "/ended")
			close(folder "/out/" name)
			name = ""
		}'
}

# batch_archive OUT LIST WAY: an archive that runs the listed programs.
batch_archive() {
	batch_out=$1
	batch_list=$2
	batch_way=$3
	set -- --add "$programs/batch.static:/tests/batch" --add "$batch_list:/tests/list"
	while read -r name _; do
		set -- "$@" --add "$programs/$name:/tests/$name"
	done <"$batch_list"
	case $batch_way in
	pie | fixed)
		for library in $(ldd "$programs/fork.pie" | grep -o '/[^ ]*') \
			/lib/x86_64-linux-gnu/libgcc_s.so.1 /lib/x86_64-linux-gnu/libm.so.6; do
			set -- "$@" --add "$(readlink -f "$library"):$library"
		done
		;;
	esac
	make_archive "$batch_out" '{
		"program": { "argv": ["/tests/batch", "/tests/list"] },
		"env": { "BATCH_READS_KERNEL_LOG": "1", "PATH": "/bin:/usr/bin", "TMPDIR": "/tmp" },
		"mounts": [ { "source": "tmpfs", "target": "/tmp", "type": "tmpfs" } ]
	}' "$@"
}

judge_batch() {
	while read -r name; do
		status=$(sed -n "s/^$name //p" "$1/ended")
		complaint=$(sed -n "s/^$name //p" "$1/complaints" | head -n 1)
		if [ "$complaint" ]; then
			failed "$name" "the kernel complained: $complaint" "$1/console"
		elif [ "$status" ]; then
			native=$reference/$name
			[ -e "$native" ] || native=
			judge "$name" "$status" "$1/out/$name" "$native"
		else
			failed "$name" "the domain ended meanwhile: $(cat "$1/outcome")" \
				"$1/out/$name" "$1/console"
		fi
	done <"$1/begun"
}

# Those of a list that a domain did not come to.
not_begun() {
	awk 'FILENAME == ARGV[1] { begun[$1]; next } !($1 in begun)' "$1/begun" "$2"
}

# run_list HOST NAME MAKER [OPTION]...: everything in $work/NAME.list (lines as batch takes them)
# in as few domains as possible: one, and one more after each that a program brought down. MAKER
# is called with the archive to make, the list, and NAME; the options are run_domain's.
run_list() {
	list_host=$1
	list_name=$2
	list_maker=$3
	list=$work/$2.list
	shift 3
	attempt=0
	while [ -s "$list" ]; do
		attempt=$((attempt + 1))
		batch_folder=$work/$list_name.$attempt
		mkdir -p "$batch_folder"
		"$list_maker" "$work/$list_name.cpio" "$list" "$list_name"
		run_domain "$list_host" "$batch_folder" "$work/$list_name.cpio" --seconds 3000 "$@"
		take_apart "$batch_folder"
		judge_batch "$batch_folder"
		not_begun "$batch_folder" "$list" >"$list.rest"
		mv "$list.rest" "$list"
		if [ ! -s "$batch_folder/begun" ] || [ $attempt -ge 12 ]; then
			fail_rest "$list" "$batch_folder"
			return
		fi
	done
}

fail_rest() {
	first=$2/console
	while read -r name _; do
		failed "$name" "the domain never came to it: $(cat "$2/outcome")" ${first:+"$first"}
		first=
	done <"$1"
}

# run_batch HOST WAY: every selected program that was built this way.
run_batch() {
	program_names "$2" | while read -r name; do
		selected "$name" || continue
		run_natively "$name"
		echo "$name $program_seconds /tests/$name$(arguments_of "$name")"
	done >"$work/$2.list"
	run_list "$1" "$2" batch_archive --memory 512
}
