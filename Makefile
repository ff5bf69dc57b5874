# The verbs of daily work. Each says what it does and may be run again at any time.
#
#   make run        install what is missing, build, open the window
#   make test       the same, then every check and test
#   make package    a .deb in target/release/bundle/deb
#   make bench      how long a document and the first paint take (release build)
#   make fuzz       ten minutes of broken files for each reader
#   make screenshots  every state of the window at four sizes, both themes and languages, in out/
#   make fmt        format Rust and TypeScript
#   make bindings   accept a change of what passes between the window and the program
#   make rules      write docs/rules.md again
#   make samples    write the bundled sample invoices again
#   make snapshots  accept how pages are drawn now

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help run test lint unit window package bench fuzz fmt bindings rules samples snapshots ui system system-tests models models-for-run

TARGET := $(or $(CARGO_TARGET_DIR),target)
PAGE_SOURCES := $(shell find ui/src ui/index.html ui/package.json ui/vite.config.ts ui/tsconfig*.json -type f 2>/dev/null)
say = @printf '\n== %s\n' "$(1)"

help:
	@sed -n 's/^#   //p' Makefile

run: system models-for-run ui
	@setup/run.sh

test: system-tests models lint unit window
	$(call say,all tests passed)

# --- Setting up ---------------------------------------------------------------------------------

system:
	@setup/system.sh run

system-tests:
	@setup/system.sh test

# What reads pictures without a network, and what makes that faster.
models:
	@setup/models.sh
	@setup/engine.sh || echo '== going on without the faster engine: pictures take half as long again'

# Without them the program says what is missing, and everything else works.
models-for-run:
	@setup/models.sh || echo '== going on without the models: scans and photos are not read on this machine'
	@setup/engine.sh || echo '== going on without the faster engine: pictures take half as long again'

ui/node_modules/.installed: ui/package-lock.json
	$(call say,npm packages of the page)
	@cd ui && npm ci --no-audit --no-fund
	@touch $@

ui/dist/.built: ui/node_modules/.installed $(PAGE_SOURCES)
	$(call say,building the page)
	@cd ui && npm run --silent build
	@touch $@

ui: ui/dist/.built

# --- Checks and tests ---------------------------------------------------------------------------

lint: ui
	$(call say,format and lint)
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	cd ui && npm run --silent lint && npm run --silent typecheck

# Everything but the real window: unit, property and conformance tests, the dependency directions,
# the drift of the bindings, the whole command line.
unit: ui
	$(call say,tests)
	cargo build --workspace --bins --locked
	cargo test --workspace --locked
	@setup/keyring.sh cargo test --workspace --test keychain --locked
	cd ui && npm run --silent test

window: ui
	$(call say,the real window)
	cargo build --workspace --bins --locked
	@setup/virtual-display.sh cargo test --workspace --test window --locked -- --ignored --test-threads=1 --nocapture

bench: system-tests models ui
	$(call say,how long things take)
	cargo build --release --locked -p app -p fapiao-review
	cargo build --release --locked -p documents --example pace --example long
	cargo build --release --locked -p recognition --example read --example drawn
	cargo build --release --locked -p fapiao-pictures
	@setup/virtual-display.sh cargo run -p fapiao-tests --bin bench --locked
	$(call say,the checks of one invoice (2 ms is the bound); a ledger of 200000 invoices (20 ms for duplicates))
	cargo run --release --locked -p invoice --features synthetic --example speed
	cargo bench --locked -p ledger
	$(call say,the synthetic pictures: 13 layouts in 11 kinds of wear)
	cargo run --release --locked -p fapiao-pictures --example score

screenshots: system-tests ui
	$(call say,pictures of the window)
	cargo build --workspace --bins --locked
	@FAPIAO_SCREEN=1920x1080 setup/virtual-display.sh $(TARGET)/debug/screenshots out/screenshots

fuzz:
	$(call say,fuzzing)
	@setup/fuzz.sh

# --- Accepting what was made again --------------------------------------------------------------

bindings:
	FAPIAO_ACCEPT_BINDINGS=1 cargo test --workspace --bin fapiao-review bindings

rules:
	FAPIAO_ACCEPT_RULES=1 cargo test -p invoice --lib every_rule_is_on_the_page

samples:
	FAPIAO_ACCEPT_SAMPLES=1 cargo test --workspace --test fixtures

snapshots:
	FAPIAO_ACCEPT_SNAPSHOTS=1 cargo test -p fapiao-pictures --test drawn_pages

fmt: ui/node_modules/.installed
	cargo fmt --all
	cd ui && npm run --silent lint -- --fix

package: system models ui
	$(call say,a package for Debian and Ubuntu)
	setup/package.sh
