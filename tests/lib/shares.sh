# shellcheck shell=sh
# SPDX-License-Identifier: GPL-2.0
#
# Folders of this machine that a domain mounts: 9P, virtiofs, NFS. Sourced after suite.sh, domain.sh
# and filesystems.sh, in namespaces of mounts and networks of its own, so that rpcbind and an NFS
# server have their ports to themselves.

# Name, type, features, source and options; @ stands for the folder with all shared folders.
shares="
9p 9p lhmn shared trans=virtio,version=9p2000.L,cache=mmap,msize=262144
virtiofs virtiofs lhmxnf shared-too
nfs3 nfs lhmn 10.0.2.2:@/nfs3 addr=10.0.2.2,vers=3,proto=tcp,port=20490,mountproto=tcp,mountport=20491,nolock
nfs40 nfs lhmn 10.0.2.2:/nfs40 addr=10.0.2.2,clientaddr=10.0.2.15,vers=4.0,proto=tcp,port=20490
nfs41 nfs lhmn 10.0.2.2:/nfs41 addr=10.0.2.2,clientaddr=10.0.2.15,vers=4.1,proto=tcp,port=20490
nfs42 nfs lhmn 10.0.2.2:/nfs42 addr=10.0.2.2,clientaddr=10.0.2.15,vers=4.2,proto=tcp,port=20490
"

share_names() {
	echo "$shares" | awk 'NF { print $1 }'
}

share() { # share NAME: sets type, features, source, options
	# shellcheck disable=SC2046 # words
	set -- $(echo "$shares" | sed -n "s/^$1 //p")
	type=$1 features=$2 source=$(echo "$3" | sed "s,@,$work/shared,") options=${4:-}
}

make_shares() {
	mkdir -p "$work/expected" "$work/shared" "$work/made"
	for name in $(share_names); do
		share "$name"
		mkdir "$work/shared/$name"
		"$trees" make "$work/shared/$name/given" 1 "-$features"
		expect_tree "$name" given "$work/shared/$name/given" "$features"
		[ -d "$work/made/$features" ] || "$trees" make "$work/made/$features" 2 "-$features"
		expect_tree "$name" made "$work/made/$features" "$features"
		echo "$name given $features $features rw"
	done >"$work/matrix"
}

shares_as_json() {
	comma=
	for name in $(share_names); do
		share "$name"
		printf '%s{ "source": "%s", "type": "%s", "target": "/m/%s", "options": "%s" }' \
			"$comma" "$source" "$type" "$name" "$options"
		comma=', '
	done
}

# ---- servers

servers=

write_ganesha_config() {
	number=0
	cat <<-END
		NFS_CORE_PARAM {
			NFS_Port = 20490; MNT_Port = 20491; Protocols = 3, 4;
			Enable_NLM = false; Enable_RQUOTA = false; Enable_UDP = false;
		}
		NFSv4 { RecoveryRoot = "$work/recovery"; Graceless = true; }
	END
	for name in nfs3 nfs40 nfs41 nfs42; do
		number=$((number + 1))
		cat <<-END
			EXPORT {
				Export_Id = $number; Path = "$work/shared/$name"; Pseudo = "/$name";
				Access_Type = RW; Squash = No_Root_Squash; SecType = sys;
				Protocols = 3, 4; Transports = TCP; FSAL { Name = VFS; }
			}
		END
	done
}

wait_for() { # wait_for WHAT COMMAND...
	awaited=$1
	shift
	tries=0
	until "$@" >/dev/null 2>&1; do
		tries=$((tries + 1))
		[ $tries -lt 600 ] || {
			failed servers "$awaited does not start" "$work/$awaited.log"
			return 1
		}
		sleep 0.1
	done
}

# The server asks for an address that is not the loopback interface's own before it uses any.
start_nfs_server() {
	mount -t tmpfs none /run
	ip link set lo up
	ip address add 192.0.2.1/32 dev lo
	mkdir -p /run/rpcbind "$work/recovery"
	rpcbind -f >"$work/rpcbind.log" 2>&1 9>&- &
	servers="$servers $!"
	wait_for rpcbind rpcinfo -p 127.0.0.1 || return 1
	write_ganesha_config >"$work/ganesha.conf"
	ganesha.nfsd -F -L "$work/ganesha.log" -f "$work/ganesha.conf" -p "$work/ganesha.pid" \
		-N EVENT >"$work/ganesha.said" 2>&1 9>&- &
	servers="$servers $!"
	wait_for ganesha sh -c 'rpcinfo -p 127.0.0.1 | grep -q "3 *tcp *20490"'
}

start_virtiofs_server() {
	/usr/lib/qemu/virtiofsd --socket-path="$work/virtiofs" -o "source=$work/shared/virtiofs,xattr" \
		-o sandbox=chroot >"$work/virtiofsd.log" 2>&1 9>&- &
	servers="$servers $!"
	wait_for virtiofsd test -S "$work/virtiofs"
}

stop_servers() {
	# shellcheck disable=SC2086 # one word per process
	[ -z "$servers" ] || kill $servers 2>/dev/null || :
	servers=
}

shares_domain() {
	make_archive "$work/shares.cpio" "{
		\"program\": { \"argv\": [ \"/bin/file-systems\", \"/etc/matrix\", \"make\", \"made\" ] },
		\"net\": { \"eth0\": { \"dhcp4\": true } },
		\"mounts\": [ $(shares_as_json) ]
	}" --add /bin/busybox:/bin/busybox --add "$trees:/bin/trees" \
		--add "$project/tests/guest/file-systems:/bin/file-systems" \
		--add "$work/matrix:/etc/matrix" --add "$work/expected:/expected"
	DOMAIN_KERNEL=$BUILD/kernel/storage/vmlinux run_domain pc "$work/first" "$work/shares.cpio" \
		--memory 256 --seconds 600 --network --qemu "\
-object memory-backend-memfd,id=memory,size=256M,share=on -machine memory-backend=memory \
-chardev socket,id=virtiofs,path=$work/virtiofs \
-device vhost-user-fs-pci,chardev=virtiofs,tag=shared-too \
-fsdev local,id=shared,path=$work/shared/9p,security_model=passthrough \
-device virtio-9p-pci,fsdev=shared,mount_tag=shared"
}

# What the domain made, as this machine's kernel sees it.
judge_share() { # judge_share NAME
	share "$1"
	compare_sum "$1-read" "$work/first" "$1" given
	compare_sum "$1-write" "$work/first" "$1" made
	"$trees" sum "$work/shared/$1/made" "-$features" "$work/expected/$1.made" \
		>"$work/$1.here" 2>&1 || :
	if [ "$(cat "$work/$1.here")" = "$(cat "$work/expected/$1.made.sum")" ]; then
		passed "$1-here"
	else
		failed "$1-here" "the folder holds something else than was made" "$work/$1.here"
	fi
}

try_shares() {
	make_shares
	trap stop_servers EXIT
	start_nfs_server && start_virtiofs_server || return 0
	shares_domain
	stop_servers
	judge_end shares-end "$work/first"
	for name in $(share_names); do
		judge_share "$name"
	done
}
