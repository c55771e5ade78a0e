"""The portal measured over HTTP with many tickets: `make bench`. `docs/performance.md` says what and how."""
