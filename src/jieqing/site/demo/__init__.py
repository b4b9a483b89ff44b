"""The demo's people, what they have done so far (../data/demo_cast.yaml), and the one-click way to be one of them."""
