"""Questions of law as plain JSON and their answers: what `jieqing law check` reads and writes, one file a kind."""
