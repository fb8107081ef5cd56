# SPDX-License-Identifier: GPL-2.0

.PHONY: lint
lint: | packages-build packages-check
	@scripts/lint
