"""Stories through several rooms, each named after what a person does."""
