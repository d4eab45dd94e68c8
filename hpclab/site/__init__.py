"""What the site says beside its software: announcements, links, partitions, quotas and balances."""
