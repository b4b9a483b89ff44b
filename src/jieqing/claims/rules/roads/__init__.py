"""The roads to the money: which fit, what they cost and bring, and the questions that can turn everything."""
