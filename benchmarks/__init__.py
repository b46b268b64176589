"""Speed and size as ratios to a floor measured in the same run: `make bench`, or `make bench BENCH="aging save"`."""
