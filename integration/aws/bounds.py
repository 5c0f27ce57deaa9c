"""How much is done at once: one bound each, in one place."""

# Accounts that are read side by side; each has limits of its own at AWS.
ACCOUNTS_AT_ONCE = 8
# Regions of one account that are read side by side; most limits of AWS hold for each region by itself.
REGIONS_AT_ONCE = 8
