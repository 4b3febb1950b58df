"""The example alliance: invented schools, the spreadsheets their offices keep, and their year 2025-26."""
