# SPDX-License-Identifier: GPL-2.0
#
# Archives that domains start from: hello (static C), busybox, and Debian's nginx.

IMAGE_DIR := $(BUILD)/image
IMAGE_TOOLS := $(wildcard image/from-* image/select-files image/unpack-packages)

.PHONY: images image-hello image-busybox image-nginx
images: image-hello image-busybox image-nginx
image-hello image-busybox image-nginx: image-%: $(IMAGE_DIR)/%.cpio

$(IMAGE_DIR)/hello: image/hello/hello.c | packages-build
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -O2 $(WARNINGS) -static -s -o $@ $<

$(IMAGE_DIR)/hello.cpio: $(IMAGE_DIR)/hello image/hello/domain.json $(INIT) $(IMAGE_TOOLS) \
		| packages-run
	$(call say,ARCHIVE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)image/from-directory -o $@ --config image/hello/domain.json --add $<:/bin/hello

$(IMAGE_DIR)/busybox.cpio: image/busybox/domain.json $(INIT) $(IMAGE_TOOLS) | packages-run
	$(call say,ARCHIVE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)image/from-packages -o $@ --config $< --program /bin/busybox busybox-static

$(IMAGE_DIR)/nginx.cpio: $(wildcard image/nginx/*) $(INIT) $(IMAGE_TOOLS) | packages-run
	$(call say,ARCHIVE,$@)
	$(Q)mkdir -p $(@D)
	$(Q)image/from-packages -o $@ --config image/nginx/domain.json \
		--program /usr/sbin/nginx --path /etc/nginx/mime.types \
		--add image/nginx/nginx.conf:/etc/nginx/nginx.conf \
		--add image/nginx/index.html:/srv/www/index.html \
		--directory /var/lib/nginx --directory /var/log/nginx nginx
