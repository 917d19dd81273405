# Every task of the house. Recipes longer than a line are scripts in tasks/.
.DEFAULT_GOAL := help
.PHONY: help setup demo demo-up demo-down test check run migrate agency-add agency-list agency-remove agency-set key-next key-list key-activate key-retire metadata citizen-import password-unlock bench fuzz-differential fuzz
MAKEFLAGS += --no-print-directory

help: ## Say what there is to do
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-17s %s\n' "$$name" "$$text"; done

## The two that a newcomer needs

demo: ## See it work: hub, agency and invented citizens on this machine, until Ctrl-C
	@tasks/demo run

test: ## Run all tests
	@tasks/test

## The demonstration in the background

demo-up: ## Start the demonstration and return when it is ready (contract: var/demo/demo.json)
	@tasks/demo up

demo-down: ## Stop the demonstration
	@tasks/demo down

## Working on the code

bench: ## Measure what a login costs
	@tasks/bench

fuzz: ## Look for octets that break a promise: [TARGET=request] [SECONDS=60]
	@tasks/fuzz

fuzz-differential: ## Give many mutated messages to us and to xmlsec1: [ZAGUAN_DIFFERENTIAL_CASES=500000] [ZAGUAN_DIFFERENTIAL_SEED=…]
	@tasks/fuzz-differential

setup: ## Install what is missing (Debian; asks for root only if something is)
	@tasks/setup

check: ## Format, lints, documentation, licences and duplicate versions
	@tasks/check

## Running the hub. The configuration is ZAGUAN_CONFIG, else that of the demonstration

run: ## Run the hub in the foreground
	@tasks/hub run

migrate: ## Bring the database to this release
	@tasks/hub migrate

agency-add: ## Add an agency, or replace its metadata: METADATA=file|url
	@tasks/hub agency-add "$${METADATA:?Say which: make agency-add METADATA=file|url}"

agency-list: ## List the agencies
	@tasks/hub agency-list

agency-remove: ## Remove an agency: ENTITY=entityID
	@tasks/hub agency-remove "$${ENTITY:?Say which: make agency-remove ENTITY=entityID}"

agency-set: ## Change an agency's record: ENTITY=entityID [LEVEL=low|substantial|high] [DIALECT=strict|clave2] [PROVIDER_NAME=NIF_DIR3] [DEVIATIONS=names|none]
	@tasks/hub agency-set "$${ENTITY:?Say which: make agency-set ENTITY=entityID LEVEL=low}" $${LEVEL:+--level "$$LEVEL"} $${DIALECT:+--dialect "$$DIALECT"} $${PROVIDER_NAME:+--provider-name "$$PROVIDER_NAME"} $${DEVIATIONS:+--deviations "$$DEVIATIONS"}

key-next: ## Publish a new signing key: [KIND=rsa-2048|rsa-3072|p-256] [TOKEN=label] or FROM=name, [BY=name]
	@tasks/hub key-next $${KIND:+--kind "$$KIND"} $${TOKEN:+--token "$$TOKEN"} $${FROM:+--from "$$FROM"} $${BY:+--by "$$BY"}

key-list: ## List our signing keys, and how many agencies have fetched each
	@tasks/hub key-list

key-activate: ## Let the next key sign: [KEY=fingerprint] [ANYWAY=yes] [BY=name]
	@tasks/hub key-activate $${KEY:+--key "$$KEY"} $$([ "$$ANYWAY" != yes ] || echo --anyway) $${BY:+--by "$$BY"}

key-retire: ## Take the retiring key out of our metadata: [KEY=fingerprint] [ANYWAY=yes] [BY=name]
	@tasks/hub key-retire $${KEY:+--key "$$KEY"} $$([ "$$ANYWAY" != yes ] || echo --anyway) $${BY:+--by "$$BY"}

metadata: ## Print the metadata that agencies load
	@tasks/hub metadata

citizen-import: ## Register citizens from a CSV file, all or none: FILE=citizens.csv
	@tasks/hub citizen-import "$${FILE:?Say which: make citizen-import FILE=citizens.csv}"

password-unlock: ## Give a document all its password tries back: DOCUMENT=dni|nie
	@tasks/hub password-unlock "$${DOCUMENT:?Say which: make password-unlock DOCUMENT=12345678Z}"
