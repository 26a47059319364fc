"""Days as American readers write them; a template names one of these as its date format."""

DAY = "F j, Y"  # June 5, 2026
WEEKDAY = "l, F j, Y"  # Friday, June 5, 2026
WEEKDAY_SOON = "l, F j"  # Friday, June 5
CLOCK = "g:i A"  # 8:30 AM
