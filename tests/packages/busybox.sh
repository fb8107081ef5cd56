# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# Applets of busybox on each other's output.
. /tests/tap.sh

bb() {
	/bin/busybox "$@"
}

cd "$(bb mktemp -d)" || exit 1

is "md5sum" "$(printf abc | bb md5sum)" "900150983cd24fb0d6963f7d28e17f72  -"
is "sha256sum of a megabyte" "$(bb dd if=/dev/zero bs=1024 count=1024 2>/dev/null | bb sha256sum)" \
	"30e14955ebf1352266dc2ff8067e68104607e750abb9d3b36582b8af909fcb58  -"
bb mkdir -p tree/a/b tree/c
bb seq 1 500 >tree/a/numbers
bb cp tree/a/numbers tree/c/copy
bb ln -s ../a/numbers tree/c/link
bb mkdir out && bb tar cf - tree | bb gzip | bb gzip -d | bb tar xf - -C out
is "tar and gzip bring a tree back" "$(bb diff -r tree out/tree && echo same)" same
is "find" "$(bb find tree -type f | bb sort | bb tr '\n' ' ')" "tree/a/numbers tree/c/copy "
is "xargs" "$(bb find tree -type f | bb xargs /bin/busybox wc -l | bb tail -n 1 | bb awk '{ print $1 }')" 1000
is "awk" "$(bb awk '{ s += $1 } END { print s }' tree/a/numbers)" 125250
is "sed" "$(echo hello | bb sed 's/l/L/g')" heLLo
is "sort" "$(bb seq 100 | bb sort -r | bb head -n 1)" 99
is "a shell in a shell" "$(bb sh -c 'echo $((6 * 7))')" 42
is "ps shows this shell" "$(bb ps -o pid | bb grep -c -w $$)" 1
is "date" "$(bb date -u -d @86400 +%Y-%m-%d)" 1970-01-02
is "a pipe of ten" "$(bb seq 10 | bb cat | bb cat | bb cat | bb cat | bb cat | bb cat | bb cat | bb cat | bb wc -l)" 10
bb httpd -f -p 127.0.0.1:8099 -h tree &
server=$!
tries=0
until bb wget -q -O /dev/null http://127.0.0.1:8099/a/numbers || [ $tries -ge 50 ]; do
	tries=$((tries + 1))
	bb sleep 0.1
done
is "httpd and wget" "$(bb wget -q -O - http://127.0.0.1:8099/a/numbers | bb md5sum)" \
	"$(bb md5sum <tree/a/numbers)"
bb kill $server
is "kill" "$(bb sleep 100 & p=$!; bb kill $p; wait $p; echo $?)" 143
plan
