"""Jieqing (结清): debts resolved lawfully. ARCHITECTURE.md names the rooms; start reading at `site`."""
