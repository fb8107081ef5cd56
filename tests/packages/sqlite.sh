# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=sh
# A database of sqlite3: transactions, an index, two processes, the write-ahead log.
. /tests/tap.sh

cd "$(mktemp -d)" || exit 1

query() {
	sqlite3 -batch -bail test.db "$1"
}

query "CREATE TABLE numbers (n INTEGER PRIMARY KEY, square INTEGER, word TEXT);
	WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < 20000)
	INSERT INTO numbers SELECT n, n * n, 'word ' || n FROM count;"
is "rows" "$(query 'SELECT count(*), sum(square) FROM numbers')" "20000|2666866670000"
query "CREATE INDEX squares ON numbers (square)"
is "an index is used" "$(query 'SELECT n FROM numbers WHERE square = 15129')" 123
query "BEGIN; DELETE FROM numbers; ROLLBACK;"
is "a transaction is undone" "$(query 'SELECT count(*) FROM numbers')" 20000
is "the write-ahead log" "$(query 'PRAGMA journal_mode = WAL')" wal
for writer in 1 2 3; do
	(
		i=0
		while [ $i -lt 20 ]; do
			i=$((i + 1))
			sqlite3 -batch -cmd '.timeout 60000' test.db \
				"INSERT INTO numbers (word) VALUES ('writer $writer $i')"
		done
	) &
done
wait
is "three writers at a time" "$(query "SELECT count(*) FROM numbers WHERE word LIKE 'writer%'")" 60
is "integrity" "$(query 'PRAGMA integrity_check')" ok
query ".backup copy.db"
is "a backup" "$(sqlite3 copy.db 'SELECT count(*) FROM numbers')" 20060
is "a dump" "$(query .dump | sqlite3 third.db && sqlite3 third.db 'SELECT sum(n) FROM numbers')" \
	"$(query 'SELECT sum(n) FROM numbers')"
is "text search" "$(query "SELECT count(*) FROM numbers WHERE word GLOB '*99'")" 200
plan
