# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# The kernel's ciphers and the vector registers that they take, in a domain; sourced after suite.sh,
# domain.sh and programs.sh.

# A domain whose batch is tests/ciphers, with the words of the list.
ciphers_archive() {
	make_archive "$1" '{
		"program": { "argv": ["/tests/batch", "/tests/list"] },
		"env": { "BATCH_READS_KERNEL_LOG": "1" }
	}' --add "$programs/batch.static:/tests/batch" --add "$2:/tests/list" \
		--add "$BUILD/tests/ciphers:/tests/ciphers"
}

# try_ciphers HOST DISK: the disk's name in the domain.
try_ciphers() {
	DOMAIN_KERNEL=$BUILD/kernel/storage/vmlinux
	truncate -s 4M "$work/disk"
	for test in vectors agreement registers "disk /dev/$2"; do
		! selected "${test%% *}" || echo "${test%% *} $program_seconds /tests/ciphers $test"
	done >"$work/ciphers.list"
	run_list "$1" ciphers ciphers_archive --memory 128 --disk "$work/disk"
}
