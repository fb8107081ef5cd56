# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Domains that cannot start: what is wrong with the archive or the memory; sourced after
# suite.sh and domain.sh. bad_start HOST runs all.

# refuses HOST TEST OUTCOME PATTERN ARCHIVE [OPTION]...
refuses() {
	refusing=$1
	refused=$2
	outcome=$3
	pattern=$4
	from=$5
	shift 5
	selected "$refused" || return 0
	run_domain "$refusing" "$work/$refused" "$from" "$@"
	one_line "$refused" "$outcome" "$pattern" "$work/$refused"
}

make_bad_archives() {
	need busybox busybox-static
	need gzip gzip
	need zstd zstd
	make_archive "$work/good" '{ "program": { "argv": ["/bin/echo", "it", "runs"] } }' \
		--add /bin/busybox:/bin/echo
	size=$(stat -c %s "$work/good")
	head -c $((size / 2)) "$work/good" >"$work/cut"
	gzip -c "$work/good" >"$work/good.gz"
	# Not gzip, for xl unpacks that itself.
	zstd -q -f -o "$work/good.zst" "$work/good"
	head -c $(($(stat -c %s "$work/good.zst") / 2)) "$work/good.zst" >"$work/cut.zst"
	head -c 500000 /dev/urandom >"$work/random"
	"$project/image/from-directory" -o "$work/empty" --no-init --compress none
	# It is small, and what is in it is not. Of gzip xl would find out itself.
	mkdir -p "$work/large"
	head -c 100000000 /dev/zero >"$work/large/zeros"
	"$project/image/from-directory" -o "$work/bomb" --compress zstd --config "$work/good.json" \
		${INIT:+--init "$INIT"} --add /bin/busybox:/bin/echo --add "$work/large/zeros:/zeros"
	rm "$work/large/zeros"
}

bad_start() {
	make_bad_archives
	if selected good; then
		run_domain "$1" "$work/good-runs" "$work/good.gz"
		check_that good "$(cat "$work/good-runs/outcome"), and it should run" \
			grep -q '^it runs' "$work/good-runs/console"
	fi
	refuses "$1" archive-missing exit:98 'no archive' ""
	refuses "$1" archive-cut-off exit:98 'archive is cut off' "$work/cut"
	refuses "$1" archive-compressed-cut-off exit:98 'archive is cut off or damaged' "$work/cut.zst"
	refuses "$1" archive-of-nothing-known exit:98 'archive is cut off or damaged' "$work/random"
	refuses "$1" archive-without-init exit:98 'no /init' "$work/empty"
	refuses "$1" archive-larger-than-memory exit:98 'memory is too small' "$work/bomb" \
		--memory 64
}
