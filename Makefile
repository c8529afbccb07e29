# make test is the one test command, for people and for CI (.ci/run calls it).
# It fetches what it needs into the project's own folders; see scripts/with.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help

GO ?= go
FUZZTIME ?= 10s
BENCHTIME ?= 1s
SOAK ?= 2000
SOAK_LIVE ?= 10m
PROGRAMS ?= 1000
SEED ?= 1
BENCH ?= .
MIB ?= 1024
RUNS ?= 30
# Modules of their own, so that what they need is needed by nobody else.
MODULES := arrowtable e2e/database
GO_FILES := find . -name '*.go' -not -path './node_modules/*' -not -path './.*/*'

.PHONY: help
help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

.PHONY: test
test: lint test-go test-modules bench-once test-web test-e2e ## everything: lint, Go, TypeScript, stale files, end to end

.PHONY: lint
lint: ## gofmt and go vet
	@bad=$$($(GO_FILES) | xargs gofmt -l); \
	if [ -n "$$bad" ]; then echo "gofmt (make fmt mends it):"; echo "$$bad"; exit 1; fi
	$(GO) vet ./...
	@for m in $(MODULES); do echo "$(GO) -C $$m vet ./..."; $(GO) -C $$m vet ./...; done

.PHONY: test-go
test-go: ## Go tests with the race detector
	$(GO) test -race -shuffle=on -timeout 20m ./...

.PHONY: test-modules
test-modules: ## Go tests of the modules inside: Arrow, and tables of a database
	@for m in $(MODULES); do echo "$(GO) -C $$m test ./..."; $(GO) -C $$m test -shuffle=on -bench . -benchtime 1x -timeout 10m ./...; done

.PHONY: test-links
test-links: ## what depends on the Go release: cells on both links, and what they assume
	$(GO) version
	$(GO) test ./notebook/compile/golink ./notebook/runtime/... ./notebook/compile -timeout 30m
	GOKINO_TEST_LINK=full $(GO) test ./notebook/compile -run '^TestCases$$' -timeout 30m

.PHONY: bench-once
bench-once: ## every benchmark once, to keep them running
	$(GO) test -run '^$$' -bench . -benchtime 1x -timeout 10m ./...

.PHONY: test-web
test-web: ## TypeScript: types, unit tests, and whether jsassets/dist is what src builds
	@scripts/with modules -- npm run --silent check
	@scripts/with modules -- npm run --silent check:e2e
	@scripts/with modules -- npm test --silent
	@scripts/with modules -- npm run --silent stale

.PHONY: test-e2e
test-e2e: ## the gokino program in real Chromium; E2E='counter -g reload' picks specs
	@scripts/with modules chromium anywidgets? -- npx --no-install playwright test --config e2e $(E2E)

.PHONY: bench
bench: bench-cells ## benchmarks; BENCH=pattern, BENCHTIME=1s
	$(GO) list ./... | grep -v '/notebook/engine$$' | \
	  xargs $(GO) test -run '^$$' -bench '$(BENCH)' -benchtime $(BENCHTIME) -benchmem

BENCH_ENGINE = env GOKINO_BENCH=all $(GO) test ./notebook/engine -run '^$$' -timeout 30m

.PHONY: bench-cells
bench-cells: ## cells: latency p50 and p95, starts, a long notebook, hot loops; RUNS=30
	@uptime
	$(BENCH_ENGINE) -bench '^Benchmark(EditedCell|SameCell|Start)$$' -benchtime $(RUNS)x
	$(BENCH_ENGINE) -bench 'LongNotebook|HotLoops' -benchtime 1x
	@uptime

.PHONY: bench-first
bench-first: ## the first start, where nothing is built yet
	$(BENCH_ENGINE) -bench 'FirstStart' -benchtime 1x

.PHONY: bench-live
bench-live: ## widgets: events, emits, starts, round trips, broadcasts, each beside a floor or peer
	@uptime
	$(GO) test ./live ./server ./kernel/wire -run '^$$' -bench . -benchtime $(BENCHTIME) -benchmem
	@uptime

.PHONY: measure-table
measure-table: ## a table of a million rows in Chromium: times, bytes and memory
	@uptime
	@GOKINO_FIGURES=1 scripts/with modules chromium -- npx --no-install playwright test --config e2e tablemillion
	@uptime

.PHONY: bench-gonb
bench-gonb: ## edited cells beside GoNB, in turn; GONB=path, RUNS=30
	@uptime
	GOKINO_BENCH_GONB='exec scripts/time-kernel "$$GONB" --kernel "{connection_file}" --force_deps --raw_error' \
	  scripts/with gonb -- $(BENCH_ENGINE) -bench 'BesideGoNB' -benchtime $(RUNS)x
	@uptime

.PHONY: soak
soak: ## SOAK=2000 evaluations that redefine things, under a harsh collector; SEED=1
	GOKINO_TEST_SOAK=$(SOAK) GOKINO_TEST_SEED=$(SEED) $(GO) test ./notebook/engine -run '^TestSoak$$' -v -timeout 2h

.PHONY: upload-large
upload-large: ## a file of MIB=1024 through a process that may have 100 MB
	CGO_ENABLED=0 GOKINO_TEST_UPLOAD=$(MIB) $(GO) test ./server -run '^TestUploadLarge$$' -count 1 -v

.PHONY: soak-live
soak-live: ## 1000 widgets on 20 pages that lose their connections, for SOAK_LIVE=10m
	@uptime
	GOKINO_TEST_SOAK_LIVE=$(SOAK_LIVE) $(GO) test ./server -run '^TestSoak$$' -v -timeout 24h
	@uptime

.PHONY: differential
differential: ## PROGRAMS=1000 random programs as ordinary Go and as cells; SEED=1
	GOKINO_TEST_PROGRAMS=$(PROGRAMS) GOKINO_TEST_SEED=$(SEED) $(GO) test ./notebook/compile -run '^TestDifferential$$' -v -timeout 4h

.PHONY: fuzz
fuzz: differential ## every fuzz target for FUZZTIME, and random programs
	@$(GO) list -f '{{.Dir}}' ./... | while read -r dir; do \
	  for name in $$(cat "$$dir"/*_test.go 2>/dev/null | sed -nE 's/^func (Fuzz[A-Za-z0-9_]+)\(.*/\1/p'); do \
	    (cd "$$dir" && $(GO) test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) .); \
	  done; \
	done

.PHONY: build
build: ## the page: jsassets/src to jsassets/dist
	@scripts/with modules -- npm run --silent build

.PHONY: fmt
fmt: ## gofmt -w
	@$(GO_FILES) | xargs gofmt -w

.PHONY: tidy
tidy: ## whether go.mod and go.sum are what go mod tidy makes them; asks the module proxy
	$(GO) mod tidy -diff
	@for m in $(MODULES); do $(GO) -C $$m mod tidy -diff; done

.PHONY: screenshot
screenshot: ## the README's picture, docs/images/notebook.png
	@GOKINO_SCREENSHOT=1 scripts/with modules chromium -- npx --no-install playwright test --config e2e tour

.PHONY: gallery
gallery: ## docs/widgets and the pictures in it, of testdata/notebooks/gallery.md
	@GOKINO_SCREENSHOT=1 scripts/with modules chromium -- npx --no-install playwright test --config e2e widgets -g gallery
	$(GO) test . -run '^TestWidgetPages$$' -update
