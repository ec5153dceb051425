"""The project's own benchmarks: each prints its figures beside a floor measured in the same run. `make bench` runs all."""
