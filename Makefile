# Two commands cover everything: make demo and make test. Both first install missing packages (scripts/setup.sh).

PREFIX ?= /usr/local
DESTDIR ?=
# Flags of `moorage-lab demo`, e.g. DEMO_FLAGS=--keep
DEMO_FLAGS ?=
# Part of the benchmarks, e.g. BENCH=otp
BENCH ?= all
# Found only where it is used, so that `make help` works without Swift.
SWIFT ?= $$(scripts/find-swift.sh)

FORMATTED = Package.swift Sources Tests
BIN = $(DESTDIR)$(PREFIX)/bin
SHARE = $(DESTDIR)$(PREFIX)/share/moorage
# Not /lib, which is a link: unpacking a DESTDIR with a folder of that name would break a system.
UNITS = $(DESTDIR)/usr/lib/systemd/system
USERS = $(DESTDIR)/usr/lib/sysusers.d
AS_ROOT = $$([ "$$(id -u)" = 0 ] || echo sudo)
# Checks that shellcheck omits by default; this script runs as root on its users' machines.
INSTALLER_CHECKS = --enable=avoid-nullary-conditions,check-unassigned-uppercase,deprecate-which,quote-safe-variables
# The daemon's machine needs neither the tests nor their leftovers.
LEFT_OUT = --exclude=tests --exclude=__pycache__ --exclude=.ansible

# Debug and release share .build, and two builds at once only wait for each other.
.NOTPARALLEL:
.PHONY: help setup build release demo test bench format format-check check install uninstall clean

help: ## Shows this list.
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1\t\2/p' Makefile | expand -t 15

setup: ## Installs missing packages (apt) and checks the Swift toolchain.
	@scripts/setup.sh

build: setup ## Builds moorage and moorage-lab (demo, simulator, lab machines) in .build/debug.
	$(SWIFT) build

release: ## Builds .build/release/moorage, which needs no Swift where it runs.
	@scripts/setup.sh build
	$(SWIFT) build --configuration release --static-swift-stdlib --product moorage

demo: build ## Turns two inserted rows into two running workspaces on this computer (DEMO_FLAGS=--keep).
	$(AS_ROOT) .build/debug/moorage-lab demo $(DEMO_FLAGS)

test: setup ## Runs all tests; as root on Debian, skips only other distributions.
	@scripts/test.sh

bench: setup ## Compares with a FastAPI peer and measures the log stream (apt: wrk); BENCH=otp, stream or list for one part.
	Benchmarks/run.sh $(BENCH)

format: ## Formats the Swift sources.
	$(SWIFT) format --in-place --recursive --parallel --configuration .swift-format $(FORMATTED)

format-check: ## Refuses Swift sources that are not formatted.
	$(SWIFT) format lint --strict --recursive --parallel --configuration .swift-format $(FORMATTED)

check: setup format-check ## Checks format, imports, shell scripts and prose.
	scripts/check-imports.py
	scripts/check-prose.py
	scripts/check-provider-words.py
	shellcheck .ci/run Benchmarks/*.sh scripts/*.sh Sources/Lab/Resources/*.sh
	shellcheck $(INSTALLER_CHECKS) Sources/Front/Resources/install.sh

install: release ## Installs into PREFIX (/usr/local): program, playbooks, example, systemd unit.
	install -D -m 0755 .build/release/moorage $(BIN)/moorage
	rm -rf $(SHARE)
	mkdir -p $(SHARE)
	tar $(LEFT_OUT) --mode=u=rwX,go=rX -cf - playbooks examples LICENSE | tar --no-same-owner -C $(SHARE) -xf -
	if [ -n "$(DESTDIR)" ] || [ -d $(UNITS) ]; then \
	    mkdir -p $(UNITS); \
	    sed 's|@PREFIX@|$(PREFIX)|' packaging/moorage.service >$(UNITS)/moorage.service; \
	    install -D -m 0644 packaging/moorage.sysusers $(USERS)/moorage.conf; \
	fi

uninstall: ## Removes the installed files; data and configuration stay.
	rm -f $(BIN)/moorage $(UNITS)/moorage.service $(USERS)/moorage.conf
	rm -rf $(SHARE)

clean: ## Removes the output of builds and tests.
	rm -rf .build
