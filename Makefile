# Every task of the house. Recipes longer than a line are scripts in tasks/.
.DEFAULT_GOAL := help
.PHONY: $(shell sed -n 's/^\([a-z-]*\):.*/\1/p' $(MAKEFILE_LIST))
MAKEFLAGS += --no-print-directory
# What is said on the command line is text, and no text of make: an entityID may contain $(anything).
$(foreach name,$(.VARIABLES),$(if $(filter command,$(firstword $(origin $(name)))),$(eval override export $(name) := $$(value $(name)))))

help: ## Say what there is to do
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' $(MAKEFILE_LIST) | while IFS="$$(printf '\t')" read -r name text; do printf '  make %-17s %s\n' "$$name" "$$text"; done
	@echo 'Tasks about a running hub take ZAGUAN_CONFIG=file, else the demonstration; BY=name says who does it, else your login name does.'

## The two that a newcomer needs

demo: ## See it work: hub, three agencies and invented citizens on this machine, until Ctrl-C
	@tasks/demo run

test: ## Run all tests
	@tasks/test

## The demonstration in the background

demo-up: ## Start the demonstration and return when it is ready (contract: var/demo/demo.json)
	@tasks/demo up

demo-down: ## Stop the demonstration
	@tasks/demo down

## Working on the code

release: ## Build the program that nodes run: target/release/zaguan
	@tasks/build release

bench: ## Measure what a login costs, and a country: [ZAGUAN_BENCH_LOGINS=100000] [ZAGUAN_BENCH_ONLY=logins,leaving,certificates,pins,crowds,citizens,agencies]
	@tasks/bench

fuzz: ## Look for octets that break a promise: [TARGET=request] [SECONDS=60]
	@tasks/fuzz

fuzz-differential: ## Give many mutated messages to us and to xmlsec1: [ZAGUAN_DIFFERENTIAL_CASES=500000] [ZAGUAN_DIFFERENTIAL_SEED=…]
	@tasks/fuzz-differential

test-patroni: ## See that no login is lost when Patroni changes the leader: a minute; installs patroni and etcd
	@tasks/test-patroni

encodings: ## Write golden files of what is stored, after a change of how: hub/encodings/
	@tasks/encodings

card-bench: ## Write certificates to test with, good ones and those with each defect: TO=folder; SERVE=port answers about them, too
	@tasks/card-bench "$${TO:?Say where: make card-bench TO=folder}" $${SERVE:+--serve "$$SERVE"}

setup: ## Install what is missing (Debian; asks for root only if something is)
	@tasks/setup

check: ## Format, lints, documentation, licences and duplicate versions
	@tasks/check

## Running the hub. The configuration is ZAGUAN_CONFIG, else that of the demonstration

run: ## Run the hub in the foreground
	@tasks/hub run

status: ## Say how the node of the configuration is, in sentences; fails if it is not ready
	@tasks/hub status

migrate: ## Bring the database to this release
	@tasks/hub migrate

agency-check: ## Say what is wrong with metadata, of one agency or many, and what it would change: METADATA=file|url
	@tasks/hub agency-check -- "$${METADATA:?Say which: make agency-check METADATA=file|url}"

trusted-list: ## Believe the issuers of a national trusted list: FROM=file|url SIGNERS=folder of who may sign it TO=folder of authorities
	@tasks/hub trusted-list --signers="$${SIGNERS:?Say where: make trusted-list FROM=file|url SIGNERS=folder TO=folder}" --to="$${TO:?Say where: make trusted-list FROM=file|url SIGNERS=folder TO=folder}" -- "$${FROM:?Say which: make trusted-list FROM=file|url SIGNERS=folder TO=folder}"

agency-add: ## Add agencies, or renew their metadata: METADATA=file|url [SIGNER=certificate.pem] [ONCE=yes] [BY=name]; of a query service (MDQ): METADATA=base ENTITY=entityID
	@tasks/hub agency-add $${ENTITY:+--entity="$$ENTITY"} $${SIGNER:+--signer="$$SIGNER"} $$([ "$$ONCE" != yes ] || echo --once) -- "$${METADATA:?Say which: make agency-add METADATA=file|url}"

agency-approve: ## Say yes to what waits, or show it: [CHANGE=code] [ENTITY=entityID] [BY=name]
	@tasks/hub agency-approve $${ENTITY:+--entity="$$ENTITY"} -- $${CHANGE:+"$$CHANGE"}

agency-reject: ## Say no to what waits: CHANGE=code [BY=name]
	@tasks/hub agency-reject -- "$${CHANGE:?Say which: make agency-reject CHANGE=code}"

agency-set: ## Change an agency's record: ENTITY=entityID [LEVEL=low|substantial|high] [SUSPENDED=yes] and more [BY=name]; alone it lists what
	@tasks/agency-set

agency-show: ## Show everything about an agency, its address for our metadata and its history: ENTITY=entityID
	@tasks/hub agency-show -- "$${ENTITY:?Say which: make agency-show ENTITY=entityID}"

agency-list: ## List the agencies, with what waits for approval
	@tasks/hub agency-list

agency-rollback: ## Undo an agency's newest change, or go back to one: ENTITY=entityID [TO=number] [BY=name]
	@tasks/hub agency-rollback $${TO:+--to="$$TO"} -- "$${ENTITY:?Say which: make agency-rollback ENTITY=entityID}"

agency-remove: ## Remove an agency: ENTITY=entityID [BY=name]
	@tasks/hub agency-remove -- "$${ENTITY:?Say which: make agency-remove ENTITY=entityID}"

agency-refresh: ## Look anew at the addresses that are followed and due, or at one: [SOURCE=url [ANYWAY=yes]]
	@tasks/hub agency-refresh $$([ "$$ANYWAY" != yes ] || echo --anyway) -- $${SOURCE:+"$$SOURCE"}

agency-sources: ## List the addresses that are followed
	@tasks/hub agency-sources

agency-unfollow: ## Follow an address no longer: SOURCE=url
	@tasks/hub agency-unfollow -- "$${SOURCE:?Say which: make agency-unfollow SOURCE=url}"

key-next: ## Publish a new signing key, weeks before it signs: [KIND=rsa-2048|rsa-3072|p-256] [TOKEN=label] or FROM=name, [BY=name]
	@tasks/hub key-next $${KIND:+--kind "$$KIND"} $${TOKEN:+--token "$$TOKEN"} $${FROM:+--from "$$FROM"} $${BY:+--by "$$BY"}

key-list: ## List our signing keys, and how many agencies have fetched each
	@tasks/hub key-list

key-activate: ## Let the next key sign, or an old one again: [KEY=fingerprint] [ANYWAY=yes] [BY=name]
	@tasks/hub key-activate $${KEY:+--key "$$KEY"} $$([ "$$ANYWAY" != yes ] || echo --anyway) $${BY:+--by "$$BY"}

key-retire: ## Take the retiring key out of our metadata: [KEY=fingerprint] [ANYWAY=yes] [BY=name]
	@tasks/hub key-retire $${KEY:+--key "$$KEY"} $$([ "$$ANYWAY" != yes ] || echo --anyway) $${BY:+--by "$$BY"}

policy-show: ## Print the file of the policy in force, or of an earlier one: [VERSION=policy-1]
	@tasks/hub policy-show $${VERSION:+"$$VERSION"}

policy-check: ## Say what is wrong with a policy and what it would change: FILE=policy.toml
	@tasks/hub policy-check "$${FILE:?Say which: make policy-check FILE=policy.toml}"

policy-activate: ## Put a policy in force on every node: FILE=policy.toml [BY=name]
	@tasks/hub policy-activate "$${FILE:?Say which: make policy-activate FILE=policy.toml}"

explain: ## Say what the hub would do with a request, and why: REQUEST=file with XML, base64, a form or a redirect's address
	@tasks/hub explain -- "$${REQUEST:?Say which: make explain REQUEST=file}"

trace: ## Say what was asked and answered, and why: ID=reference, or the id of a request, a response or an assertion
	@tasks/hub trace -- "$${ID:?Say which: make trace ID=reference}"

trace-join: ## Say who it was, for auditors; it is recorded: ID=reference REASON=text [BY=name]
	@tasks/hub trace-join --reason="$${REASON:?Say why: make trace-join ID=reference REASON=text}" -- "$${ID:?Say which: make trace-join ID=reference REASON=text}"

metadata: ## Print the metadata that agencies load
	@tasks/hub metadata

citizen-import: ## Register citizens from a CSV file, all or none: FILE=citizens.csv
	@tasks/hub citizen-import "$${FILE:?Say which: make citizen-import FILE=citizens.csv}"

card-import: ## Take what is printed on people's cards from a CSV file, all rows or none: FILE=cards.csv
	@tasks/hub card-import "$${FILE:?Say which: make card-import FILE=cards.csv}"

password-unlock: ## Give a document all its password tries back, and end its waits: DOCUMENT=dni|nie
	@tasks/hub password-unlock "$${DOCUMENT:?Say which: make password-unlock DOCUMENT=12345678Z}"

pin-unlock: ## Lift what keeps the holder of a document from having a PIN: DOCUMENT=dni|nie
	@tasks/hub pin-unlock "$${DOCUMENT:?Say which: make pin-unlock DOCUMENT=12345678Z}"

certificate-unlock: ## Let the certificates of a document enter again that were blocked after «no he sido yo»: DOCUMENT=dni|nie
	@tasks/hub certificate-unlock "$${DOCUMENT:?Say which: make certificate-unlock DOCUMENT=12345678Z}"

backup: ## Write a backup of database and keys: TO=new folder
	@tasks/hub backup "$${TO:?Say where: make backup TO=folder}"

restore: ## Put a backup into an empty database, its keys in their places: FROM=folder
	@tasks/hub restore "$${FROM:?Say which: make restore FROM=folder}"
