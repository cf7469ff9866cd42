"""Programs for a network, before it is said in which framework: blocks with parameters, steps, loops and conditions."""
