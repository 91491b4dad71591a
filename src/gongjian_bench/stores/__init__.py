"""The stores: a large demo university, grown to many matters by bulk statements that copy lives with their whole histories."""
