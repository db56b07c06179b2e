# Beffroi. Two commands do everything: `make demo` and `make test`. `make help` lists the others.
.DEFAULT_GOAL := help
.PHONY: help demo test check bench e2e e2e-whole prepare prepare-test manuel stop

SUDO := $(shell [ "$$(id -u)" = 0 ] || echo sudo)
LISTEN ?= 127.0.0.1:8082
DATA ?= beffroi-data/demo
TARGET := $(or $(CARGO_TARGET_DIR),target)

help: ## This list.
	@grep -E '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

demo: prepare ## Builds, creates the demo world, serves it, prints the address and the accounts. CENTRE=cdg62 makes the other one.
	cargo build --release --locked -p beffroi
	$(TARGET)/release/beffroi demo --data $(DATA) --listen $(LISTEN) $(if $(CENTRE),--centre $(CENTRE))

test: prepare-test check ## Everything: format, lints, every test on both engines, the browser walk.
	cargo nextest run --locked --workspace --no-fail-fast
	cargo test --locked --workspace --doc --quiet
	$(MAKE) --no-print-directory e2e
	@$(MAKE) --no-print-directory stop

check: node_modules ## Format and lints only.
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings

e2e: node_modules ## The browser walk, with the debug binary.
	cargo build --locked --workspace --bins --examples
	node --test e2e/*.test.mjs

e2e-whole: ## The same, every page that anybody reaches: a quarter of an hour more.
	E2E_WHOLE=1 $(MAKE) --no-print-directory e2e

bench: prepare ## Speed and memory, release build; writes docs/PERFORMANCE.md.
	cargo build --release --locked -p beffroi
	cargo build --release --locked -p actes --example mesures
	cargo build --release --locked -p xades --example mesures_xades
	cargo build --release --locked -p pades --example mesures_pades
	tools/bench

prepare: node_modules ## What building needs: a C compiler, Node and the npm packages.

prepare-test: prepare
	@tools/install-missing initdb:postgresql chromium:chromium pdfinfo:poppler-utils qpdf:qpdf xmllint:libxml2-utils xmlsec1:xmlsec1 \
	  soffice:libreoffice-calc-nogui /usr/lib/libreoffice/program/libswlo.so:libreoffice-writer-nogui unzip:unzip \
	  /usr/bin/python3:python3 /usr/lib/python3/dist-packages/icalendar:python3-icalendar \
	  /usr/lib/python3/dist-packages/aiosmtpd:python3-aiosmtpd openssl:openssl /usr/sbin/clamd:clamav-daemon \
	  /usr/sbin/dovecot:dovecot-imapd
	@tools/venv-signature
	@cargo nextest --version >/dev/null 2>&1 || cargo install --locked cargo-nextest

node_modules: package.json package-lock.json
	@tools/install-missing cc:build-essential node:nodejs npm:npm
	npm ci --no-audit --no-fund
	@touch node_modules

manuel: ## The user manual as a small site, in docs/manuel/book (needs mdbook).
	mdbook build docs/manuel

stop: ## Stops the throw-away PostgreSQL cluster of the tests.
	@tools/postgres-jetable stop
