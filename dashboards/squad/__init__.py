"""A whole squad at once: heatmap, today's distribution, two fields against each other, the week's report."""
