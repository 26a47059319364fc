"""Days as Spanish-speaking readers in the United States write them."""

DAY = r"j \d\e F \d\e Y"  # 5 de junio de 2026
WEEKDAY = r"l, j \d\e F \d\e Y"  # viernes, 5 de junio de 2026
WEEKDAY_SOON = r"l, j \d\e F"  # viernes, 5 de junio
CLOCK = "g:i a"  # 8:30 a.m.
