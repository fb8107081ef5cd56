# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# What the suite of sources is made of; sourced after suite.sh and domain.sh.

image_tool=$BUILD/roast-sources/image
made=$work/made
# What is downloaded is the machine's, as roast keeps it; tests run often.
export XDG_CACHE_HOME="$BUILD/tests/cache"
mkdir -p "$XDG_CACHE_HOME"
rm -rf "$made"
images=$made/images
mkdir -p "$images"

# make_image NAME REFERENCE [FLAG]...: $images/NAME.cpio, and what is in it, $images/NAME.
make_image() {
	image_name=$1
	shift
	image_reference=$1
	shift
	(cd "$made" && timeout 900 "$image_tool" "$image_reference" "$images/$image_name.cpio" "$@") \
		>"$images/$image_name" 2>"$images/$image_name.said"
}

# has NAME PATTERN: a line of what is in the image.
has() {
	grep -Eq -- "$2" "$images/$1" || {
		echo "no line matches: $2"
		head -n 80 "$images/$1"
		return 1
	}
}

has_not() {
	! grep -E -- "$2" "$images/$1"
}

# setting NAME FILTER WANTED: jq's answer of the settings
setting() {
	answer=$(sed '/^name /,$d' "$images/$1" | jq -c "$2")
	[ "$answer" = "$3" ] || {
		echo "$2 is $answer, not $3"
		return 1
	}
}

# tells NAME STATUS PATTERN: it failed with this status and one line.
tells() {
	told=$(grep -v -e '^roast: asking apt' -e '^  ' "$images/$1.said")
	[ "$(cat "$images/$1.status")" = "$2" ] && [ "$(echo "$told" | wc -l)" = 1 ] &&
		echo "$told" | grep -Eq -- "$3" || {
		echo "status $(cat "$images/$1.status"), not $2, or not one line with: $3"
		cat "$images/$1.said"
		return 1
	}
}

# refuse TEST STATUS PATTERN REFERENCE [FLAG]...
refuse() {
	refused=$1 wanted_status=$2 wanted_line=$3
	shift 3
	selected "$refused" || return 0
	status=0
	# What fail() ends keeps what it has.
	export ASAN_OPTIONS=detect_leaks=0
	make_image "$refused" "$@" || status=$?
	unset ASAN_OPTIONS
	echo "$status" >"$images/$refused.status"
	check_that "$refused" "the mistake is not told as it should" \
		tells "$refused" "$wanted_status" "$wanted_line"
}

all_of() { # all_of COMMAND [ARGUMENT]... -- COMMAND...: each succeeds
	while [ $# -gt 0 ]; do
		wanted_words=
		while [ $# -gt 0 ] && [ "$1" != -- ]; do
			wanted_words="$wanted_words '$1'"
			shift
		done
		[ $# = 0 ] || shift
		eval "$wanted_words" || return 1
	done
}

# ---- parts

test_parts() {
	for unit in tree/tree source/parts-of-sources; do
		selected "${unit#*/}" || continue
		check_that "${unit#*/}" "the checks of $unit do not all hold" \
			timeout 300 "$BUILD/tests/roast/$unit"
	done
	selected tree-as-ordinary-user || return 0
	mkdir -p "$work/temporary"
	chmod 1777 "$work/temporary"
	check_that tree-as-ordinary-user "the checks of tree do not all hold for nobody" \
		env TMPDIR="$work/temporary" HOME="$work/temporary" timeout 300 setpriv \
		--reuid 65534 --regid 65534 --clear-groups "$BUILD/tests/roast/tree/tree"
}

# ---- programs

make_programs() {
	cat >"$made/hello.c" <<'END'
#include <stdio.h>
int main(int count, char **words)
{
	printf("hello from a program, %d words, %s\n", count, words[count - 1]);
	return 7;
}
END
	cat >"$made/part.c" <<'END'
int part(void)
{
	return 3;
}
END
	cat >"$made/whole.c" <<'END'
#include <iconv.h>
#include <pthread.h>
#include <stdio.h>
int part(void);
static void *work(void *argument)
{
	pthread_exit(argument);
}
int main(void)
{
	pthread_t thread;
	iconv_t conversion = iconv_open("UTF-16", "UTF-8");

	pthread_create(&thread, NULL, work, NULL);
	pthread_join(thread, NULL);
	printf("part %d, conversion %s\n", part(), conversion == (iconv_t)-1 ? "missing" : "there");
	return 0;
}
END
	mkdir -p "$made/app/bin" "$made/app/lib"
	gcc -o "$made/dynamic" "$made/hello.c"
	gcc -static -o "$made/static" "$made/hello.c"
	musl-gcc -o "$made/musl" "$made/hello.c"
	gcc -shared -fPIC -Wl,-soname,libpart.so.1 -o "$made/app/lib/libpart.so.1" "$made/part.c"
	# shellcheck disable=SC2016 # the loader's word
	gcc -o "$made/app/bin/whole" "$made/whole.c" "$made/app/lib/libpart.so.1" \
		-Wl,-rpath,'$ORIGIN/../lib'
	gcc -o "$made/lost" "$made/whole.c" "$made/app/lib/libpart.so.1"
	gcc -c -o "$made/object" "$made/hello.c"
	chmod +x "$made/object"
	printf '\177ELF\1\1\1\0\0\0\0\0\0\0\0\0\2\0\50\0\1\0\0\0' >"$made/arm"
	head -c 100 /dev/zero >>"$made/arm"
	chmod +x "$made/arm"
}

test_programs() {
	for kind in static dynamic musl; do
		make_image "$kind" "./$kind" -- one two || :
		check_that "program-$kind" "it is not in the image" all_of \
			has "$kind" "^100755 0:0 [0-9]+ /usr/local/bin/$kind " -- \
			setting "$kind" .program.argv "[\"/usr/local/bin/$kind\",\"one\",\"two\"]"
	done
	check_that program-static-alone "a static program needs no library" \
		has_not static '/(libc|ld-)[^/]*\.so'
	check_that program-dynamic-loader "loader and C library are missing" all_of \
		has dynamic ' /usr/lib/x86_64-linux-gnu/libc\.so\.6 ' -- \
		has dynamic ' /usr/lib/x86_64-linux-gnu/ld-linux-x86-64\.so\.2 ' -- \
		has dynamic ' /usr/lib64/ld-linux-x86-64\.so\.2' -- has dynamic '^package libc6 '
	check_that program-musl-loader "the loader is missing" \
		has musl '^100[0-7]* .*/x86_64-linux-musl/libc\.so '
	make_image whole ./app/bin/whole || :
	check_that program-origin "the library is not where the program finds it" all_of \
		has whole " $made/app/bin/whole " -- has whole " $made/app/lib/libpart\.so\.1 "
	check_that program-dlopened "what the C library opens is missing" all_of \
		has whole '/libgcc_s\.so\.1 ' -- has whole '/gconv/UTF-16\.so ' -- \
		has whole '/gconv/gconv-modules '
	if selected program-file; then
		make_image file ./static --file "./dynamic:/opt/tools/dynamic" || :
		check_that program-file "--file does not bring libraries" all_of \
			has file ' /opt/tools/dynamic ' -- has file '/libc\.so\.6 '
	fi
	if selected program-same-bytes; then
		make_image again ./dynamic -- one two || :
		check_that program-same-bytes "the same program gave other bytes" \
			cmp "$images/dynamic.cpio" "$images/again.cpio"
	fi
}

test_script() {
	printf '#!/bin/sh\necho "script $1"\nexit 5\n' >"$made/script"
	printf '#!/usr/bin/env python3\nimport json, sqlite3, sys\nprint(json.dumps(sys.argv[1:]))\n' \
		>"$made/script.py"
	printf '#!/opt/none/lua\n' >"$made/orphan"
	printf '#!/usr/bin/env lua5.4\nprint(arg[1] .. " in Lua")\n' >"$made/script.lua"
	chmod +x "$made/script" "$made/script.py" "$made/orphan" "$made/script.lua"
	make_image script ./script -- word || :
	check_that script-shell "the shell is missing" all_of \
		has script ' /usr/bin/(dash|sh) ' -- has script '/libc\.so\.6 '
	make_image python ./script.py -- word || :
	check_that script-python "Python or its library is missing" all_of \
		has python ' /usr/bin/env ' -- has python ' /usr/bin/python3 ' -- \
		has python '/json/__init__\.py ' -- has python '/lib-dynload/_sqlite3' -- \
		has python '/libsqlite3\.so' -- has_not python ' /usr/share/(doc|man)/' -- \
		has python '^package libpython3[.0-9]*-stdlib '
	make_image packaged ./script.lua --package lua5.4 -- word || :
	check_that script-packaged "its interpreter is not the package's" all_of \
		has packaged ' /usr/bin/lua5\.4 ' -- has packaged '^package lua5\.4 '
}

# ---- root file systems

test_directories() {
	mkdir -p "$made/root/bin" "$made/root/etc" "$made/root/home/user"
	cp /bin/busybox "$made/root/bin/busybox"
	ln -sf busybox "$made/root/bin/sh"
	echo data >"$made/root/home/user/file"
	chmod 4711 "$made/root/home/user/file"
	chown 1000:1001 "$made/root/home/user/file" 2>/dev/null || :
	make_image directory ./root -- /bin/sh -c 'echo from a directory; exit 4' || :
	check_that directory "what is in it is not in the image" all_of \
		has directory ' /bin/sh busybox$' -- \
		setting directory .program.argv \
		'["/bin/sh","-c","echo from a directory; exit 4"]' -- \
		has directory "^10[0-7]*711 .* 5 /home/user/file " -- has directory '^41777 .* /tmp '
	[ "$(id -u)" != 0 ] || check_that directory-owners "owners are lost" \
		has directory '^10[0-7]* 1000:1001 5 /home/user/file '
	for form in tar tar.gz tar.xz tar.zst; do
		selected "archive-$form" || continue
		tar -C "$made/root" -caf "$made/root.$form" .
		make_image "archive-$form" "./root.$form" -- /bin/sh || :
		check_that "archive-$form" "what is in it is not in the image" all_of \
			has "archive-$form" ' /bin/sh busybox$' -- \
			has "archive-$form" '^name root$' -- \
			setting "archive-$form" .program.argv '["/bin/sh"]'
	done
	touch -d @1234567890 "$made/root/home/user/file"
	tar -C "$made/root" -cf "$made/times.tar" .
	make_image times ./times.tar -- /bin/busybox stat -c 'changed %Y' /home/user/file || :
	echo '{ "program": { "argv": ["/bin/busybox", "true"] } }' >"$made/root/etc/rumproast.json"
	make_image configured ./root || :
	check_that directory-configured "its own configuration does not count" \
		setting configured .program.argv '["/bin/busybox","true"]'
	rm "$made/root/etc/rumproast.json"
}

# ---- OCI

blob() { # blob FILE: puts it into the layout; prints its digest
	digest=$(sha256sum <"$1" | cut -c1-64)
	cp "$1" "$made/layout/blobs/sha256/$digest"
	echo "sha256:$digest"
}

layer() { # layer FOLDER COMPRESSION...: prints a descriptor
	tar -C "$made/$1" -cf "$made/$1.layer" .
	shift_folder=$1
	shift
	"$@" <"$made/$shift_folder.layer" >"$made/$shift_folder.blob"
	printf '{ "mediaType": "%s", "digest": "%s", "size": %d }' \
		"application/vnd.oci.image.layer.v1.tar$layer_suffix" \
		"$(blob "$made/$shift_folder.blob")" "$(stat -c %s "$made/$shift_folder.blob")"
}

make_layout() {
	mkdir -p "$made/layout/blobs/sha256" "$made/one/bin" "$made/one/etc" "$made/one/srv/old" \
		"$made/two/srv" "$made/two/etc"
	echo '{"imageLayoutVersion":"1.0.0"}' >"$made/layout/oci-layout"
	cp /bin/busybox "$made/one/bin/busybox"
	ln -sf busybox "$made/one/bin/sh"
	printf 'root:x:0:0::/:/bin/sh\nweb:x:33:33::/:/bin/sh\n' >"$made/one/etc/passwd"
	printf 'root:x:0:\nweb:x:33:\n' >"$made/one/etc/group"
	echo one >"$made/one/srv/old/file"
	echo one >"$made/one/srv/gone"
	echo two >"$made/two/srv/new"
	: >"$made/two/srv/.wh.gone"
	mkdir -p "$made/two/srv/old"
	: >"$made/two/srv/old/.wh..wh..opq"
	layer_suffix=+gzip
	first=$(layer one gzip -n)
	layer_suffix=+zstd
	second=$(layer two zstd -q)
	jq -n --arg a "sha256:$(sha256sum <"$made/one.layer" | cut -c1-64)" \
		--arg b "sha256:$(sha256sum <"$made/two.layer" | cut -c1-64)" '{
		architecture: "amd64", os: "linux",
		config: { Entrypoint: ["/bin/sh", "-c"], Cmd: ["echo $GREETING; exit 6"],
			  Env: ["PATH=/bin", "GREETING=from OCI = image"], WorkingDir: "/srv/work",
			  User: "web", StopSignal: "QUIT", ExposedPorts: { "80/tcp": {} },
			  Volumes: { "/srv/data": {} } },
		rootfs: { type: "layers", diff_ids: [$a, $b] } }' >"$made/config.json"
	config=$(blob "$made/config.json")
	printf '{ "schemaVersion": 2, "mediaType": "application/vnd.oci.image.manifest.v1+json",
		"config": { "mediaType": "application/vnd.oci.image.config.v1+json",
			    "digest": "%s", "size": %d }, "layers": [ %s, %s ] }' "$config" \
		"$(stat -c %s "$made/config.json")" "$first" "$second" >"$made/manifest.json"
	manifest=$(blob "$made/manifest.json")
	printf '{ "schemaVersion": 2, "manifests": [
		{ "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "%s",
		  "size": %d, "platform": { "architecture": "arm64", "os": "linux" } },
		{ "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "%s",
		  "size": %d, "platform": { "architecture": "amd64", "os": "linux" } } ] }' \
		"sha256:$(printf %064d 0)" 1 "$manifest" "$(stat -c %s "$made/manifest.json")" \
		>"$made/nested.json"
	nested=$(blob "$made/nested.json")
	printf '{ "schemaVersion": 2, "manifests": [
		{ "mediaType": "application/vnd.oci.image.index.v1+json", "digest": "%s", "size": %d,
		  "annotations": { "org.opencontainers.image.ref.name": "v1" } },
		{ "mediaType": "application/vnd.oci.image.manifest.v1+json", "digest": "%s",
		  "size": %d, "annotations": { "org.opencontainers.image.ref.name": "v2" } } ] }' \
		"$nested" "$(stat -c %s "$made/nested.json")" "$manifest" \
		"$(stat -c %s "$made/manifest.json")" >"$made/layout/index.json"
}

check_layout() { # check_layout TEST: what every form of that image has to be
	check_that "$1" "it is not what the layout says" all_of \
		setting "$1" .program.argv '["/bin/sh","-c","echo $GREETING; exit 6"]' -- \
		setting "$1" .program.env.GREETING '"from OCI = image"' -- \
		setting "$1" .program.user '"web"' -- setting "$1" .program.workdir '"/srv/work"' -- \
		setting "$1" .program.stop_signal '"SIGQUIT"' -- has "$1" '^exposed 80/tcp$' -- \
		has "$1" '^volume /srv/data$' -- has "$1" ' /srv/new ' -- has "$1" ' /srv/old ' -- \
		has_not "$1" '/srv/gone|/srv/old/file|\.wh\.'
}

test_layouts() {
	make_image layout-nested oci:layout:v1 || :
	check_layout layout-nested
	make_image layout-tag oci:layout:v2 || :
	check_layout layout-tag
	# skopeo looks at all of it, and writes the other forms.
	for form in docker-archive oci-archive; do
		selected "layout-$form" || continue
		rm -f "$made/$form.tar"
		# skopeo cannot make docker's form of layers with zstd.
		skopeo --insecure-policy copy -q --dest-decompress "oci:$made/layout:v2" \
			"dir:$made/plain" && skopeo --insecure-policy copy -q "dir:$made/plain" \
			"$form:$made/$form.tar" || echo "skopeo failed"
		make_image "layout-$form" "./$form.tar" || :
		check_layout "layout-$form"
	done
	if selected layout-command; then
		make_image layout-command oci:layout:v2 -- 'echo other' || :
		check_that layout-command "arguments do not take the place of Cmd" \
			setting layout-command .program.argv '["/bin/sh","-c","echo other"]'
	fi
	if selected layout-entrypoint; then
		make_image layout-entrypoint oci:layout:v2 --entrypoint /bin/busybox -- ls || :
		check_that layout-entrypoint "--entrypoint does not replace the program" \
			setting layout-entrypoint .program.argv '["/bin/busybox","ls"]'
	fi
	if selected layout-two-tags; then
		cp -r "$made/layout" "$made/two-tags"
		jq '.manifests |= (.[0:1] + [.[0] | .annotations[] = "another"])' \
			"$made/layout/index.json" >"$made/two-tags/index.json"
		make_image layout-two-tags oci:two-tags || :
		check_layout layout-two-tags
	fi
	tar -C "$made/layout" -cf "$made/several.tar" .
	refuse archive-ambiguous 2 \
		'several.tar has 2 images: take one out, as by skopeo copy oci-archive:.*several.tar:v1 ' \
		./several.tar
	mkdir -p "$made/several"
	printf '[{"Config":"a.json","RepoTags":["one:1"],"Layers":[]},{"Config":"b.json","Layers":[]}]' \
		>"$made/several/manifest.json"
	tar -C "$made/several" -cf "$made/docker-several.tar" .
	refuse docker-ambiguous 2 \
		'docker-several.tar has 2 images: take one out, as by .*docker-archive:.*:one:1 ' \
		./docker-several.tar
	refuse layout-ambiguous 2 'has 2 images: add a tag, as in oci:layout:v1' oci:layout
	refuse layout-no-tag 3 'no image with the tag v9' oci:layout:v9
	refuse layout-missing 3 'there is no directory' oci:nowhere:v1
	cp -r "$made/layout" "$made/broken"
	echo >>"$made/broken/blobs/sha256/$(sha256sum <"$made/two.blob" | cut -c1-64)"
	refuse layout-damaged 7 'broken: blobs/sha256/.* is damaged: its digest is sha256:' oci:broken:v2
}

# ---- packages

test_packages() {
	make_image jq jq || :
	check_that package-jq "the package or what it needs is missing" all_of \
		setting jq .program.argv '["/usr/bin/jq"]' -- has jq ' /usr/bin/jq ' -- \
		has jq '/libonig\.so' -- has jq '^package libjq1 ' -- has jq '^package jq ' -- \
		has_not jq ' /usr/share/(doc|man|locale)/' -- has_not jq ' /usr/bin/(perl|ls|dpkg)' -- \
		has jq ' /etc/passwd '
	make_image nginx nginx || :
	check_that package-nginx "it is not ready to serve" all_of \
		setting nginx .program.argv '["/usr/sbin/nginx","-g","daemon off;"]' -- \
		setting nginx .program.stop_signal '"SIGQUIT"' -- has nginx '^exposed 80/tcp$' -- \
		has nginx ' /etc/nginx/sites-enabled/default /etc/nginx/sites-available/default$' -- \
		has nginx ' /var/log/nginx/access.log /dev/stdout$' -- \
		has_not nginx ' /(usr/)?lib/systemd/| /etc/init.d/'
	make_image redis redis-server || :
	check_that package-redis "its user, its folder or its libraries are missing" all_of \
		setting redis .program.user '"redis:redis"' -- \
		has redis '^40750 10[0-9]:10[0-9] 0 /var/lib/redis ' -- has redis '^volume /var/lib/redis$' -- \
		has redis '/libjemalloc\.so'
	if selected package-unit; then
		make_image haproxy haproxy || :
		check_that package-unit "its service is not taken over" all_of \
			setting haproxy '.program.argv[0:2]' '["/usr/sbin/haproxy","-Ws"]' -- \
			setting haproxy .program.env.CONFIG '"/etc/haproxy/haproxy.cfg"' -- \
			setting haproxy '.program.directories[0].path' '"/run/haproxy"' -- \
			setting haproxy '.program.directories[0].user' '"haproxy:haproxy"'
	fi
	if selected package-capabilities; then
		make_image caddy caddy || :
		check_that package-capabilities "what its unit allows is not taken over" all_of \
			setting caddy .program.capabilities.ambient '["CAP_NET_BIND_SERVICE"]'
		make_image chrony chrony || :
		check_that package-capability-bounds "what its unit forbids is not taken over" all_of \
			setting chrony '.program.capabilities.bounding | contains(["CAP_SYS_TIME"])' true -- \
			setting chrony '.program.capabilities.bounding | contains(["CAP_SYS_PTRACE"])' false
	fi
	if selected package-alternatives; then
		make_image vim vim || :
		check_that package-alternatives "the links of alternatives are missing" all_of \
			setting vim .program.argv '["/usr/bin/vim"]' -- \
			has vim ' /usr/bin/vim /usr/bin/vim\.basic$' -- has vim '/terminfo/v/vt220 '
	fi
	if selected package-same-bytes; then
		make_image jq-again jq || :
		check_that package-same-bytes "the same package gave other bytes" \
			cmp "$images/jq.cpio" "$images/jq-again.cpio"
	fi
	if selected package-include; then
		make_image include jq --include /usr/bin/sort --entrypoint sort || :
		check_that package-include "--include and --entrypoint do not count" all_of \
			has include ' /usr/bin/sort ' -- \
			setting include .program.argv '["/usr/bin/sort"]'
	fi
	if selected package-whole; then
		make_image whole-jq jq --whole || :
		check_that package-whole "--whole leaves something out" \
			has whole-jq ' /usr/share/doc/jq/copyright '
	fi
	if selected package-added; then
		make_image added ./static --package jq || :
		check_that package-added "--package adds nothing to a program" all_of \
			has added ' /usr/bin/jq ' -- \
			setting added .program.argv '["/usr/local/bin/static"]'
	fi
}

# ---- mistakes

test_mistakes() {
	cp "$made/static" "$made/not-executable"
	chmod -x "$made/not-executable"
	echo 'just a text' >"$made/text"
	refuse no-such-file 3 '\./nothing: No such file' ./nothing
	refuse not-executable 1 'is not executable: chmod \+x' ./not-executable
	refuse text-file 7 'no ELF program, no script .* and no archive' ./text
	refuse other-machine 7 'is for arm \(32 bits\)' ./arm
	refuse object-file 7 'is an object file: link it first' ./object
	refuse library 7 'is a library, not a program' ./app/lib/libpart.so.1
	refuse library-missing 3 'needs libpart\.so\.1, which is not here \(' ./lost
	refuse interpreter-missing 3 'orphan needs /opt/none/lua' ./orphan
	refuse directory-without-program 2 'put a command behind it' ./root
	refuse directory-program-missing 3 'there is no /bin/none in it' ./root -- /bin/none
	refuse no-such-package 3 'no Debian package nginxx; there is nginx' nginxx
	refuse no-name 3 'no name of a Debian package' 'No Name'
	refuse package-without-program 2 'has no program of its own' libonig5
	refuse entrypoint-missing 3 '--entrypoint none: none of the packages has it' jq \
		--entrypoint none
	refuse include-missing 3 '--include /none: none of the packages has it' jq --include /none
	refuse file-form 2 '--file x: not of the form' ./static --file x
	refuse include-no-package 2 'is no package, all of it is kept' ./static --include /x
}

# The same image, whoever makes it.
test_ordinary_user() {
	selected ordinary-user || return 0
	mkdir -p "$work/temporary"
	chmod 1777 "$work/temporary"
	check_that ordinary-user "an ordinary user cannot make an image of a package" \
		env TMPDIR="$work/temporary" HOME="$work/temporary" \
		XDG_CACHE_HOME="$work/temporary/cache" timeout 900 setpriv --reuid 65534 \
		--regid 65534 --clear-groups "$image_tool" jq "$work/temporary/jq.cpio"
	check_that ordinary-user-same-bytes "root's image of it is another" \
		cmp "$images/jq.cpio" "$work/temporary/jq.cpio"
	chmod -R u+w "$work/temporary"
	rm -rf "$work/temporary"
}

# ---- images that start

# starts TEST OUTCOME PATTERN IMAGE MEMORY
starts() {
	selected "$1" || return 0
	run_domain pc "$work/$1" "$images/$4.cpio" --memory "$5" --seconds 400 --network
	if [ "$(cat "$work/$1/outcome")" = "$2" ] && grep -Eq -- "$3" "$work/$1/console"; then
		passed "$1"
	else
		failed "$1" "it ended by $(cat "$work/$1/outcome"), not $2, or did not say: $3" \
			"$work/$1/console" "$images/$4.said"
	fi
}

test_starts() {
	starts starts-static exit:7 'hello from a program, 3 words, two' static 64
	starts starts-dynamic exit:7 'hello from a program, 3 words, two' dynamic 64
	starts starts-musl exit:7 'hello from a program, 3 words, two' musl 64
	starts starts-origin exit:0 'part 3, conversion there' whole 96
	starts starts-script exit:5 'script word' script 64
	starts starts-python exit:0 '\["word"\]' python 256
	starts starts-directory exit:4 'from a directory' directory 64
	starts starts-times exit:0 'changed 1234567890' times 64
	starts starts-packaged-script exit:0 'word in Lua' packaged 64
	starts starts-layout exit:6 'from OCI = image' layout-nested 64
}
