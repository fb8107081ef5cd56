# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# redis-server: many keys, a background save by a forked child meanwhile, a restart from its file.
. /tests/tap.sh

cd "$(mktemp -d)" || exit 1

start() {
	redis-server --port 6399 --bind 127.0.0.1 --dir "$PWD" --save '' --daemonize no \
		--maxmemory 64mb --appendonly no >>log 2>&1 &
	server=$!
	tries=0
	until [ "$(redis-cli -p 6399 ping 2>/dev/null)" = PONG ]; do
		tries=$((tries + 1))
		if [ $tries -ge 300 ] || ! kill -0 $server; then
			sed 's/^/# /' log
			is "the server answers" no PONG
			plan
			exit 1
		fi
		sleep 0.2
	done
}

redis() {
	redis-cli -p 6399 "$@"
}

start
is "the server answers" "$(redis ping)" PONG
i=0
while [ $i -lt 5000 ]; do
	i=$((i + 1))
	echo "SET key:$i value-of-$i"
done | redis-cli -p 6399 --pipe >piped
is "five thousand keys" "$(redis dbsize)" 5000
is "a list" "$(redis rpush list a b c)" 3
is "a counter" "$(redis incrby counter 41 >/dev/null; redis incr counter)" 42
before=$(redis lastsave)
sleep 1.1
is "a background save starts" "$(redis bgsave)" "Background saving started"
redis set during save >/dev/null
tries=0
while [ "$(redis lastsave)" = "$before" ] && [ $tries -lt 300 ]; do
	tries=$((tries + 1))
	sleep 0.2
done
is "and ends well" "$(redis info persistence | tr -d '\r' | grep rdb_last_bgsave_status)" \
	rdb_last_bgsave_status:ok
is "its file is right" "$(redis-check-rdb dump.rdb | grep -c 'RDB looks OK')" 1
redis shutdown nosave 2>/dev/null
wait $server
is "the server ends" "$?" 0
start
is "it has its keys again" "$(redis get key:4711)" value-of-4711
is "and its list" "$(redis lrange list 0 -1 | tr '\n' ' ')" "a b c "
is "as many as there were" "$(($(redis dbsize) >= 5002))" 1
is "a script in the server" "$(redis eval 'return redis.call("get", "counter")' 0)" 42
redis shutdown nosave 2>/dev/null
wait $server
plan
