# SPDX-License-Identifier: GPL-2.0
# Pipelines, substitutions, traps, jobs and coprocesses of bash.
# shellcheck shell=bash
. /tests/tap.sh

cd "$(mktemp -d)" || exit 1

is "a pipeline of five" "$(seq 1000 | sort -rn | head -n 500 | tail -n 1 | tr 0-9 a-j)" fab
is "the status of each part" "$(true | false | (exit 3); echo "${PIPESTATUS[*]}")" "0 1 3"
set -o pipefail
is "pipefail" "$(false | true; echo $?)" 1
set +o pipefail
is "process substitution" "$(comm -12 <(seq 1 2 99 | sort) <(seq 1 3 99 | sort) | wc -l)" 17
is "a pipeline is cut short" "$(yes | head -n 3 | tr -d '\n')" yyy
is "a here-document" "$(cat <<-END
	one $((1 + 1))
END
)" "one 2"
is "command substitution nests" "$(echo "$(echo "$(echo deep)")")" deep
is "a large variable through a pipe" "$(printf '%0200000d' 0 | wc -c)" 200000
is "arithmetic" "$((2 ** 62 - 1))" 4611686018427387903

declare -A table=([one]=1 [two]=2)
is "an associative array" "${table[two]}" 2

trap 'caught=$((caught + 1))' USR1
caught=0
for _ in 1 2 3; do
	kill -USR1 $$
done
is "a trap runs for every signal" "$caught" 3

sleep 60 &
job=$!
kill $job
wait $job
is "a killed job's status" "$?" 143

for i in 1 2 3 4 5 6 7 8; do
	(sleep 0.0$i && echo "$i" >>finished) &
done
wait
is "eight jobs at a time" "$(sort finished | tr -d '\n')" 12345678

coproc double { while read -r n; do echo $((n * 2)); done; }
echo 21 >&"${double[1]}"
read -r answer <&"${double[0]}"
is "a coprocess answers" "$answer" 42

sum=0
while read -r n; do
	sum=$((sum + n))
done < <(seq 100)
is "a loop reads a substituted process" "$sum" 5050

is "a subshell's changes stay there" "$(x=1; (x=2); echo $x)" 1
is "a script by its first line" "$(printf '#!/bin/bash\necho "$0 $1"\n' >s && chmod +x s && ./s a)" "./s a"
is "globs" "$(touch a1 a2 a3 && echo a?)" "a1 a2 a3"
is "timeouts" "$(timeout 0.2 sleep 30; echo $?)" 124
exec 5<>file && echo text >&5
is "a descriptor of one's own" "$(cat file)" text
set -m
sleep 0.2 & fg >/dev/null 2>&1
is "job control" "$?" 0
plan
