"""How much is done at once, and how fast: one bound each, in one place."""

# Accounts that are read side by side; each has limits of its own at AWS.
ACCOUNTS_AT_ONCE = 8
# Regions of one account that are read side by side; most limits of AWS hold for each region by itself.
REGIONS_AT_ONCE = 8
# Listings under way over all accounts and regions, each with one page in memory, of a few megabytes at most, and with one call in flight; a
# listing of all regions asks for the tags in several at once.
LISTINGS_AT_ONCE = 16
# Clients that stay open after a listing used them: most of what a service, a region and an account each multiply.
CLIENTS_KEPT = 256
# Items of one page and region that are asked for by themselves at once, where the listing left something out; their answers are small.
LOOKUPS_AT_ONCE = 20
# Grants of one account that are read one by one at once, each with up to eight calls of its own.
GRANTS_AT_ONCE = 4
# Changes of one kind (CreateRole, say) a second in one account's IAM, unless iamWritesPerSecond says otherwise. AWS publishes no limit.
WRITES_PER_SECOND = 15
# The changes of one kind at once, after a rest, before that rate begins to count; in seconds of it.
WRITES_IN_A_ROW_SECONDS = 2
# For so long after IAM throttled us no new run is begun.
CALM_SECONDS = 1.0
