"""Best scores and ghosts: kept on this machine, and in the house's database where one is named."""
