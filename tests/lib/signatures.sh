# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Sealed disks whose root hash is signed, and kernels that know by whom; sourced after encryption.sh.
# prepare_signatures comes before all of them, try_signatures runs it and them. Keys and certificates are made here.

trust=$project/image/trust-certificate

# new_key NAME OPTION...: a key and its certificate, NAME.key and NAME.pem.
new_key() {
	key_name=$1
	shift
	openssl req -x509 -nodes -subj "/CN=$key_name of the tests" -days 2 "$@" \
		-keyout "$work/$key_name.key" -out "$work/$key_name.pem" 2>"$work/output" ||
		cat "$work/output"
}

make_keys() {
	new_key trusted -newkey rsa:2048
	new_key curve -newkey ec -pkeyopt ec_paramgen_curve:P-384
	new_key long -newkey rsa:4096 -sha512
	new_key long-curve -newkey ec -pkeyopt ec_paramgen_curve:P-521 -sha512
	new_key stranger -newkey rsa:2048
	new_key edwards -newkey ed25519
	openssl x509 -in "$work/curve.pem" -outform DER -out "$work/curve.der"
	trusted="$work/trusted.pem $work/curve.der $work/long.pem $work/long-curve.pem"
	# One that the kernel does not have, issued by one that it has.
	printf 'subjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n' >"$work/extensions"
	openssl req -new -nodes -newkey rsa:3072 -subj "/CN=issued of the tests" \
		-keyout "$work/issued.key" -out "$work/issued.request" 2>"$work/output"
	openssl x509 -req -in "$work/issued.request" -CA "$work/trusted.pem" \
		-CAkey "$work/trusted.key" -days 2 -extfile "$work/extensions" -out "$work/issued.pem" 2>"$work/output"
}

# sign NAME HASH KEY [OPTION]...: the file NAME in the archive's /signatures.
sign() {
	signature=$work/signatures/$1
	signed_text=$2
	signer=$3
	shift 3
	printf %s "$signed_text" | openssl smime -sign -binary -noattr -outform der "$@" \
		-signer "$work/$signer.pem" -inkey "$work/$signer.key" -out "$signature"
}

make_signatures() {
	mkdir -p "$work/signatures"
	sign by-rsa "$hash" trusted -nocerts
	sign by-ecdsa "$hash" curve -nocerts -md sha384
	sign by-long-rsa "$hash" long -nocerts -md sha512
	sign by-long-ecdsa "$hash" long-curve -nocerts -md sha512
	sign by-issued "$hash" issued
	sign by-stranger "$hash" stranger
	sign by-nobody "$hash" stranger -nocerts
	sign of-other "$(echo "$hash" | tr 0-9a-f 1-9a-f0)" trusted -nocerts
	sign by-md5 "$hash" trusted -nocerts -md md5
	sign with-content "$hash" trusted -nocerts -nodetach
	size=$(($(wc -c <"$work/signatures/by-rsa") - 20))
	{
		head -c $size "$work/signatures/by-rsa"
		printf '12345678901234567890'
	} >"$work/signatures/damaged"
	openssl smime -sign -binary -noattr -outform pem -signer "$work/trusted.pem" \
		-inkey "$work/trusted.key" -in "$blob" -out "$work/signatures/as-text"
}

make_signed_disk() {
	make_disks 4 signed
	dd if="$blob" of="$work/signed" conv=notrunc 2>/dev/null
	hash=$(veritysetup format --hash-offset 4194304 "$work/signed" "$work/signed" | root_hash)
}

# signed NAME: a device whose signature is that file.
signed() {
	verity "$hash" "\"hash_offset\":4194304,\"root_hash_signature\":\"/signatures/$1\""
}

opens() {
	in_domain "signature-$1" exit:0 "${3:-} $(signed "$2") \
-- /bin/storage sum /dev/mapper/sealed 3145728" --disk "$work/signed:ro"
	tells "signature-$1-read" sum "$blob_sum"
}

# not_accepted TEST FILE WHY
not_accepted() {
	refuses "signature-$1" exit:103 \
		"sealed: ${disk}a: the signature of its root hash is not accepted: $3\$" \
		"$(signed "$2")" "$work/signed"
}

# ---- kernels

# cannot TEST WORDS ARGUMENT...: trust-certificate makes no kernel, and says why in one line.
cannot() {
	cannot_test=trust-$1
	cannot_words=$2
	shift 2
	rm -f "$work/not-made"
	status=0
	"$trust" -o "$work/not-made" "$@" >"$work/said" 2>&1 || status=$?
	if [ $status = 1 ] && [ ! -e "$work/not-made" ] && [ "$(wc -l <"$work/said")" = 1 ] &&
		grep -q -e "$cannot_words" "$work/said"; then
		passed "$cannot_test"
	else
		failed "$cannot_test" "status $status, or not one line that says $cannot_words" \
			"$work/said"
	fi
}

try_trust_certificate() {
	rm -rf "$work/stripped"
	mkdir "$work/stripped"
	strip -o "$work/stripped/vmlinux" "$built_kernel"
	set -- "$work/trusted.pem" "$work/trusted.pem" "$work/trusted.pem" "$work/trusted.pem"
	cannot no-room 'has no room for certificates: build it with the component "signatures"$' \
		"$KERNEL" "$work/trusted.pem"
	cp "$KERNEL" "$work/stripped/default"
	cannot no-room-by-symbols 'has no room for certificates: build it with' \
		"$work/stripped/default" "$work/trusted.pem"
	cannot too-large 'the certificates have [0-9]* bytes, and .* has room for 8192$' \
		"$built_kernel" "$@" "$@" "$@"
	cannot no-certificate 'signatures/by-rsa is not an X.509 certificate, neither PEM nor DER$' \
		"$built_kernel" "$work/signatures/by-rsa"
	cannot missing-certificate 'there is no certificate /none$' "$built_kernel" /none
	cannot unknown-kind 'edwards.pem: its key is ED25519; the kernel takes' \
		"$built_kernel" "$work/edwards.pem"
	cannot no-symbols 'has no symbols, and there is no System.map' \
		"$work/stripped/vmlinux" "$work/trusted.pem"
	cannot no-kernel 'is not a kernel: no ELF file for x86-64$' "$work/tools.cpio" \
		"$work/trusted.pem"
	cannot twice 'has certificates already, or its System.map is another' \
		"$DOMAIN_KERNEL" "$work/stranger.pem"
	cp "$(dirname "$built_kernel")/System.map" "$work/stripped"
	# shellcheck disable=SC2086 # files
	"$trust" -o "$work/stripped/trusting" "$work/stripped/vmlinux" $trusted >"$work/said" 2>&1 ||
		cat "$work/said"
	strip -o "$work/stripped/same" "$DOMAIN_KERNEL"
	check_that trust-by-map "with System.map it becomes another kernel than with symbols" \
		cmp "$work/stripped/trusting" "$work/stripped/same"
}

# ---- all

refuse_signatures() {
	not_accepted by-stranger by-stranger "no certificate in this kernel is its signer's"
	not_accepted by-nobody by-nobody "no certificate in this kernel is its signer's"
	not_accepted of-other of-other "it is of another root hash, or damaged"
	not_accepted damaged damaged "it is of another root hash, or damaged"
	not_accepted as-text as-text "it is no detached PKCS#7 signature in DER"
	not_accepted with-content with-content "it is no detached PKCS#7 signature in DER"
	not_accepted unknown-digest by-md5 "it takes an algorithm that this kernel does not have"
	refuses signature-file-missing exit:125 \
		"sealed: root_hash_signature /signatures/none cannot be read: No such file" \
		"$(signed none)" "$work/signed"
	refuses signature-required exit:125 \
		"sealed: there is no root_hash_signature, and the kernel was told to require one" \
		"dm_verity.require_signatures=1 $(verity "$hash" '"hash_offset":4194304')" "$work/signed"
}

# A signature does not make up for what the disk no longer is.
try_signed_damage() {
	cp "$work/signed" "$work/signed-changed"
	printf '!' | dd of="$work/signed-changed" bs=1 seek=2000000 conv=notrunc 2>/dev/null
	in_domain signature-changed exit:0 "$(signed by-rsa) \
-- /bin/storage copy /dev/mapper/sealed /dev/null" --disk "$work/signed-changed:ro"
	tells signature-change-found copy failed
	cp "$work/signed" "$work/signed-damaged"
	head -c 65536 /dev/zero | dd of="$work/signed-damaged" bs=4k seek=1025 conv=notrunc 2>/dev/null
	refuses signature-damaged-hashes exit:103 "sealed: ${disk}a does not fit the root hash" \
		"$(signed by-rsa)" "$work/signed-damaged"
}

# The archive has init, veritysetup and the signature; all else is on the disk.
try_signed_root() {
	"$project/image/from-directory" -o "$work/root" --format erofs ${INIT:+--init "$INIT"} \
		"$work/parts"
	hash=$(veritysetup format "$work/root" "$work/root-hashes" | root_hash)
	sign of-root "$hash" trusted -nocerts
	from=$work/root.cpio
	"$project/image/from-directory" -o "$from" --tools veritysetup ${INIT:+--init "$INIT"} \
		--add "$work/signatures/of-root:/root.signature"
	in_domain signed-root exit:0 "dm_verity.require_signatures=1 $(verity "$hash" \
		"\"hash_device\":\"${disk}b\",\"root_hash_signature\":\"/root.signature\"") \
rump.root.source=/dev/mapper/sealed -- /bin/storage type / sum /test/blob 0" \
		--disk "$work/root:ro" --disk "$work/root-hashes:ro"
	tells signed-root-type type "erofs ro"
	tells signed-root-read sum "$blob_sum"
}

# From here on domains have a kernel with certificates, and signatures in their archive.
prepare_signatures() {
	need openssl openssl
	make_keys
	make_signed_disk
	make_signatures
	from=$work/signed.cpio
	"$project/image/from-directory" -o "$from" --tools veritysetup ${INIT:+--init "$INIT"} \
		--add "$work/signatures:/signatures" "$work/parts"
	built_kernel=$DOMAIN_KERNEL
	DOMAIN_KERNEL=$work/trusting
	# shellcheck disable=SC2086 # files
	check_that trust-certificates "the certificates cannot be put into the kernel" \
		"$trust" -o "$DOMAIN_KERNEL" "$built_kernel" $trusted
}

try_signatures() {
	need strip binutils
	need mkfs.erofs erofs-utils
	prepare_signatures
	for way in by-rsa by-ecdsa by-long-rsa by-long-ecdsa; do
		opens $way $way
	done
	opens by-issued by-issued dm_verity.require_signatures=1
	refuse_signatures
	DOMAIN_KERNEL=$built_kernel
	not_accepted no-certificate by-rsa \
		"this kernel has no certificate; image/trust-certificate puts one into it"
	DOMAIN_KERNEL=$work/trusting
	try_signed_damage
	try_signed_root
	try_trust_certificate
}
